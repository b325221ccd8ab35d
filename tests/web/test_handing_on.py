"""Links for partners, PINs, and codes said over the radio."""

import httpx
import pytest

from responder.access.account import Role

from .service import Service, share, signed_in_as, token_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

A, B = "high-school", "athletic-center"


async def test_a_partner_gets_a_narrower_link(service: Service, officer: httpx.AsyncClient) -> None:
    """One building of two; it dies with the link that it comes from."""
    shared = await share(officer, A, B)
    parent = shared["issued"]["link"]["link_id"]
    request = {"agency": "Maple Ridge Fire", "building_ids": [B], "device_limit": 2}
    answer = await officer.post(f"/api/links/{parent}/children", json=request)
    assert answer.status_code == 201, answer.text
    assert answer.json()["link"]["parent_link_id"] == parent
    partner = await service.device(answer.json()["url"])
    permit = (await partner.get("/api/permit")).json()
    assert [one["building_id"] for one in permit["buildings"]] == [B]
    assert permit["agency"] == "Maple Ridge Fire"
    await officer.post(f"/api/links/{parent}/revoke")
    assert (await partner.get("/api/permit")).json()["type"] == "link-revoked"


async def test_a_device_hands_its_link_on_and_no_further(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """The partner's own device cannot; when the first is removed, the partner is out too."""
    shared = await share(officer, A)
    device = await service.device(shared["issued"]["url"])
    handed = await device.post("/api/permit/hand-on", json={"agency": "County EMS"})
    assert handed.status_code == 201, handed.text
    partner = await service.device(handed.json()["url"])
    again = await partner.post("/api/permit/hand-on", json={"agency": "Somebody"})
    assert (again.status_code, again.json()["type"]) == (403, "not-allowed")
    device_id = (await device.get("/api/permit")).json()["device_id"]
    await officer.delete(f"/api/devices/{device_id}")
    assert (await partner.get("/api/permit")).json()["type"] == "link-revoked"


async def test_nothing_wider_or_longer_is_handed_on(service: Service, officer: httpx.AsyncClient) -> None:
    """Than the link itself."""
    device = await service.device((await share(officer, A))["issued"]["url"])
    for wider in ({"building_ids": [B]}, {"lifetime_s": 7 * 24 * 3600}, {"device_limit": 500}):
        answer = await device.post("/api/permit/hand-on", json={"agency": "County EMS", **wider})
        assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_a_named_officer_hands_on_the_own_agencys_link(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """And not another agency's."""
    sergeant = await signed_in_as(service, Role.AGENCY_OFFICER)
    own, other = await share(officer, A), await share(officer, A, agency="Maple Ridge Fire")
    for shared, status in ((own, 201), (other, 403)):
        link_id = shared["issued"]["link"]["link_id"]
        answer = await sergeant.post(f"/api/links/{link_id}/children", json={"agency": "County EMS"})
        assert answer.status_code == status, answer.text


async def test_a_link_with_a_pin_opens_with_it(service: Service, officer: httpx.AsyncClient) -> None:
    """It is asked for by name, and whoever is inside is not asked again."""
    url = (await share(officer, A, pin="482915"))["issued"]["url"]
    device = await service.kept_client()
    tries = [None, "111111", "482915", None]
    answers = [await device.post("/api/redeem", json={"token": token_of(url), "pin": pin}) for pin in tries]
    told = [answer.json().get("type") for answer in answers]
    assert told == ["pin-required", "pin-wrong", None, None]
    assert [answer.status_code for answer in answers] == [403, 403, 200, 200]


async def test_guessing_a_pin_closes_the_door(service: Service, officer: httpx.AsyncClient) -> None:
    """Also for the right one, for newcomers."""
    url = (await share(officer, A, pin="482915"))["issued"]["url"]
    device = await service.kept_client()
    for guess in range(5):
        await device.post("/api/redeem", json={"token": token_of(url), "pin": f"11111{guess}"})
    answer = await device.post("/api/redeem", json={"token": token_of(url), "pin": "482915"})
    assert (answer.status_code, answer.json()["type"]) == (429, "pin-locked")


async def test_five_words_open_a_link(service: Service, officer: httpx.AsyncClient) -> None:
    """However they are typed; wrong ones open nothing and look like any unknown link."""
    link_id = (await share(officer, A))["issued"]["link"]["link_id"]
    made = await officer.post(f"/api/links/{link_id}/spoken-code")
    assert made.status_code == 200, made.text
    words = made.json()["words"]
    assert len(words.split()) == 5
    device = await service.kept_client()
    wrong = await device.post("/api/redeem/spoken", json={"code": "acorn acorn acorn acorn acorn"})
    assert (wrong.status_code, wrong.json()["type"]) == (404, "link-unknown")
    answer = await device.post("/api/redeem/spoken", json={"code": f"  {words.upper()}. "})
    assert answer.status_code == 200, answer.text
    assert (await device.get("/api/permit")).status_code == 200
