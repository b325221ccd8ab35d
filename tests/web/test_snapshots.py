"""A picture that is kept is on record first, and only where the agreement allows it."""

import httpx
import pytest

from responder.access.account import Role
from responder.access.audit import AuditKind, AuditQuery

from .service import Service, share, signed_in_as
from .test_agreements import AGREEMENT

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEEN_AT_MS = 1_792_000_000_123


async def test_a_snapshot_is_on_record_before_it_is_kept(
    service: Service, officer: httpx.AsyncClient
) -> None:
    """Who, which camera, in which incident, and of which moment."""
    opened = await share(officer, "high-school", agency="Kept Police")
    device = await service.device(opened["issued"]["url"])

    answer = await device.post(
        "/api/snapshots", json={"camera_id": "main-lobby", "captured_at_ms": SEEN_AT_MS}
    )

    assert (answer.status_code, answer.content) == (204, b"")
    query = AuditQuery(kinds=frozenset({AuditKind.SNAPSHOT_KEPT}))
    (record,) = [record async for record in service.site.audit.read(query)]
    event = record.event
    assert (event.camera_id, event.actor.identity) == ("main-lobby", "Kept Police")
    assert event.incident_id == opened["incident"]["incident_id"]
    assert event.detail == "picture of 2026-10-14T17:46:40.123+00:00"


async def test_a_camera_of_another_building_is_refused(service: Service, officer: httpx.AsyncClient) -> None:
    """Nothing may be kept of what may not be seen."""
    opened = await share(officer, "high-school")
    device = await service.device(opened["issued"]["url"])
    answer = await device.post(
        "/api/snapshots", json={"camera_id": "main-gym-north", "captured_at_ms": SEEN_AT_MS}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("captured_at_ms", [-1, 2**60, "now"])
async def test_a_moment_is_a_moment(
    service: Service, officer: httpx.AsyncClient, captured_at_ms: object
) -> None:
    """What no clock can show is no time of a picture."""
    opened = await share(officer, "high-school")
    device = await service.device(opened["issued"]["url"])
    answer = await device.post(
        "/api/snapshots", json={"camera_id": "main-lobby", "captured_at_ms": captured_at_ms}
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")


@pytest.mark.parametrize(("allows", "status"), [(False, 403), (True, 204)])
async def test_an_agreement_decides(
    service: Service, officer: httpx.AsyncClient, allows: bool, status: int
) -> None:
    """An agency with an agreement keeps pictures only when it says so."""
    agency = "Agreed Police"
    admin = await signed_in_as(service, Role.DISTRICT_ADMIN)
    terms = AGREEMENT | {"max_lifetime_s": None, "allows_recording": allows}
    assert (await admin.put(f"/api/agreements/{agency}", json=terms)).status_code == 204
    opened = await share(officer, "high-school", agency=agency)
    device = await service.device(opened["issued"]["url"])

    answer = await device.post(
        "/api/snapshots", json={"camera_id": "main-lobby", "captured_at_ms": SEEN_AT_MS}
    )
    assert answer.status_code == status
    await admin.delete(f"/api/agreements/{agency}")
