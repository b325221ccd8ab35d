"""Disclosures are found in the stored trail."""

from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.disclosure import DisclosureQuery, Ending
from responder.access.incident import IncidentKind
from responder.store.audit import Audit
from responder.store.disclosures import Disclosures
from responder.store.incidents import Incidents
from responder.store.links import Links
from tests.store.conftest import OFFICER, Clock


async def test_tells_what_an_agency_was_shown_and_why(
    incidents: Incidents, links: Links, audit: Audit, clock: Clock
) -> None:
    """From the incident to the last frame, through a real store."""
    incident = await incidents.open(
        building_ids=("gym",), kind=IncidentKind.POLICE, reason="Intruder", actor=OFFICER
    )
    link, token = await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    redeemed = await links.redeem(token, device_secret=None, label="Safari", address="192.0.2.1")
    device_id = redeemed.admission.device.device_id
    actor = Actor(identity="Maple Police", source=Source.LINK, device_id=device_id, address="192.0.2.1")
    for kind in (AuditKind.VIEW_STARTED, AuditKind.VIEW_STOPPED):
        clock.now += 5
        await audit.record(
            AuditEvent(
                kind=kind,
                at_s=clock.now,
                actor=actor,
                incident_id=incident.incident_id,
                link_id=link.link_id,
                device_id=device_id,
                camera_id="c1",
            )
        )
    (disclosure,) = await Disclosures(audit).find(DisclosureQuery(incident_id=incident.incident_id))
    assert (disclosure.party, disclosure.threat) == ("Maple Police", "police: Intruder")
    assert (disclosure.device_label, disclosure.ending) == ("Safari", Ending.STOPPED)
    assert (disclosure.started_at_s, disclosure.ended_at_s) == (clock.now - 5, clock.now)
    assert await Disclosures(audit).find(DisclosureQuery(party="Maple Fire")) == []
