"""Security headers, on every answer."""

import httpx
import pytest

from responder.web.headers import page_policy

from .service import Service

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/session", "/nowhere", "/api/schema/openapi.json"])
async def test_every_answer_carries_them(browser: httpx.AsyncClient, path: str) -> None:
    """Pages, data and errors alike."""
    headers = (await browser.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert "strict-transport-security" not in headers
    assert "server" not in headers


async def test_no_answer_is_kept(officer: httpx.AsyncClient) -> None:
    """Unless it says so itself, as the page and the map do: access may end before it is read again."""
    for path in ("/api/overview", "/api/session", "/api/nowhere"):
        assert (await officer.get(path)).headers["cache-control"] == "no-store"
    assert (await officer.get("/api/campus/outline")).headers["cache-control"] == "private, no-cache"


async def test_the_policy_names_the_websockets_origin(service: Service, browser: httpx.AsyncClient) -> None:
    """Older Safari does not count a WebSocket as 'self'."""
    policy = (await browser.get("/")).headers["content-security-policy"]
    assert f"connect-src 'self' ws://{service.site.origin.removeprefix('http://')};" in policy


@pytest.mark.parametrize("host", ["a; script-src *", "a b", "'unsafe-inline'", "x" * 10 + ":999999"])
async def test_a_host_that_is_none_does_not_reach_the_policy(browser: httpx.AsyncClient, host: str) -> None:
    """The Host header is whatever somebody sends."""
    policy = (await browser.get("/", headers={"host": host})).headers["content-security-policy"]
    assert "connect-src 'self';" in policy


async def test_whep_may_be_used_from_other_sites(browser: httpx.AsyncClient) -> None:
    """A standard player brings a bearer token, never our cookie."""
    headers = (await browser.post("/whep/main-lobby")).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


async def test_over_tls_the_browser_is_told_to_stay_there() -> None:
    """And the WebSocket is a secure one."""
    assert "wss://cams.example.org;" in page_policy("cams.example.org", secure=True)
