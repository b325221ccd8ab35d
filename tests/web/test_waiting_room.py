"""A full link: the device waits, and one tap lets it in or sends it away."""

import httpx
import pytest

from .service import Service, share, token_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def knock(device: httpx.AsyncClient, url: str) -> httpx.Response:
    return await device.post("/api/redeem", json={"token": token_of(url)})


async def test_a_waiting_device_is_let_in_with_one_tap(
    service: Service, officer: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    """It has its cookie from knocking, so that asking again is enough."""
    shared = await share(officer, "high-school", device_limit=1)
    link_id, url = shared["issued"]["link"]["link_id"], shared["issued"]["url"]
    await service.device(url)
    answer = await knock(browser, url)
    assert (answer.status_code, answer.json()["type"]) == (403, "device-limit")
    assert (await browser.get("/api/permit")).json()["type"] == "device-limit"
    (waiting,) = (await overview(officer, link_id))["waiting"]
    admitted = await officer.post(f"/api/links/{link_id}/waiting/{waiting['device_id']}/admit")
    assert (admitted.status_code, admitted.json()["waiting"]) == (200, [])
    assert len(admitted.json()["devices"]) == 2
    assert (await browser.get("/api/permit")).status_code == 200


async def test_a_device_that_is_turned_away_stays_out(
    service: Service, officer: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    """It is told so, and knocks in vain."""
    shared = await share(officer, "high-school", device_limit=1)
    link_id, url = shared["issued"]["link"]["link_id"], shared["issued"]["url"]
    await service.device(url)
    await knock(browser, url)
    (waiting,) = (await overview(officer, link_id))["waiting"]
    await officer.post(f"/api/links/{link_id}/waiting/{waiting['device_id']}/turn-away")
    assert (await browser.get("/api/permit")).json()["type"] == "device-removed"
    assert (await knock(browser, url)).json()["type"] == "device-removed"


async def test_without_a_waiting_room_a_full_link_refuses(
    service: Service, officer: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    """And nobody gets a cookie."""
    url = (await share(officer, "high-school", device_limit=1, has_waiting_room=False))["issued"]["url"]
    await service.device(url)
    assert (await knock(browser, url)).json()["type"] == "device-limit"
    assert not browser.cookies


async def test_who_does_not_wait_cannot_be_let_in(officer: httpx.AsyncClient) -> None:
    """A device id that nobody has."""
    link_id = (await share(officer, "high-school"))["issued"]["link"]["link_id"]
    for action in ("admit", "turn-away"):
        answer = await officer.post(f"/api/links/{link_id}/waiting/nobody/{action}")
        assert (answer.status_code, answer.json()["type"]) == (404, "not-found")


async def overview(officer: httpx.AsyncClient, link_id: str) -> dict[str, list[dict[str, str]]]:
    """The link as the console shows it."""
    incidents = (await officer.get("/api/overview")).json()["incidents"]
    found: dict[str, list[dict[str, str]]] = next(
        link for incident in incidents for link in incident["links"] if link["link_id"] == link_id
    )
    return found
