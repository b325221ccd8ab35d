"""A phone that gave up waiting for the answer to its tap, and asks again."""

import secrets

import httpx
import pytest

from .service import Service, share, token_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def opened(service: Service, url: str, key: str) -> httpx.Response:
    """By a browser that has no cookie: no answer ever came."""
    async with service.client() as phone:
        return await phone.post("/api/redeem", json={"token": token_of(url), "tap_key": key})


async def test_takes_one_place_and_gets_a_cookie_that_works(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """However often it asks, the link's last place is its own."""
    url = (await share(officer, "high-school", device_limit=1))["issued"]["url"]
    key = secrets.token_hex(16)
    answers = [await opened(service, url, key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.json()["device_id"] for answer in answers}) == 1
    cookie = answers[-1].cookies["responder-device"]
    async with service.client(authorization=f"Bearer {cookie}") as phone:
        assert (await phone.get("/api/permit")).json()["device_id"] == answers[0].json()["device_id"]


async def test_waits_once_at_a_full_link(service: Service, officer: httpx.AsyncClient) -> None:
    """Each answer has the same cookie, and one phone waits."""
    shared = await share(officer, "high-school", device_limit=1)
    await service.device(shared["issued"]["url"])
    key = secrets.token_hex(16)
    answers = [await opened(service, shared["issued"]["url"], key) for _ in range(2)]
    assert {answer.json()["type"] for answer in answers} == {"device-limit"}
    assert len({answer.cookies["responder-device"] for answer in answers}) == 1
    link = await service.site.links.get(shared["issued"]["link"]["link_id"])
    assert len(link.waiting_device_ids) == 1


async def test_opens_by_a_spoken_code_once(service: Service, officer: httpx.AsyncClient) -> None:
    """The code's tap has a key as well."""
    issued = (await share(officer, "high-school", device_limit=1, has_waiting_room=False))["issued"]
    words = (await officer.post(f"/api/links/{issued['link']['link_id']}/spoken-code")).json()["words"]
    request = {"code": words, "tap_key": secrets.token_hex(16)}
    for _ in range(2):
        async with service.client() as phone:
            assert (await phone.post("/api/redeem/spoken", json=request)).status_code == 200


@pytest.mark.parametrize("key", ["", "0" * 31, "0" * 65, "Z" * 32])
async def test_a_key_that_could_be_guessed_is_refused(
    service: Service, officer: httpx.AsyncClient, key: str
) -> None:
    """And sets no cookie."""
    answer = await opened(service, (await share(officer, "high-school"))["issued"]["url"], key)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
    assert "set-cookie" not in answer.headers


async def test_another_site_cannot_make_a_phone_tap(service: Service, officer: httpx.AsyncClient) -> None:
    """Whoever could, with a key of their own, would know the officer's cookie."""
    url = (await share(officer, "high-school"))["issued"]["url"]
    request = {"token": token_of(url), "tap_key": secrets.token_hex(16)}
    async with service.client(origin="https://elsewhere.example") as phone:
        answer = await phone.post("/api/redeem", json=request)
    assert (answer.status_code, answer.json()["type"]) == (403, "cross-site")
    assert "set-cookie" not in answer.headers
