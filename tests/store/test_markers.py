"""Markers are kept with their open incident, announced, and on record."""

import asyncio

import pytest

from responder.access.audit import Actor, AuditKind, AuditQuery, Source
from responder.access.errors import IncidentClosed
from responder.access.incident import Incident
from responder.access.marker import MarkerKind
from responder.access.marker_board import Mark
from responder.access.permit import Permit
from responder.store.audit import Audit
from responder.store.changes import MarkersChanged, Resync, subscribe
from responder.store.connection import Store
from responder.store.incidents import Incidents
from responder.store.markers import Markers
from responder.store.records import markers_key
from tests.store.conftest import OFFICER, Clock

UNIT = Actor(identity="Police", source=Source.LINK, device_id="phone", address="198.51.100.7")


@pytest.fixture
def markers(store: Store) -> Markers:
    return Markers(store)


@pytest.fixture
def permit(incident: Incident, clock: Clock) -> Permit:
    return Permit(
        device_id="phone",
        link_id="l1",
        incident_id=incident.incident_id,
        agency="Police",
        building_ids=frozenset(incident.building_ids),
        valid_until_s=clock.now + 3600,
    )


def mark(marker_id: str = "m1", note: str = "") -> Mark:
    return Mark(marker_id=marker_id, kind=MarkerKind.ENTRY, longitude=-83.0, latitude=40.0, note=note)


async def test_a_marker_is_kept_and_on_record(
    markers: Markers, permit: Permit, audit: Audit, incident: Incident
) -> None:
    """Acknowledged is recorded: who, what, where, in which incident, by which link."""
    marker = await markers.place(mark(note="side door"), permit, actor=UNIT)
    assert await markers.of_incidents([incident.incident_id]) == [(marker,)]
    query = AuditQuery(kinds=frozenset({AuditKind.MARKER_PLACED}))
    (record,) = [record async for record in audit.read(query)]
    event = record.event
    assert (event.actor, event.marker, event.incident_id) == (UNIT, marker, incident.incident_id)
    assert (event.link_id, event.device_id) == ("l1", "phone")
    assert event.detail == "entry at 40.000000, -83.000000, outside: side door"


async def test_what_changes_nothing_is_not_recorded_again(
    markers: Markers, permit: Permit, audit: Audit, clock: Clock
) -> None:
    """A repeated request is answered as the first one was."""
    first = await markers.place(mark(), permit, actor=UNIT)
    clock.now += 1
    assert await markers.place(mark(), permit, actor=UNIT) == first
    gone = await markers.withdraw("m1", permit, actor=UNIT)
    clock.now += 1
    assert await markers.withdraw("m1", permit, actor=UNIT) == gone
    assert gone.withdrawn_at_s == clock.now - 1
    kinds = frozenset({AuditKind.MARKER_PLACED, AuditKind.MARKER_WITHDRAWN})
    assert len([record async for record in audit.read(AuditQuery(kinds=kinds))]) == 2


async def test_every_node_is_told(markers: Markers, permit: Permit, store: Store, incident: Incident) -> None:
    """With the incident whose markers changed."""
    changes = subscribe(store)
    async with asyncio.timeout(30):
        assert isinstance(await anext(changes), Resync)
        await markers.place(mark(), permit, actor=UNIT)
        assert await anext(changes) == MarkersChanged(incident_id=incident.incident_id)
    await changes.aclose()


async def test_markers_are_of_one_incident(
    markers: Markers, permit: Permit, incidents: Incidents, incident: Incident
) -> None:
    """Another one knows nothing of them."""
    other = await incidents.open(building_ids=("gym",), kind=incident.kind, reason="Another", actor=OFFICER)
    await markers.place(mark(), permit, actor=UNIT)
    assert [len(it) for it in await markers.of_incidents([other.incident_id, incident.incident_id])] == [0, 1]


async def test_a_closed_incident_has_no_markers_any_more(
    markers: Markers, permit: Permit, incidents: Incidents, incident: Incident, store: Store
) -> None:
    """Not for anybody, and not in the store; the trail has them."""
    await markers.place(mark(), permit, actor=UNIT)
    await incidents.close(incident.incident_id, actor=OFFICER)
    assert await markers.of_incidents([incident.incident_id]) == [()]
    assert not await store.redis.exists(markers_key(store, incident.incident_id))
    with pytest.raises(IncidentClosed):
        await markers.place(mark("m2"), permit, actor=UNIT)


async def test_two_who_mark_at_once_both_mark(markers: Markers, permit: Permit, incident: Incident) -> None:
    """Neither overwrites the other's."""
    await asyncio.gather(*(markers.place(mark(f"m{number}"), permit, actor=UNIT) for number in range(8)))
    (standing,) = await markers.of_incidents([incident.incident_id])
    assert {marker.marker_id for marker in standing} == {f"m{number}" for number in range(8)}
