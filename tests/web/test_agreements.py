"""Agreements over HTTP: set as data, kept to, and overridden aloud."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from responder.access.account import Role

from .service import Service, share, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGENCY = "Agreed Police"
NOW_MS = int(time.time() * 1000)
AGREEMENT: dict[str, Any] = {
    "agency": AGENCY,
    "valid_from_ms": NOW_MS - 86_400_000,
    "valid_until_ms": NOW_MS + 86_400_000,
    "designated_persons": [
        {
            "name": "Pat Example",
            "position": "Shift commander",
            "rank": "Lieutenant",
            "contact": "555-0100",
            "supervisor": "Chief Example",
            "username": "",
        }
    ],
    "kinds": ["lockdown", "police"],
    "max_lifetime_s": 3600,
    "clauses": [{"term": "lifetime", "text": "for no more than one hour"}],
}


@pytest_asyncio.fixture(loop_scope="session")
async def admin(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator; the agreement is there during a test."""
    client = await signed_in_as(service, Role.DISTRICT_ADMIN)
    assert (await client.put(f"/api/agreements/{AGENCY}", json=AGREEMENT)).status_code == 204
    yield client
    await client.delete(f"/api/agreements/{AGENCY}")


async def test_reads_as_it_was_set(admin: httpx.AsyncClient) -> None:
    """With the defaults filled in."""
    (found,) = [one for one in (await admin.get("/api/agreements")).json() if one["agency"] == AGENCY]
    assert found == found | AGREEMENT | {"building_ids": None, "opens_by_itself": False}


async def test_a_link_outside_it_is_refused_with_the_clause(
    admin: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    """In its own words."""
    request = {
        "building_ids": ["high-school"],
        "kind": "police",
        "reason": "Report of a weapon",
        "link": {"agency": AGENCY, "lifetime_s": 7200},
    }
    answer = await officer.post("/api/incidents", json=request)
    assert (answer.status_code, answer.json()["type"]) == (403, "agreement-broken")
    assert "for no more than one hour" in answer.json()["detail"]


async def test_only_a_named_role_overrides_it(admin: httpx.AsyncClient, officer: httpx.AsyncClient) -> None:
    """With a reason, which stands in the record."""
    incident_id = (await share(officer, "high-school"))["incident"]["incident_id"]
    request = {"agency": AGENCY, "lifetime_s": 7200, "override_reason": "The chief called"}
    path = f"/api/incidents/{incident_id}/links"
    refused = await officer.post(path, json=request)
    assert (refused.status_code, refused.json()["type"]) == (403, "not-allowed")
    assert (await admin.post(path, json=request)).status_code == 201
    found = (await admin.get("/api/audit", params={"kind": "agreement_overridden"})).json()["entries"]
    assert "The chief called" in found[-1]["detail"]


async def test_what_makes_no_sense_is_not_set(admin: httpx.AsyncClient) -> None:
    """An end before the beginning, and two names."""
    backwards = AGREEMENT | {"valid_until_ms": AGREEMENT["valid_from_ms"]}
    for agency, agreement in ((AGENCY, backwards), ("Another Police", AGREEMENT)):
        answer = await admin.put(f"/api/agreements/{agency}", json=agreement)
        assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
    assert (await admin.delete("/api/agreements/nobody")).status_code == 404


async def test_a_refused_link_leaves_no_open_incident_behind(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """Whoever then shares with somebody else, or overrides with a reason, has one incident and not two."""
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    agreement = AGREEMENT | {"agency": "Refused Fire", "kinds": ["fire"], "max_lifetime_s": None}
    assert (await admin.put("/api/agreements/Refused Fire", json=agreement)).status_code == 204
    link: dict[str, object] = {"agency": "Refused Fire"}
    request = {"building_ids": ["high-school"], "kind": "police", "reason": "Refused at first", "link": link}
    assert (await officer.post("/api/incidents", json=request)).status_code == 403
    link["override_reason"] = "Shots fired, no other unit near"
    assert (await admin.post("/api/incidents", json=request)).status_code == 201
    incidents = (await officer.get("/api/overview")).json()["incidents"]
    (opened,) = [one for one in incidents if one["reason"] == "Refused at first" and not one["closed_at_ms"]]
    assert [one["agency"] for one in opened["links"]] == ["Refused Fire"]
