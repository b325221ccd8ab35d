"""The whole service: what it does when parts of the site are not there."""

import asyncio
import socket
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from gis.finding import SurveyError
from responder.app import media_addresses, running
from responder.media.status import FeedState
from responder.settings import CameraSettings, MediaSettings
from responder.store.data_lock import DataLock
from responder.store.errors import StoreUnavailable
from responder.transport.errors import PortUnavailable
from responder.web.server_error import ServerError
from tests.web.service import add_officer, settings_for, share, sign_in

UNREACHABLE = CameraSettings(camera_id="main-lobby", main_url="rtsp://127.0.0.1:9/main")


def is_free(data_dir: Path) -> bool:
    """Whether no service and no Redis of one holds the data directory."""
    locks = [DataLock(data_dir / "redis" / name) for name in ("service.lock", "server.lock")]
    taken = [lock.take() for lock in locks]
    for lock in locks:
        lock.release()
    return all(taken)


async def test_without_redis_the_page_is_served_and_says_what_is_wrong(tmp_path: Path) -> None:
    """503 with a problem type that the client knows; at the end it says that records are missing."""
    (tmp_path / "index.html").write_text("<!doctype html>")
    nowhere = f"unix://{tmp_path / 'nobody-listens'}"
    with pytest.raises(StoreUnavailable):
        async with running(settings_for(tmp_path / "data", tmp_path, redis_url=nowhere)) as site:
            await _ask_without_redis(site.origin)


async def _ask_without_redis(origin: str) -> None:
    async with httpx.AsyncClient(base_url=origin, timeout=30) as browser:
        assert (await browser.get("/e")).status_code == 200
        answers = await asyncio.gather(
            browser.get("/healthz"),
            browser.post("/api/session", json={"username": "officer", "password": "whatever it is"}),
            browser.post("/api/redeem", json={"token": "x" * 43}),
            browser.get("/api/permit", headers={"authorization": "Bearer x"}),
        )
    assert answers[0].json() == {"store": "down"}
    for answer in answers[1:]:
        assert (answer.status_code, answer.json()["type"]) == (503, "store-unavailable")
        assert answer.headers["retry-after"] == "2"


async def test_without_a_built_client_everything_else_works(tmp_path: Path) -> None:
    """And the page says what to do."""
    async with (
        running(settings_for(tmp_path / "data", tmp_path / "dist")) as site,
        httpx.AsyncClient(base_url=site.origin) as browser,
    ):
        answer = await browser.get("/")
        assert (answer.status_code, answer.json()["type"]) == (503, "not-built")
        assert "make setup" in answer.json()["detail"]
        assert (await browser.get("/healthz")).json() == {"store": "up"}


async def test_a_camera_that_does_not_answer_is_told_and_hinders_nobody(tmp_path: Path) -> None:
    """It is connected as soon as a link to its building is issued, and let go when the link ends."""
    settings = settings_for(tmp_path / "data", tmp_path, cameras=(UNREACHABLE,))
    async with running(settings) as site:
        unreachable = asyncio.Event()

        def note(camera_id: str) -> None:
            if site.feeds.feed(camera_id).status.state is FeedState.UNREACHABLE:
                unreachable.set()

        await add_officer(site)
        assert site.feeds.feed("main-lobby").status.state is FeedState.IDLE
        async with asyncio.timeout(20), httpx.AsyncClient(base_url=site.origin) as officer:
            site.feeds.on_status(note)
            await sign_in(officer)
            shared = await share(officer, "high-school")
            await unreachable.wait()
            cameras = (await officer.get("/api/overview")).json()["cameras"]
            told = next(one["status"] for one in cameras if one["camera_id"] == "main-lobby")
            assert told["state"] == "unreachable"
            assert told["reason"]
            assert "127.0.0.1" not in told["reason"]
            await officer.post(f"/api/incidents/{shared['incident']['incident_id']}/close")


async def test_a_taken_media_port_leaves_nothing_running(tmp_path: Path) -> None:
    """What has started before it is stopped again."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        settings = settings_for(tmp_path / "data", tmp_path)
        taken = MediaSettings(port=other.getsockname()[1])
        with pytest.raises(PortUnavailable):
            async with running(replace(settings, media=taken)):
                pass
    assert is_free(tmp_path / "data")


async def test_a_map_that_cannot_be_read_leaves_nothing_running(tmp_path: Path) -> None:
    """The error names the file."""
    settings = settings_for(tmp_path / "data", tmp_path)
    with pytest.raises(SurveyError, match="nowhere"):
        async with running(replace(settings, campus=replace(settings.campus, path=tmp_path / "nowhere"))):
            pass
    assert not (tmp_path / "data").exists()


async def test_a_taken_web_port_is_said_first(tmp_path: Path) -> None:
    """Before a Redis is started."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = settings_for(tmp_path / "data", tmp_path)
        server = replace(settings.server, port=other.getsockname()[1])
        with pytest.raises(ServerError, match="another program"):
            async with running(replace(settings, server=server)):
                pass
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("web_host", "expected"),
    [("localhost", ("127.0.0.1",)), ("127.0.0.1", ("127.0.0.1",)), ("::1", ("::1",))],
)
def test_video_is_offered_where_the_web_is(web_host: str, expected: tuple[str, ...]) -> None:
    """A service for this machine only opens no port to others."""
    assert media_addresses(web_host) == expected


def test_video_is_never_offered_on_a_wildcard() -> None:
    """Every address is named: a wildcard socket answers from the wrong one."""
    assert "0.0.0.0" not in media_addresses("0.0.0.0")  # noqa: S104 - asks what is bound instead
