"""The web client's files."""

from pathlib import Path

import httpx
import pytest

from responder.web.shell import load_assets
from tests.transport.viewer import Viewer

from .service import Service, share

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("path", ["/", "/console", "/e"])
async def test_every_page_is_the_same_page(browser: httpx.AsyncClient, path: str) -> None:
    """Whoever previews a link gets the shell and nothing else; it is never out of date."""
    answer = await browser.get(path)
    assert answer.status_code == 200
    assert answer.text.startswith("<!doctype html>")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers


async def test_a_link_preview_may_ask_for_the_head_only(browser: httpx.AsyncClient) -> None:
    """Messengers and mail scanners do."""
    answer = await browser.head("/e")
    assert answer.status_code == 200
    assert answer.content == b""


async def test_hashed_files_are_kept_for_ever(browser: httpx.AsyncClient) -> None:
    """Their names change with their content; the brotli twin made by the build is used."""
    answer = await browser.get("/assets/main-1a2b3c.js", headers={"accept-encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    async with browser.stream("GET", "/assets/main-1a2b3c.js", headers={"accept-encoding": "br"}) as stream:
        assert stream.headers["content-encoding"] == "br"
        assert b"".join([part async for part in stream.aiter_raw()]) == b"not really brotli"


async def test_a_large_file_shares_the_link_with_pictures(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """The map's code comes in pieces, and whole, while a phone watches; else as fast as it can."""
    url = "/assets/map-1a2b3c.js"
    device = await service.device((await share(officer, "high-school"))["issued"]["url"])
    before = await device.get(url)
    viewer = Viewer(slots=1)
    await device.post("/api/live", json={"sdp": await viewer.offer(), "slots": []})
    beside = await device.get(url)
    await viewer.close()

    assert (before.status_code, before.content) == (beside.status_code, beside.content)
    assert before.headers["content-encoding"] == beside.headers["content-encoding"]
    assert "content-length" in before.headers
    assert "content-length" not in beside.headers


async def test_files_beside_the_page_are_revalidated(browser: httpx.AsyncClient) -> None:
    """An icon has no hash in its name."""
    answer = await browser.get("/icon.svg")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/none",
        "/assets/%2e%2e/icon.svg",
        "/assets/..%2f..%2fetc/passwd",
        "/assets/main-1a2b3c.js.map",
        "/assets/main-1a2b3c.js.br",
    ],
)
async def test_nothing_else_is_served(browser: httpx.AsyncClient, path: str) -> None:
    """Only what the build put there is reachable, whatever the path says."""
    answer = await browser.get(path)
    assert answer.status_code == 404
    assert answer.json()["type"] == "not-found"


async def test_a_client_that_is_not_built_has_no_files(tmp_path: Path) -> None:
    """The service then says so on the page."""
    assert load_assets(tmp_path / "dist") == {}
