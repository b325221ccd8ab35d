"""A page of another site cannot act with our cookies."""

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from .service import PASSWORD, USERNAME, Service

pytestmark = pytest.mark.asyncio(loop_scope="session")
SIGN_IN = {"username": USERNAME, "password": PASSWORD}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "SELF"},
    ],
)
async def test_another_sites_page_is_refused(
    service: Service, browser: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    """Also for signing in: nobody is signed in to somebody else's account without noticing."""
    sent = {name: service.site.origin if value == "SELF" else value for name, value in headers.items()}
    answer = await browser.post("/api/session", json=SIGN_IN, headers=sent)
    assert (answer.status_code, answer.json()["type"]) == (403, "cross-site")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "SELF"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}]
)
async def test_the_own_page_and_programs_are_not(
    service: Service, browser: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    """A program sends neither header, and holds no cookie by accident."""
    sent = {name: service.site.origin if value == "SELF" else value for name, value in headers.items()}
    assert (await browser.post("/api/session", json=SIGN_IN, headers=sent)).status_code == 200


async def test_the_name_that_the_browser_used_is_ours_too(
    service: Service, browser: httpx.AsyncClient
) -> None:
    """`localhost` and `127.0.0.1` reach the same service."""
    port = service.site.origin.rpartition(":")[2]
    headers = {"host": f"localhost:{port}", "origin": f"http://localhost:{port}"}
    assert (await browser.post("/api/session", json=SIGN_IN, headers=headers)).status_code == 200


async def test_reading_is_not_checked(browser: httpx.AsyncClient) -> None:
    """A link is opened from a messenger: that is another site."""
    assert (await browser.get("/e", headers={"sec-fetch-site": "cross-site"})).status_code == 200


async def test_a_bearer_token_is_exempt(browser: httpx.AsyncClient) -> None:
    """No browser attaches one by itself; here it is only unknown."""
    headers = {"origin": "https://player.example", "authorization": "Bearer " + "x" * 43}
    assert (await browser.post("/whep/main-lobby", headers=headers)).json()["type"] == "not-signed-in"


async def test_a_websocket_of_another_site_is_refused(service: Service, officer: httpx.AsyncClient) -> None:
    """Browsers send cookies with every WebSocket, and leave it to the server to look at the origin."""
    url = service.site.origin.replace("http://", "ws://") + "/api/live/some-session/control"
    cookie = f"responder-staff={officer.cookies['responder-staff']}"
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, origin="https://evil.example", additional_headers={"cookie": cookie})  # type: ignore[arg-type]  # a NewType of str
    assert refused.value.response.status_code == 403
