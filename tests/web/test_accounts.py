"""Signing in and out, as a browser sees it."""

import httpx
import pytest

from responder.access import policy
from responder.access.account import Role
from responder.access.policy import Action

from .service import PASSWORD, USERNAME, Service

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_signing_in_sets_a_cookie_that_scripts_cannot_read(browser: httpx.AsyncClient) -> None:
    """On plain http it has its plain name; it goes to this site only."""
    answer = await browser.post("/api/session", json={"username": USERNAME, "password": PASSWORD})
    assert answer.json() == {
        "username": USERNAME,
        "display_name": "Officer Example",
        "role": "safety_officer",
        "may": [action for action in Action if policy.may(Role.SAFETY_OFFICER, action)],
    }
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("responder-staff=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


async def test_a_reload_stays_signed_in_until_signing_out(browser: httpx.AsyncClient) -> None:
    """The cookie is worth nothing afterwards, also for whoever kept a copy."""
    await browser.post("/api/session", json={"username": USERNAME, "password": PASSWORD})
    kept = dict(browser.cookies)
    assert (await browser.get("/api/session")).json()["username"] == USERNAME

    assert (await browser.delete("/api/session")).status_code == 204
    assert "responder-staff" not in browser.cookies
    browser.cookies.update(kept)
    assert (await browser.get("/api/session")).status_code == 401


async def test_signing_out_without_a_session_is_no_error(browser: httpx.AsyncClient) -> None:
    """A tab may be left open for days."""
    assert (await browser.delete("/api/session")).status_code == 204


@pytest.mark.parametrize(("username", "password"), [(USERNAME, "wrong password"), ("nobody", PASSWORD)])
async def test_a_wrong_name_and_a_wrong_password_look_the_same(
    browser: httpx.AsyncClient, username: str, password: str
) -> None:
    """Whoever guesses does not learn which accounts exist."""
    answer = await browser.post("/api/session", json={"username": username, "password": password})
    assert answer.status_code == 401
    assert answer.json() == {
        "type": "sign-in-refused",
        "title": "The sign-in was refused.",
        "status": 401,
        "detail": "The user name or the password is wrong.",
    }


async def test_nobody_is_signed_in_without_a_cookie(service: Service) -> None:
    """Nor with one that nobody was given."""
    async with service.client(cookie="responder-staff=" + "x" * 43) as forger:
        answer = await forger.get("/api/session")
    assert answer.status_code == 401
    assert answer.json()["type"] == "not-signed-in"
    assert answer.headers["www-authenticate"] == 'Bearer realm="responder"'
