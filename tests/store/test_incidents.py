"""Incidents are opened, closed and found, each with its record."""

import pytest

from responder.access.audit import AuditKind, AuditQuery
from responder.access.errors import IncidentClosed, InvalidRequest, NotFound
from responder.access.incident import Incident, IncidentKind
from responder.store.audit import Audit
from responder.store.incidents import Incidents
from tests.store.conftest import OFFICER, Clock


async def open_one(incidents: Incidents, reason: str = "Smoke") -> Incident:
    return await incidents.open(building_ids=("gym",), kind=IncidentKind.FIRE, reason=reason, actor=OFFICER)


async def test_keeps_what_was_opened(incidents: Incidents, clock: Clock) -> None:
    """What `open` returns is what `get` finds."""
    incident = await open_one(incidents)
    assert await incidents.get(incident.incident_id) == incident
    assert (incident.opened_by, incident.opened_at_s) == ("ann", clock.now)


async def test_lists_open_incidents_newest_first(incidents: Incidents, clock: Clock) -> None:
    """The console shows the latest emergency on top."""
    first = await open_one(incidents, "first")
    clock.now += 1
    second = await open_one(incidents, "second")
    assert await incidents.list_open() == [second, first]


async def test_moves_a_closed_incident_to_the_closed_ones(incidents: Incidents, clock: Clock) -> None:
    """A closed incident is found by when it was closed."""
    incident = await open_one(incidents)
    clock.now += 10
    closed = await incidents.close(incident.incident_id, actor=OFFICER)
    assert (closed.closed_by, closed.closed_at_s) == ("ann", clock.now)
    assert await incidents.list_open() == []
    assert await incidents.list_closed(since_s=clock.now) == [closed]
    assert await incidents.list_closed(since_s=clock.now + 1) == []


async def test_closes_only_once_and_only_what_exists(incidents: Incidents) -> None:
    """Mistakes have names."""
    incident = await open_one(incidents)
    await incidents.close(incident.incident_id, actor=OFFICER)
    with pytest.raises(IncidentClosed):
        await incidents.close(incident.incident_id, actor=OFFICER)
    with pytest.raises(NotFound):
        await incidents.close("nothing", actor=OFFICER)
    with pytest.raises(NotFound):
        await incidents.get("nothing")


async def test_records_opening_and_closing(incidents: Incidents, audit: Audit) -> None:
    """The trail says who did what, why and from where."""
    incident = await open_one(incidents, "Smoke in the gym")
    await incidents.close(incident.incident_id, actor=OFFICER)
    events = [record.event async for record in audit.read(AuditQuery(incident_id=incident.incident_id))]
    assert [event.kind for event in events] == [AuditKind.INCIDENT_OPENED, AuditKind.INCIDENT_CLOSED]
    assert all(event.actor == OFFICER for event in events)
    assert events[0].detail == "fire: Smoke in the gym"


async def test_writes_nothing_for_what_it_refuses(incidents: Incidents, audit: Audit) -> None:
    """An incident without a building leaves no trace."""
    with pytest.raises(InvalidRequest):
        await incidents.open(building_ids=(), kind=IncidentKind.FIRE, reason="Smoke", actor=OFFICER)
    assert await incidents.list_open() == []
    assert [record async for record in audit.read(AuditQuery())] == []
