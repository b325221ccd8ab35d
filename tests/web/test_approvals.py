"""Approval over HTTP: the link is sent at once, and opens on the waiting phone with another person's tap."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from responder.access.account import Role

from .service import Service, share, signed_in_as, token_of
from .test_agreements import AGREEMENT

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGENCY = "Approved Police"
CLAUSE = "after the superintendent has agreed"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Approves; the agreement that asks for it is there during a test."""
    client = await signed_in_as(service, Role.DISTRICT_ADMIN)
    await set_agreement(client)
    yield client
    await client.delete(f"/api/agreements/{AGENCY}")


async def set_agreement(client: httpx.AsyncClient, **terms: object) -> None:
    clauses = [{"term": "approval", "text": CLAUSE}]
    agreement = AGREEMENT | {"agency": AGENCY, "needs_approval": True, "clauses": clauses} | terms
    answer = await client.put(f"/api/agreements/{AGENCY}", json=agreement)
    assert answer.status_code == 204, answer.text


async def shared(officer: httpx.AsyncClient) -> dict[str, Any]:
    """A link that waits."""
    issued: dict[str, Any] = (await share(officer, "high-school", agency=AGENCY, lifetime_s=1800))["issued"]
    assert issued["link"]["state"] == "pending"
    return issued


async def waiting(client: httpx.AsyncClient, link_id: str) -> list[dict[str, Any]]:
    found = (await client.get("/api/approvals")).json()
    return [one for one in found if one["link_id"] == link_id]


async def test_opens_on_the_phone_that_waits(
    service: Service, admin: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    """It gets its place and a cookie with the first tap, and pictures with somebody else's."""
    issued = await shared(officer)
    link_id = issued["link"]["link_id"]
    phone = await service.kept_client()
    answer = await phone.post("/api/redeem", json={"token": token_of(issued["url"])})
    assert (answer.status_code, answer.json()["type"]) == (403, "link-pending")
    for path in ("/api/permit", "/api/posters/main-lobby", "/api/campus/outline"):
        assert (await phone.get(path)).json()["type"] == "link-pending", path

    (found,) = await waiting(admin, link_id)
    assert (found["clause"], found["needs_override"], found["lifetime_s"]) == (CLAUSE, False, 1800)
    approved = await admin.post(f"/api/links/{link_id}/approve", json={})
    assert (approved.status_code, approved.json()["state"]) == (200, "active")
    assert approved.json()["approved_by"] == Role.DISTRICT_ADMIN
    assert (await phone.get("/api/permit")).status_code == 200
    assert await waiting(admin, link_id) == []


async def test_is_shown_to_and_decided_by_approvers_alone(
    admin: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    """Whoever asked cannot say yes as well."""
    issued = await shared(officer)
    link_id = issued["link"]["link_id"]
    assert await waiting(officer, link_id) == []
    for path in (f"/api/links/{link_id}/approve", f"/api/links/{link_id}/deny"):
        refused = await officer.post(path, json={})
        assert (refused.status_code, refused.json()["type"]) == (403, "not-allowed")


async def test_is_denied(service: Service, admin: httpx.AsyncClient, officer: httpx.AsyncClient) -> None:
    """The phone that waits is told that the link was ended."""
    issued = await shared(officer)
    phone = await service.kept_client()
    await phone.post("/api/redeem", json={"token": token_of(issued["url"])})
    denied = await admin.post(f"/api/links/{issued['link']['link_id']}/deny")
    assert (denied.status_code, denied.json()["state"]) == (200, "revoked")
    assert (await phone.get("/api/permit")).json()["type"] == "link-revoked"


async def test_is_overridden_where_somebody_else_is_named(
    admin: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    """By an administrator with a reason, who otherwise is nobody here either."""
    await set_agreement(admin, approvers=["officer"])
    principal_issued = await share(admin, "high-school", agency=AGENCY, lifetime_s=1800)
    link = principal_issued["issued"]["link"]
    assert link["state"] == "pending"
    (found,) = await waiting(admin, link["link_id"])
    assert found["needs_override"]
    path = f"/api/links/{link['link_id']}/approve"
    assert (await admin.post(path, json={})).status_code == 403
    assert (await admin.post(path, json={"override_reason": "Nobody answers"})).status_code == 200
    entries = (await admin.get("/api/audit", params={"kind": "agreement_overridden"})).json()["entries"]
    assert "Nobody answers" in entries[-1]["detail"]
    # The named one's own links do not wait.
    assert (await share(officer, "high-school", agency=AGENCY, lifetime_s=1800))["issued"]["link"][
        "state"
    ] == "active"


async def test_names_accounts_that_exist(admin: httpx.AsyncClient) -> None:
    """A typing error would leave a link that nobody can approve."""
    agreement = AGREEMENT | {"agency": AGENCY, "needs_approval": True, "approvers": ["nobody-at-all"]}
    answer = await admin.put(f"/api/agreements/{AGENCY}", json=agreement)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
    assert "nobody-at-all" in answer.json()["detail"]


async def test_only_designated_officers_look(service: Service, admin: httpx.AsyncClient) -> None:
    """Where the agreement says so, from the moment it does."""
    agency = "Maple Ridge Police"
    police = await signed_in_as(service, Role.AGENCY_OFFICER)
    incident_id = (await share(admin, "high-school", agency=agency))["incident"]["incident_id"]
    permit = f"/api/permit?incident={incident_id}"
    assert (await police.get(permit)).status_code == 200
    person = AGREEMENT["designated_persons"][0]
    try:
        for username, status in (("somebody-else", 403), (Role.AGENCY_OFFICER.value, 200)):
            agreement = AGREEMENT | {
                "agency": agency,
                "designated_only": True,
                "designated_persons": [person | {"username": username}],
            }
            assert (await admin.put(f"/api/agreements/{agency}", json=agreement)).status_code == 204
            assert (await police.get(permit)).status_code == status
    finally:
        await admin.delete(f"/api/agreements/{agency}")
