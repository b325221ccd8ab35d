"""An incident changes hands, and the phones of its agencies know who leads."""

import httpx
import pytest

from responder.access.account import Role

from .service import Service, share, signed_in_as

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_to_the_agency_that_takes_command(service: Service, officer: httpx.AsyncClient) -> None:
    """The console and the phones say so; who may see what stays as it was."""
    shared = await share(officer, "high-school", agency="Maple Fire")
    path = f"/api/incidents/{shared['incident']['incident_id']}/transfer"
    device = await service.device(shared["issued"]["url"])
    before = (await device.get("/api/permit")).json()
    assert before["lead_agency"] is None
    answer = await officer.post(path, json={"agency": "Maple Fire", "reason": "Command on scene"})
    assert (answer.status_code, answer.json()) == (200, {"name": "Maple Fire", "is_agency": True})
    after = (await device.get("/api/permit")).json()
    assert after["lead_agency"] == "Maple Fire"
    assert after["buildings"] == before["buildings"]
    overview = (await officer.get("/api/overview")).json()
    assert answer.json() in [one["owner"] for one in overview["incidents"]]


async def test_to_the_next_shift(service: Service, officer: httpx.AsyncClient) -> None:
    """By name, in whatever case it is typed."""
    await signed_in_as(service, Role.DISPATCHER)
    incident_id = (await share(officer, "high-school"))["incident"]["incident_id"]
    answer = await officer.post(f"/api/incidents/{incident_id}/transfer", json={"username": " Dispatcher"})
    assert answer.json() == {"name": "dispatcher", "is_agency": False}


async def test_the_console_offers_who_could_lead(service: Service, officer: httpx.AsyncClient) -> None:
    """Who could close it and does not lead it; the principal of another building could not."""
    for role in (Role.DISPATCHER, Role.BUILDING_ADMIN, Role.AUDITOR):
        await signed_in_as(service, role)
    incident_id = (await share(officer, "high-school"))["incident"]["incident_id"]
    offered = (await officer.get(f"/api/incidents/{incident_id}/successors")).json()
    names = {one["id"] for one in offered}
    assert "dispatcher" in names
    assert names.isdisjoint({"officer", "building_admin", "auditor"})
    for name in names:
        answer = await officer.post(f"/api/incidents/{incident_id}/transfer", json={"username": name})
        assert answer.json()["name"] == name


@pytest.mark.parametrize(
    "request_body",
    [{}, {"username": "officer", "agency": "Maple Fire"}, {"agency": "Nobody's"}, {"username": "nobody"}],
)
async def test_to_nobody_is_refused(officer: httpx.AsyncClient, request_body: dict[str, str]) -> None:
    """Or to two, or to an agency that is not there."""
    incident_id = (await share(officer, "high-school"))["incident"]["incident_id"]
    answer = await officer.post(f"/api/incidents/{incident_id}/transfer", json=request_body)
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


async def test_not_by_the_principal_of_another_building(service: Service, officer: httpx.AsyncClient) -> None:
    """The role may, but not here."""
    principal = await signed_in_as(service, Role.BUILDING_ADMIN)
    incident_id = (await share(officer, "high-school"))["incident"]["incident_id"]
    answer = await principal.post(f"/api/incidents/{incident_id}/transfer", json={"username": "officer"})
    assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")
