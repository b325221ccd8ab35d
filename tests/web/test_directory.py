"""Accounts and second factors over HTTP."""

import base64
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from responder.access import totp
from responder.access.account import Role

from .service import PASSWORD, Service, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")


def secret_in(uri: str) -> bytes:
    """The authenticator's secret, from what its QR code says."""
    text = parse_qs(urlsplit(uri).query)["secret"][0]
    return base64.b32decode(text + "=" * (-len(text) % 8))


async def test_an_administrator_manages_accounts(service: Service) -> None:
    """Adds one, sets its password, unlocks and removes it; who was signed in to it is out."""
    admin, person = await signed_in_as(service, Role.DISTRICT_ADMIN), await service.kept_client()
    request = {
        "username": "Kim",
        "role": "building_admin",
        "password": PASSWORD,
        "building_ids": ["high-school"],
    }
    added = await admin.post("/api/accounts", json=request)
    assert (added.status_code, added.json()["username"]) == (201, "kim")
    assert (await admin.post("/api/accounts", json=request)).json()["type"] == "already-exists"
    assert (await admin.post("/api/accounts/kim/unlock")).status_code == 204
    changed = await admin.post("/api/accounts/kim/password", json={"password": "another long password"})
    assert changed.status_code == 204
    credentials = {"username": "kim", "password": "another long password"}
    assert (await person.post("/api/session", json=credentials)).status_code == 200
    assert "kim" in [one["username"] for one in (await admin.get("/api/accounts")).json()]
    assert (await admin.delete("/api/accounts/kim")).status_code == 204
    assert (await person.get("/api/session")).status_code == 401


async def test_an_account_that_would_see_nothing_is_not_added(service: Service) -> None:
    """A building that is not on the map, or none where one is needed."""
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    for building_ids in ([], ["no-such-building"]):
        request = {
            "username": "lee",
            "role": "building_admin",
            "password": PASSWORD,
            "building_ids": building_ids,
        }
        answer = await admin.post("/api/accounts", json=request)
        assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_an_account_changes_its_role_and_its_buildings(service: Service) -> None:
    """Whoever is signed in may do from then on what the new role may; the password stays."""
    admin, person = await signed_in_as(service, Role.DISTRICT_ADMIN), await service.kept_client()
    added = {"username": "sam", "role": "safety_officer", "password": PASSWORD}
    await admin.post("/api/accounts", json=added)
    credentials = {"username": "sam", "password": PASSWORD}
    assert (await person.post("/api/session", json=credentials)).status_code == 200
    change = {"role": "building_admin", "building_ids": ["athletic-center"]}
    changed = await admin.put("/api/accounts/sam", json=change)
    assert changed.status_code == 200, changed.text
    assert (changed.json()["display_name"], changed.json()["building_ids"]) == ("sam", ["athletic-center"])
    overview = (await person.get("/api/overview")).json()
    assert [it["building_id"] for it in overview["buildings"]] == ["athletic-center"]
    narrow = await admin.put("/api/accounts/sam", json={"role": "building_admin"})
    assert (narrow.status_code, narrow.json()["type"]) == (400, "bad-request")
    assert (await admin.put("/api/accounts/nobody", json=change)).status_code == 404


async def test_nobody_changes_the_own_role(service: Service) -> None:
    """By a slip, a district would be without an administrator."""
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    answer = await admin.put(f"/api/accounts/{Role.DISTRICT_ADMIN}", json={"role": "auditor"})
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_nobody_removes_the_own_account(service: Service) -> None:
    """A district without an administrator would have to ask whoever runs the server."""
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    answer = await admin.delete(f"/api/accounts/{Role.DISTRICT_ADMIN}")
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_a_second_factor_is_asked_for_once_it_is_confirmed(service: Service) -> None:
    """Digits that were used do not serve again, a recovery code does once; an administrator removes it."""
    admin, person = await signed_in_as(service, Role.DISTRICT_ADMIN), await service.kept_client()
    request = {"username": "two", "role": "safety_officer", "password": PASSWORD}
    await admin.post("/api/accounts", json=request)
    credentials = {"username": "two", "password": PASSWORD}
    assert (await person.post("/api/session", json=credentials)).status_code == 200
    uri = (await person.post("/api/session/second-factor")).json()["uri"]
    wrong = await person.post("/api/session/second-factor/confirm", json={"digits": "000000"})
    assert (wrong.status_code, wrong.json()["type"]) == (401, "sign-in-refused")
    digits = totp.code(secret_in(uri), int(time.time() // totp.STEP_S))
    confirmed = await person.post("/api/session/second-factor/confirm", json={"digits": digits})
    codes = confirmed.json()["codes"]
    assert len(set(codes)) == 10
    assert (await person.post("/api/session/second-factor")).json()["type"] == "already-exists"
    assert await tries(person, None) == (401, "second-factor-required")
    assert await tries(person, digits) == (401, "sign-in-refused")
    assert await tries(person, codes[0]) == (200, None)
    assert await tries(person, codes[0]) == (401, "sign-in-refused")
    assert (await admin.delete("/api/accounts/two/second-factor")).status_code == 204
    assert await tries(person, None) == (200, None)


async def tries(person: httpx.AsyncClient, second: str | None) -> tuple[int, str | None]:
    """To sign in; the status, and the problem."""
    credentials = {"username": "two", "password": PASSWORD, "second_factor": second}
    answer = await person.post("/api/session", json=credentials)
    return answer.status_code, answer.json().get("type")


async def test_the_page_says_that_somebody_is_there(service: Service, browser: httpx.AsyncClient) -> None:
    """With a session; without one there is nothing to keep."""
    person = await service.signed_in()
    assert (await person.post("/api/session/seen")).status_code == 204
    assert (await browser.post("/api/session/seen")).status_code == 401
