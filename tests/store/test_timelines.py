"""An incident's events are found in the trail without reading through everybody's views."""

from responder.access.audit import AuditEvent, AuditKind
from responder.access.incident import Incident
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.timelines import MAX_EVENTS, Timelines
from tests.store.conftest import OFFICER, redeem


def view(incident: Incident, kind: AuditKind = AuditKind.VIEW_STARTED) -> AuditEvent:
    return AuditEvent(kind=kind, at_s=1.0, actor=OFFICER, incident_id=incident.incident_id)


async def test_an_incident_is_told_from_its_opening_to_its_end(
    store: Store, incidents: Incidents, links: Links, incident: Incident, audit: Audit
) -> None:
    """In order, of this incident alone, without views."""
    await incidents.open(building_ids=("gym",), kind=incident.kind, reason="Another", actor=OFFICER)
    link, token = await links.issue(incident.incident_id, agency="Police", actor=OFFICER)
    await redeem(links, token)
    await audit.record(view(incident))
    await links.revoke(link.link_id, actor=OFFICER)
    await incidents.close(incident.incident_id, actor=OFFICER)
    events = await Timelines(store).events(incident.incident_id)
    assert [event.kind for event in events] == [
        AuditKind.INCIDENT_OPENED,
        AuditKind.LINK_ISSUED,
        AuditKind.LINK_REDEEMED,
        AuditKind.LINK_REVOKED,
        AuditKind.INCIDENT_CLOSED,
    ]


async def test_an_incident_that_never_was_has_no_timeline(store: Store) -> None:
    """Nothing is nothing."""
    assert await Timelines(store).events("nothing") == []


async def test_a_long_timeline_keeps_its_end(store: Store, incident: Incident, audit: Audit) -> None:
    """What happened last is what matters now."""
    for _ in range(MAX_EVENTS):
        await audit.record(view(incident, AuditKind.UNIT_CLEARED))
    events = await Timelines(store).events(incident.incident_id)
    assert len(events) == MAX_EVENTS
    assert {event.kind for event in events} == {AuditKind.UNIT_CLEARED}
