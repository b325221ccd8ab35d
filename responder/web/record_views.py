"""What a browser is told of disclosures and of the audit trail."""

from responder.access.chain import AuditRecord
from responder.access.disclosure import Disclosure
from responder.web.views import to_ms
from responder.web.wire_records import AuditEntry, DisclosureView


def disclosure_view(one: Disclosure) -> DisclosureView:
    return DisclosureView(
        camera_id=one.camera_id,
        party=one.party,
        person=one.person,
        device_id=one.device_id,
        device_label=one.device_label,
        address=one.address,
        source=one.source,
        incident_id=one.incident_id,
        link_id=one.link_id,
        threat=one.threat,
        opened_by=one.opened_by,
        started_at_ms=to_ms(one.started_at_s),
        ended_at_ms=None if one.ended_at_s is None else to_ms(one.ended_at_s),
        ending=one.ending,
        detail=one.detail,
        is_masked=one.is_masked,
    )


def audit_entry(record: AuditRecord) -> AuditEntry:
    event, actor = record.event, record.event.actor
    return AuditEntry(
        sequence=record.sequence,
        recorded_at_ms=to_ms(record.recorded_at_s),
        at_ms=to_ms(event.at_s),
        kind=event.kind,
        identity=actor.identity,
        agency=actor.agency,
        source=actor.source,
        address=actor.address,
        outcome=event.outcome,
        incident_id=event.incident_id,
        link_id=event.link_id,
        device_id=event.device_id or actor.device_id,
        camera_id=event.camera_id,
        username=event.username,
        building_ids=list(event.building_ids),
        detail=event.detail,
        is_masked=event.is_masked,
    )
