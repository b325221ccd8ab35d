"""Roles at every door of the console: what they may do, and where."""

import time
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from responder.access.account import Role

from .service import Service, share, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWN, OTHER = "athletic-center", "high-school"
AGENCY = "Maple Ridge Police"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def people(service: Service) -> AsyncIterator[dict[Role, httpx.AsyncClient]]:
    """Somebody of every role."""
    yield {role: await signed_in_as(service, role) for role in Role if role is not Role.SAFETY_OFFICER}


async def test_a_principal_shares_the_own_building_only(people: dict[Role, httpx.AsyncClient]) -> None:
    """Nor does an incident that reaches further slip through."""
    principal = people[Role.BUILDING_ADMIN]
    await share(principal, OWN)
    for building_ids in ([OTHER], [OWN, OTHER]):
        request = {"building_ids": building_ids, "kind": "police", "reason": "Report of a weapon"}
        answer = await principal.post("/api/incidents", json=request)
        assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")


async def test_a_principal_sees_the_own_building_only(
    people: dict[Role, httpx.AsyncClient], officer: httpx.AsyncClient
) -> None:
    """On the console, and on the map."""
    principal = people[Role.BUILDING_ADMIN]
    elsewhere = (await share(officer, OTHER))["incident"]["incident_id"]
    overview = (await principal.get("/api/overview")).json()
    assert [one["building_id"] for one in overview["buildings"]] == [OWN]
    assert {one["building_id"] for one in overview["cameras"]} == {OWN}
    assert elsewhere not in [one["incident_id"] for one in overview["incidents"]]
    assert (await principal.get(f"/api/campus/levels/{OWN}-1")).status_code == 200
    assert (await principal.get(f"/api/campus/levels/{OTHER}-1")).status_code == 403


async def test_a_principal_touches_nothing_of_another_building(
    service: Service, people: dict[Role, httpx.AsyncClient], officer: httpx.AsyncClient
) -> None:
    """Neither incident nor link nor device."""
    shared = await share(officer, OTHER)
    device = await service.device(shared["issued"]["url"])
    device_id = (await device.get("/api/permit")).json()["device_id"]
    incident_id, link_id = shared["incident"]["incident_id"], shared["issued"]["link"]["link_id"]
    principal = people[Role.BUILDING_ADMIN]
    for answer in (
        await principal.post(f"/api/incidents/{incident_id}/close"),
        await principal.post(f"/api/incidents/{incident_id}/links", json={"agency": "Police"}),
        await principal.post(f"/api/links/{link_id}/extend", json={"by_s": 600}),
        await principal.post(f"/api/links/{link_id}/revoke"),
        await principal.delete(f"/api/devices/{device_id}"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")
    assert (await device.get("/api/permit")).status_code == 200


@pytest.mark.parametrize("role", [Role.AGENCY_OFFICER, Role.FACILITIES, Role.AUDITOR])
async def test_who_runs_no_incidents_has_no_console(
    people: dict[Role, httpx.AsyncClient], officer: httpx.AsyncClient, role: Role
) -> None:
    """Neither to look at nor to act."""
    shared = await share(officer, OTHER)
    request = {"building_ids": [OTHER], "kind": "police", "reason": "Report of a weapon"}
    for answer in (
        await people[role].get("/api/overview"),
        await people[role].post("/api/incidents", json=request),
        await people[role].post(f"/api/incidents/{shared['incident']['incident_id']}/close"),
        await people[role].post(f"/api/links/{shared['issued']['link']['link_id']}/revoke"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")


async def test_facilities_see_the_listed_cameras_only(people: dict[Role, httpx.AsyncClient]) -> None:
    """A camera that is listed but gives no picture is not found; the others are not theirs."""
    facilities = people[Role.FACILITIES]
    assert (await facilities.get("/api/posters/gym-parking")).status_code == 404
    assert (await facilities.get("/api/posters/main-gym-north")).status_code == 403
    assert (await facilities.get(f"/api/campus/levels/{OWN}-1")).status_code == 403


async def test_a_dispatcher_sees_no_camera_without_an_incident(people: dict[Role, httpx.AsyncClient]) -> None:
    """But shares any building."""
    dispatcher = people[Role.DISPATCHER]
    await share(dispatcher, OWN, OTHER)
    assert (await dispatcher.get("/api/posters/main-lobby")).status_code == 403


async def test_an_officer_is_told_when_the_agencys_link_begins(
    people: dict[Role, httpx.AsyncClient], officer: httpx.AsyncClient
) -> None:
    """Rather than that another link of the agency has ended."""
    begins_at_ms = (int(time.time()) + 3600) * 1000
    incident_id = (await share(officer, OTHER, begins_at_ms=begins_at_ms))["incident"]["incident_id"]
    link = (await officer.post(f"/api/incidents/{incident_id}/links", json={"agency": AGENCY})).json()["link"]
    permit = f"/api/permit?incident={incident_id}"
    sergeant = people[Role.AGENCY_OFFICER]
    assert (await sergeant.get(permit)).status_code == 200
    await officer.post(f"/api/links/{link['link_id']}/revoke")
    early = await sergeant.get(permit)
    assert (early.json()["type"], early.json()["opens_at_ms"]) == ("link-upcoming", begins_at_ms)
