"""Passkeys over HTTP, with a security key in software."""

import json

import httpx
import pytest
import pytest_asyncio

from responder.access.account import Assignment, Role
from responder.access.audit import Actor, Source

from .authenticator import PRESENT, Authenticator
from .service import PASSWORD, Service

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Holder:
    """Somebody with an account and a passkey for it."""

    def __init__(self, http: httpx.AsyncClient, key: Authenticator) -> None:
        self.http = http
        self.key = key

    async def add(self) -> httpx.Response:
        options = json.loads((await self.http.post("/api/session/passkeys/begin")).json()["options"])
        return await self.http.post("/api/session/passkeys", json={"credential": self.key.create(options)})

    async def assertion(self, browser: httpx.AsyncClient) -> str:
        options = json.loads((await browser.post("/api/session/passkey/begin")).json()["options"])
        return self.key.get(options)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def person(service: Service) -> httpx.AsyncClient:
    """A browser of an account that is there for these tests."""
    await service.site.accounts.add(
        username="key holder",
        display_name="",
        assignment=Assignment(role=Role.SAFETY_OFFICER),
        password=PASSWORD,
        actor=Actor(identity="test", source=Source.COMMAND_LINE),
    )
    http = await service.kept_client()
    answer = await http.post("/api/session", json={"username": "key holder", "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return http


@pytest_asyncio.fixture(loop_scope="session")
async def holder(service: Service, person: httpx.AsyncClient) -> Holder:
    """The account's holder, with a new passkey."""
    holder = Holder(person, Authenticator(service.site.origin, "127.0.0.1"))
    answer = await holder.add()
    assert answer.status_code == 204, answer.text
    return holder


async def tries(browser: httpx.AsyncClient, credential: str) -> tuple[int, str | None]:
    answer = await browser.post("/api/session/passkey", json={"credential": credential})
    return answer.status_code, answer.json().get("type")


async def test_a_passkey_signs_in_without_a_name(holder: Holder, browser: httpx.AsyncClient) -> None:
    """Anybody's browser, as the account that it belongs to."""
    assert await tries(browser, await holder.assertion(browser)) == (200, None)
    assert (await browser.get("/api/session")).json() == (await holder.http.get("/api/session")).json()


async def test_the_page_offers_them_once_there_is_one(holder: Holder, browser: httpx.AsyncClient) -> None:
    """Without a provider there is no other button."""
    offered = (await browser.get("/api/session/methods")).json()
    assert offered == {"provider": None, "has_passkeys": True}


async def test_a_proof_serves_once(holder: Holder, browser: httpx.AsyncClient) -> None:
    """Whoever overhears it comes too late."""
    proof = await holder.assertion(browser)
    assert await tries(browser, proof) == (200, None)
    assert await tries(browser, proof) == (401, "sign-in-refused")


async def test_a_key_that_was_not_unlocked_is_refused(holder: Holder, browser: httpx.AsyncClient) -> None:
    """Possession alone is one factor."""
    holder.key.flags = PRESENT
    assert await tries(browser, await holder.assertion(browser)) == (401, "sign-in-refused")


async def test_another_sites_proof_is_refused(holder: Holder, browser: httpx.AsyncClient) -> None:
    """Which is what phishing collects."""
    holder.key.origin = "https://evil.example"
    assert await tries(browser, await holder.assertion(browser)) == (401, "sign-in-refused")


async def test_a_copied_key_is_noticed(holder: Holder, browser: httpx.AsyncClient) -> None:
    """Its counter runs behind."""
    assert await tries(browser, await holder.assertion(browser)) == (200, None)
    holder.key.count = 0
    assert await tries(browser, await holder.assertion(browser)) == (401, "sign-in-refused")


async def test_an_unknown_key_opens_nothing(
    service: Service, holder: Holder, browser: httpx.AsyncClient
) -> None:
    """Nor does a key of nobody's, nor nonsense."""
    stranger = Holder(browser, Authenticator(service.site.origin, "127.0.0.1"))
    assert await tries(browser, await stranger.assertion(browser)) == (401, "sign-in-refused")
    for nonsense in ("{}", "[", '{"response": {"clientDataJSON": "AA"}}', "null", '{"response": 7}'):
        assert await tries(browser, nonsense) == (401, "sign-in-refused")


async def test_a_passkey_is_added_once_and_removed(holder: Holder, browser: httpx.AsyncClient) -> None:
    """Afterwards it opens nothing."""
    assert (await holder.add()).json()["type"] == "already-exists"
    own = (await holder.http.get("/api/session/passkeys")).json()[-1]
    removed = await holder.http.delete(f"/api/session/passkeys/{own['passkey_id']}")
    assert removed.status_code == 204
    assert await tries(browser, await holder.assertion(browser)) == (401, "sign-in-refused")
    again = await holder.http.delete(f"/api/session/passkeys/{own['passkey_id']}")
    assert (again.status_code, again.json()["type"]) == (404, "not-found")


async def test_a_challenge_of_somebody_else_adds_nothing(
    service: Service, holder: Holder, officer: httpx.AsyncClient
) -> None:
    """Each is made for one account."""
    options = json.loads((await officer.post("/api/session/passkeys/begin")).json()["options"])
    key = Authenticator(service.site.origin, "127.0.0.1")
    answer = await holder.http.post("/api/session/passkeys", json={"credential": key.create(options)})
    assert (answer.status_code, answer.json()["type"]) == (401, "sign-in-refused")
