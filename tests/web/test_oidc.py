"""Signing in at an identity provider, against one that signs real tokens."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from joserfc.jwk import RSAKey
from msgspec.structs import replace

from responder.access.account import Role
from responder.access.audit import AuditKind, AuditQuery
from responder.access.federation import GroupRule
from responder.app import running
from responder.settings import OidcSettings
from responder.web.site import Site

from .identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider
from .service import PASSWORD, add_officer, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")

GROUPS = (
    GroupRule(group="admins", role=Role.DISTRICT_ADMIN),
    GroupRule(group="safety", role=Role.SAFETY_OFFICER),
    GroupRule(group="police", role=Role.AGENCY_OFFICER, agency="Maple Ridge Police"),
)


class Federated:
    """A service and its identity provider."""

    def __init__(self, site: Site, provider: IdentityProvider) -> None:
        self.site = site
        self.provider = provider

    async def sign_in(self, browser: httpx.AsyncClient) -> httpx.Response:
        """As a browser does that follows every redirect; the answer to coming back."""
        begun = await browser.get(f"{self.site.origin}/api/session/oidc")
        assert begun.status_code == 302, begun.text
        there = await browser.get(begun.headers["location"])
        return await browser.get(there.headers["location"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def federated(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Federated]:
    data_dir: Path = tmp_path_factory.mktemp("federated")
    async with identity_provider() as provider:
        oidc = OidcSettings(
            issuer=provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, groups=GROUPS
        )
        async with running(replace(settings_for(data_dir, data_dir), oidc=oidc)) as site:
            await add_officer(site)
            yield Federated(site, provider)


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(federated: Federated) -> AsyncIterator[httpx.AsyncClient]:
    """A browser; the provider tells the truth about Robin again."""
    federated.provider.person = {"sub": "p-1", "preferred_username": "Robin", "groups": ["safety"]}
    federated.provider.mend = {}
    async with httpx.AsyncClient(base_url=federated.site.origin) as client:
        yield client


async def test_a_group_decides_the_role(federated: Federated, visitor: httpx.AsyncClient) -> None:
    """The browser comes back to the console, signed in; the account has no password here."""
    back = await federated.sign_in(visitor)
    assert (back.status_code, back.headers["location"]) == (302, "/console")
    me = (await visitor.get("/api/session")).json()
    assert (me["username"], me["role"]) == ("robin", "safety_officer")
    refused = await visitor.post("/api/session", json={"username": "robin", "password": "anything"})
    assert (refused.status_code, refused.json()["type"]) == (401, "sign-in-refused")


async def test_a_changed_group_changes_the_role(federated: Federated, visitor: httpx.AsyncClient) -> None:
    """At the next sign-in; the record says so."""
    await federated.sign_in(visitor)
    federated.provider.person["groups"] = ["police"]
    await federated.sign_in(visitor)
    assert (await visitor.get("/api/session")).json()["role"] == "agency_officer"
    query = AuditQuery(kinds=frozenset({AuditKind.ACCOUNT_CHANGED}), identity="robin")
    assert [record.event.detail async for record in federated.site.audit.read(query)] == [
        "agency_officer, by the identity provider"
    ]


async def test_without_a_group_there_is_no_role(federated: Federated, visitor: httpx.AsyncClient) -> None:
    """Whoever works for the district is not yet somebody here."""
    federated.provider.person["groups"] = ["teachers"]
    back = await federated.sign_in(visitor)
    assert (back.status_code, back.json()["type"]) == (401, "sign-in-refused")
    assert (await visitor.get("/api/session")).status_code == 401


async def test_a_name_that_is_somebody_elses_is_not_taken_over(
    federated: Federated, visitor: httpx.AsyncClient
) -> None:
    """Neither a local account's, nor that of another person at the provider."""
    await federated.sign_in(visitor)
    for person in ({"preferred_username": "officer", "sub": "p-2"}, {"sub": "p-3"}):
        federated.provider.person |= person
        async with httpx.AsyncClient(base_url=federated.site.origin) as other:
            back = await federated.sign_in(other)
            assert (back.status_code, back.json()["type"]) == (401, "sign-in-refused")
    answer = await visitor.post("/api/session", json={"username": "officer", "password": PASSWORD})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"exp": int(time.time()) - 3600},
        {"nonce": "of another sign-in"},
    ],
)
async def test_a_token_that_is_not_for_us_is_refused(
    federated: Federated, visitor: httpx.AsyncClient, lie: dict[str, Any]
) -> None:
    """Although it is signed."""
    federated.provider.mend = lie
    back = await federated.sign_in(visitor)
    assert (back.status_code, back.json()["type"]) == (401, "sign-in-refused")


async def test_a_token_signed_with_another_key_is_refused(
    federated: Federated, visitor: httpx.AsyncClient
) -> None:
    """Unless the provider publishes that key: then it has changed its keys."""
    federated.provider.key = RSAKey.generate_key(2048, auto_kid=True)
    assert (await federated.sign_in(visitor)).status_code == 401
    federated.provider.published = federated.provider.key
    assert (await federated.sign_in(visitor)).status_code == 302


async def test_coming_back_without_having_gone_is_refused(
    federated: Federated, visitor: httpx.AsyncClient
) -> None:
    """A link that signs somebody in as somebody else (login CSRF)."""
    begun = await visitor.get("/api/session/oidc")
    there = await visitor.get(begun.headers["location"])
    async with httpx.AsyncClient(base_url=federated.site.origin) as victim:
        back = await victim.get(there.headers["location"])
        assert (back.status_code, back.json()["type"]) == (401, "sign-in-refused")
    state = parse_qs(urlsplit(there.headers["location"]).query)["state"][0]
    wrong = await visitor.get("/api/session/oidc/callback", params={"code": "x", "state": state + "x"})
    assert (wrong.status_code, wrong.json()["type"]) == (401, "sign-in-refused")


async def test_a_person_comes_back_to_a_page(federated: Federated, visitor: httpx.AsyncClient) -> None:
    """Not to the words of a program: whoever is in no group is told so on the console."""
    federated.provider.person = {"sub": "p-9", "preferred_username": "Nobody", "groups": []}
    visitor.headers["accept"] = "text/html,application/xhtml+xml"
    back = await federated.sign_in(visitor)
    assert (back.status_code, back.headers["location"]) == (302, "/console#sign-in-refused")
    assert (await visitor.get("/api/session")).status_code == 401


async def test_the_page_learns_of_the_provider(visitor: httpx.AsyncClient) -> None:
    """For its button."""
    assert (await visitor.get("/api/session/methods")).json() == {
        "provider": "District account",
        "has_passkeys": False,
    }


async def test_a_provider_that_is_away_is_said(tmp_path: Path) -> None:
    """Passwords work on."""
    oidc = OidcSettings(
        issuer="http://127.0.0.1:9", client_id=CLIENT_ID, client_secret=CLIENT_SECRET, groups=GROUPS
    )
    async with (
        running(replace(settings_for(tmp_path / "data", tmp_path), oidc=oidc)) as site,
        httpx.AsyncClient(base_url=site.origin) as browser,
    ):
        answer = await browser.get("/api/session/oidc")
        assert (answer.status_code, answer.json()["type"]) == (503, "provider-unavailable")
        assert "127.0.0.1" not in answer.text
