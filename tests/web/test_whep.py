"""WHEP as the draft and RFC 9725 have it, for standard players."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.transport.viewer import Viewer

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")

SDP = {"content-type": "application/sdp"}
FRAGMENT = {"content-type": "application/trickle-ice-sdpfrag"}
RESTART = "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n"
CAMERA = "/whep/main-lobby"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def offer() -> str:
    """What a player wants: one receive-only H.264 video."""
    viewer = Viewer()
    sdp = await viewer.offer()
    await viewer.close()
    return sdp


@pytest_asyncio.fixture(loop_scope="session")
async def player(service: Service, officer: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A player that presents a device's secret as its bearer token."""
    device = await service.device((await share(officer, "high-school"))["issued"]["url"])
    async with service.client(authorization=f"Bearer {device.cookies['responder-device']}") as client:
        yield client


async def test_a_player_plays_and_stops(player: httpx.AsyncClient, offer: str) -> None:
    """201 with the answer, the session's address and its entity tag; DELETE ends it."""
    answer = await player.post(CAMERA, content=offer, headers=SDP)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/sdp"
    assert answer.text.startswith("v=0")
    assert answer.headers["accept-patch"] == "application/trickle-ice-sdpfrag"
    assert answer.headers["etag"].strip('"') in answer.text
    location = answer.headers["location"]
    assert location.startswith(f"{CAMERA}/")

    assert (await player.delete(location)).status_code == 200
    assert (await player.delete(location)).status_code == 404


async def test_an_ice_restart_changes_the_entity_tag(player: httpx.AsyncClient, offer: str) -> None:
    """Candidates of the old ICE session are then refused (RFC 9725 4.3.1)."""
    opened = await player.post(CAMERA, content=offer, headers=SDP)
    location, tag = opened.headers["location"], opened.headers["etag"]
    restarted = await player.patch(location, content=RESTART, headers=FRAGMENT | {"if-match": "*"})
    assert restarted.status_code == 200
    assert restarted.headers["content-type"] == "application/trickle-ice-sdpfrag"
    assert restarted.headers["etag"] != tag
    late = await player.patch(location, content=RESTART, headers=FRAGMENT | {"if-match": tag})
    assert (late.status_code, late.json()["type"]) == (412, "precondition-failed")


async def test_a_change_must_name_the_ice_session(player: httpx.AsyncClient, offer: str) -> None:
    """428 without If-Match."""
    location = (await player.post(CAMERA, content=offer, headers=SDP)).headers["location"]
    answer = await player.patch(location, content=RESTART, headers=FRAGMENT)
    assert (answer.status_code, answer.json()["type"]) == (428, "precondition-required")


@pytest.mark.parametrize(
    ("headers", "content", "status", "problem_type"),
    [
        ({"content-type": "application/json"}, "{}", 415, "unsupported-media-type"),
        ({}, "", 415, "unsupported-media-type"),
        (SDP, "", 400, "bad-sdp"),
        (SDP, "hello", 400, "bad-sdp"),
        (SDP, "v=0\r\n" + "a=x\r\n" * 10_000, 413, "too-large"),
        (SDP | {"accept": "text/html"}, "v=0", 406, "not-acceptable"),
    ],
)
async def test_what_is_no_offer_is_refused(
    player: httpx.AsyncClient, headers: dict[str, str], content: str, status: int, problem_type: str
) -> None:
    """With the status that the draft wants and a reason."""
    answer = await player.post(CAMERA, content=content, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (status, problem_type)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
async def test_an_endpoint_takes_offers_only(player: httpx.AsyncClient, method: str) -> None:
    """405, with what is allowed."""
    answer = await player.request(method, CAMERA)
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_a_session_is_changed_or_ended(player: httpx.AsyncClient, method: str) -> None:
    """Nothing else."""
    assert (await player.request(method, f"{CAMERA}/some-session")).status_code == 405


@pytest.mark.parametrize("path", [CAMERA, f"{CAMERA}/some-session"])
async def test_a_browser_of_another_site_may_ask_first(service: Service, path: str) -> None:
    """CORS preflight, without credentials."""
    async with service.client(origin="https://player.example") as client:
        answer = await client.options(path)
    assert answer.status_code == 204
    assert answer.headers["accept-post"] == "application/sdp"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]


async def test_a_player_without_a_token_is_told_how(browser: httpx.AsyncClient, offer: str) -> None:
    """401 with the scheme to use (RFC 6750 3)."""
    answer = await browser.post(CAMERA, content=offer, headers=SDP)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
