"""Links, from both sides."""

import re
import time

import httpx
import pytest
from msgspec.structs import replace

from responder.access.audit import Actor, Source
from responder.store.child_links import ChildLinks
from responder.store.connection import Store
from responder.store.records import link_key, load_link
from responder.store.transaction import Transaction, transact
from responder.store.waiting_room import WaitingRoom
from responder.web.links import link_url

from .service import Service, share, token_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_link_keeps_its_token_behind_the_fragment(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """256 bits, base64url, in this answer and never again."""
    shared = await share(officer, "high-school")
    url = shared["issued"]["url"]
    assert re.fullmatch(re.escape(service.site.origin) + r"/e#[A-Za-z0-9_-]{43}", url)
    assert token_of(url) not in (await officer.get("/api/overview")).text


async def test_a_link_fits_into_a_text_message() -> None:
    """One of 160 letters, beside a sentence, for a site with a name as long as such names get."""
    origin = "https://cameras.maple-ridge-township-public-schools.k12.nj.us"
    assert len(link_url(origin, "x" * 43)) <= 110


async def test_opening_a_link_shows_what_was_shared(
    officer: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    """One building with its levels and cameras; not the others."""
    shared = await share(officer, "high-school")
    answer = await browser.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    assert answer.status_code == 200
    view = answer.json()
    assert view["agency"] == "Maple Ridge Police"
    assert view["kind"] == "police"
    assert view["reason"] == "Report of a weapon"
    assert [one["building_id"] for one in view["buildings"]] == ["high-school"]
    assert {one["building_id"] for one in view["cameras"]} == {"high-school"}
    assert len(view["cameras"]) == 14
    assert view["expires_at_ms"] == shared["issued"]["link"]["expires_at_ms"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["set-cookie"].startswith("responder-device=")


async def test_a_reload_needs_no_token(service: Service, officer: httpx.AsyncClient) -> None:
    """The device's cookie, or its value as a bearer token, is enough."""
    shared = await share(officer, "high-school")
    device = await service.device(shared["issued"]["url"])
    view = (await device.get("/api/permit")).json()
    assert view["agency"] == "Maple Ridge Police"
    async with service.client(authorization=f"Bearer {device.cookies['responder-device']}") as program:
        assert (await program.get("/api/permit")).json()["device_id"] == view["device_id"]


async def test_the_console_sees_who_opened_it(service: Service, officer: httpx.AsyncClient) -> None:
    """By browser, and whether it is connected."""
    shared = await share(officer, "high-school")
    async with service.client(**{"user-agent": "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1"}) as phone:
        await phone.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
        await phone.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    incidents = (await officer.get("/api/overview")).json()["incidents"]
    link = next(one for one in incidents if one["incident_id"] == shared["incident"]["incident_id"])["links"][
        0
    ]
    assert [(one["label"], one["connected"], one["watching"]) for one in link["devices"]] == [
        ("iPhone, Safari", False, [])
    ]


async def test_a_revoked_link_is_dead(service: Service, officer: httpx.AsyncClient) -> None:
    """For the device that had it, and revoking again says so."""
    shared = await share(officer, "high-school")
    device = await service.device(shared["issued"]["url"])
    link_id = shared["issued"]["link"]["link_id"]

    revoked = await officer.post(f"/api/links/{link_id}/revoke")
    assert (revoked.status_code, revoked.json()["state"]) == (200, "revoked")
    for path in ("/api/permit", "/api/campus/outline", "/api/posters/main-lobby"):
        answer = await device.get(path)
        assert (answer.status_code, answer.json()["type"]) == (410, "link-revoked"), path
    again = await officer.post(f"/api/links/{link_id}/revoke")
    assert (again.status_code, again.json()["type"]) == (410, "link-revoked")


async def test_a_link_is_extended(officer: httpx.AsyncClient) -> None:
    """Counted from its end."""
    link = (await share(officer, "high-school", lifetime_s=600))["issued"]["link"]
    extended = await officer.post(f"/api/links/{link['link_id']}/extend", json={"by_s": 3600})
    assert extended.json()["expires_at_ms"] == link["expires_at_ms"] + 3_600_000
    too_long = await officer.post(f"/api/links/{link['link_id']}/extend", json={"by_s": 10**9})
    assert too_long.status_code == 400


async def test_a_full_link_says_so(
    service: Service, officer: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    """The first device keeps its place."""
    shared = await share(officer, "high-school", device_limit=1)
    first = await service.device(shared["issued"]["url"])
    refused = await browser.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    assert (refused.status_code, refused.json()["type"]) == (403, "device-limit")
    assert (await first.get("/api/permit")).status_code == 200


async def test_who_waits_sees_nothing_until_let_in(
    service: Service, officer: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    """A full link with a waiting room: the browser keeps a cookie, and needs no second tap."""
    site, incident_id = service.site, (await share(officer, "high-school"))["incident"]["incident_id"]
    actor = Actor(identity="officer", source=Source.CONSOLE)
    link, token = await site.links.issue(
        incident_id, agency="Police", actor=actor, device_limit=1, has_waiting_room=True
    )
    await service.device(f"#{token}")
    refused = await browser.post("/api/redeem", json={"token": token})
    assert (refused.status_code, refused.json()["type"]) == (403, "device-limit")
    assert "high-school" not in refused.text
    for path in ("/api/permit", "/api/campus/outline"):
        assert (await browser.get(path)).json()["type"] == "device-limit"

    (waiting,) = await WaitingRoom(site.store).of_link(await site.links.get(link.link_id))
    await WaitingRoom(site.store).admit(link.link_id, waiting.device_id, actor=actor)
    assert (await browser.get("/api/permit")).json()["agency"] == "Police"


async def test_a_link_that_was_handed_on_shows_no_more_than_it_opens(
    service: Service, officer: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    """Its incident may name more buildings."""
    shared = await share(officer, "high-school", "athletic-center")
    actor = Actor(identity="officer", source=Source.CONSOLE)
    _, token = await ChildLinks(service.site.store).hand_on(
        shared["issued"]["link"]["link_id"],
        agency="EMS",
        building_ids=("athletic-center",),
        actor=actor,
    )
    opened = (await browser.post("/api/redeem", json={"token": token})).json()
    assert [one["building_id"] for one in opened["buildings"]] == ["athletic-center"]
    assert {one["building_id"] for one in opened["cameras"]} == {"athletic-center"}
    assert (await browser.get("/api/campus/levels/high-school-1")).status_code == 403


async def test_a_removed_device_stays_out(service: Service, officer: httpx.AsyncClient) -> None:
    """It cannot open the same link again."""
    shared = await share(officer, "high-school")
    device = await service.device(shared["issued"]["url"])
    device_id = (await device.get("/api/permit")).json()["device_id"]
    assert (await officer.delete(f"/api/devices/{device_id}")).status_code == 204
    again = await device.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    assert (again.status_code, again.json()["type"]) == (403, "device-removed")
    assert (await device.get("/api/permit")).json()["type"] == "device-removed"


@pytest.mark.parametrize("token", ["x", "x" * 43, "\N{FIRE}", "a b", "../..", "x" * 128])
async def test_an_unknown_token_opens_nothing(browser: httpx.AsyncClient, token: str) -> None:
    """And sets no cookie."""
    answer = await browser.post("/api/redeem", json={"token": token})
    assert (answer.status_code, answer.json()["type"]) == (404, "link-unknown")
    assert "set-cookie" not in answer.headers


async def test_who_tries_tokens_learns_nothing(
    service: Service, officer: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    """A token that never was, one that was revoked and one whose incident is closed get the same answer."""
    revoked, closed = await share(officer, "high-school"), await share(officer, "high-school")
    await officer.post(f"/api/links/{revoked['issued']['link']['link_id']}/revoke")
    await officer.post(f"/api/incidents/{closed['incident']['incident_id']}/close")
    other = await service.device((await share(officer, "high-school"))["issued"]["url"])
    tokens = ["x" * 43, *(token_of(shared["issued"]["url"]) for shared in (revoked, closed))]
    answers = [await who.post("/api/redeem", json={"token": it}) for it in tokens for who in (browser, other)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert {tuple(sorted(answer.headers)) for answer in answers} == {tuple(sorted(answers[0].headers))}


async def test_a_browser_that_was_inside_is_told_how_the_link_ended(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """Opening it again from the message must not look like a typing error."""
    shared = await share(officer, "high-school")
    device = await service.device(shared["issued"]["url"])
    await officer.post(f"/api/links/{shared['issued']['link']['link_id']}/revoke")
    again = await device.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    assert (again.status_code, again.json()["type"]) == (410, "link-revoked")


async def test_a_browser_with_both_cookies_is_the_device(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """An officer who tries the own link loses it with everybody else; the console says `?as=staff`."""
    shared = await share(officer, "high-school")
    both = await service.signed_in()
    await both.post("/api/redeem", json={"token": token_of(shared["issued"]["url"])})
    other_building = "/api/campus/levels/athletic-center-1"
    assert (await both.get(other_building)).status_code == 403
    assert (await both.get(f"{other_building}?as=staff")).status_code == 200
    await officer.post(f"/api/links/{shared['issued']['link']['link_id']}/revoke")
    assert (await both.get("/api/campus/outline")).json()["type"] == "link-revoked"


async def test_a_link_that_begins_later_says_when_and_opens_by_itself(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """The phone has its place and a cookie; it is told the time, and nothing of the place."""
    begins_at_ms = (int(time.time()) + 3600) * 1000
    issued = (await share(officer, "high-school", begins_at_ms=begins_at_ms, lifetime_s=600))["issued"]
    assert (issued["link"]["state"], issued["link"]["begins_at_ms"]) == ("upcoming", begins_at_ms)
    assert issued["link"]["expires_at_ms"] == begins_at_ms + 600_000
    phone = await service.kept_client()
    early = await phone.post("/api/redeem", json={"token": token_of(issued["url"])})
    assert (early.status_code, early.json()["type"]) == (403, "link-upcoming")
    assert early.json()["opens_at_ms"] == begins_at_ms
    assert "school" not in early.text.lower()
    code = await officer.post(f"/api/links/{issued['link']['link_id']}/spoken-code")
    assert (code.status_code, code.json()["type"]) == (403, "link-upcoming")

    assert (await phone.get("/api/permit")).json()["opens_at_ms"] == begins_at_ms
    await begin_now(service.site.store, issued["link"]["link_id"])
    assert (await phone.get("/api/permit")).status_code == 200


async def begin_now(store: Store, link_id: str) -> None:
    """As if the time until its beginning had passed."""

    async def decide(transaction: Transaction) -> None:
        link, _ = await load_link(store, transaction, link_id)
        transaction.put(link_key(store, link_id), replace(link, begins_at_s=store.now()))

    await transact(store, decide)


async def test_a_link_begins_within_a_week(officer: httpx.AsyncClient) -> None:
    """A time that is over, or far ahead, is a typing error; nothing stays open for it."""
    before = (await officer.get("/api/overview")).json()["incidents"]
    for begins_at_s in (time.time() - 1, time.time() + 8 * 86_400):
        request = {
            "building_ids": ["high-school"],
            "kind": "drill",
            "reason": "Drill",
            "link": {"agency": "Maple Ridge Police", "begins_at_ms": int(begins_at_s * 1000)},
        }
        answer = await officer.post("/api/incidents", json=request)
        assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
    after = (await officer.get("/api/overview")).json()["incidents"]
    assert [it["closed_at_ms"] for it in after].count(None) == [it["closed_at_ms"] for it in before].count(
        None
    )
