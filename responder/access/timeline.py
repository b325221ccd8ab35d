"""What happened in an incident, in order, as a person reads it: read from the audit trail alone."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from responder.access.audit import DONE, AuditEvent, AuditKind, Source
from responder.access.marker import Marker
from responder.access.marker_board import may_see
from responder.access.permit import Permit


class TimelineKind(StrEnum):
    """What happened."""

    OPENED = "opened"
    ALARM_RAISED = "alarm_raised"  # opened by a panic button or a detector
    ALERT_REPEATED = "alert_repeated"
    ALERT_LOCATED = "alert_located"  # the cameras and the place that it named
    TRANSFERRED = "transferred"  # somebody else leads it
    LINK_SHARED = "link_shared"
    LINK_HELD_BACK = "link_held_back"
    LINK_APPROVED = "link_approved"
    LINK_DENIED = "link_denied"
    LINK_HANDED_ON = "link_handed_on"
    LINK_EXTENDED = "link_extended"
    LINK_REVOKED = "link_revoked"
    DEVICE_JOINED = "device_joined"
    DEVICE_WAITS = "device_waits"
    DEVICE_ADMITTED = "device_admitted"
    DEVICE_TURNED_AWAY = "device_turned_away"
    DEVICE_REMOVED = "device_removed"
    UNIT_CLEARED = "unit_cleared"
    MARKER_PLACED = "marker_placed"
    MARKER_WITHDRAWN = "marker_withdrawn"
    CLOSED = "closed"


_KINDS: Mapping[AuditKind, TimelineKind] = {
    AuditKind.INCIDENT_OPENED: TimelineKind.OPENED,
    AuditKind.ALERT_REPEATED: TimelineKind.ALERT_REPEATED,
    AuditKind.ALERT_LOCATED: TimelineKind.ALERT_LOCATED,
    AuditKind.INCIDENT_TRANSFERRED: TimelineKind.TRANSFERRED,
    AuditKind.LINK_ISSUED: TimelineKind.LINK_SHARED,
    AuditKind.LINK_HELD_BACK: TimelineKind.LINK_HELD_BACK,
    AuditKind.LINK_APPROVED: TimelineKind.LINK_APPROVED,
    AuditKind.LINK_DENIED: TimelineKind.LINK_DENIED,
    AuditKind.LINK_HANDED_ON: TimelineKind.LINK_HANDED_ON,
    AuditKind.LINK_EXTENDED: TimelineKind.LINK_EXTENDED,
    AuditKind.LINK_REVOKED: TimelineKind.LINK_REVOKED,
    AuditKind.LINK_REDEEMED: TimelineKind.DEVICE_JOINED,
    AuditKind.DEVICE_WAITS: TimelineKind.DEVICE_WAITS,
    AuditKind.DEVICE_ADMITTED: TimelineKind.DEVICE_ADMITTED,
    AuditKind.DEVICE_TURNED_AWAY: TimelineKind.DEVICE_TURNED_AWAY,
    AuditKind.DEVICE_REMOVED: TimelineKind.DEVICE_REMOVED,
    AuditKind.UNIT_CLEARED: TimelineKind.UNIT_CLEARED,
    AuditKind.MARKER_PLACED: TimelineKind.MARKER_PLACED,
    AuditKind.MARKER_WITHDRAWN: TimelineKind.MARKER_WITHDRAWN,
    AuditKind.INCIDENT_CLOSED: TimelineKind.CLOSED,
}

# What concerns a unit in the field: who else holds which link is the district's business. Where an alert was
# raised, its view says, without the cameras that it may not see.
FOR_UNITS = frozenset(
    {
        TimelineKind.OPENED,
        TimelineKind.ALARM_RAISED,
        TimelineKind.ALERT_REPEATED,
        TimelineKind.UNIT_CLEARED,
        TimelineKind.MARKER_PLACED,
        TimelineKind.MARKER_WITHDRAWN,
        TimelineKind.CLOSED,
    }
)

_OPENINGS = frozenset({TimelineKind.OPENED, TimelineKind.ALARM_RAISED})

# The detail of others repeats their marker or their agency.
_WITH_DETAIL = frozenset(
    {
        TimelineKind.ALERT_REPEATED,
        TimelineKind.ALERT_LOCATED,
        TimelineKind.TRANSFERRED,
        TimelineKind.DEVICE_JOINED,
        TimelineKind.DEVICE_WAITS,
        TimelineKind.DEVICE_REMOVED,
    }
)


class Moment(Struct, frozen=True, kw_only=True):
    """One thing that happened, at Unix seconds.

    `agency` is whom it concerns; `person` who did it: a user name, a detector, a rule. Each is None where
    there is none to tell. `detail` is a device's label, or why the incident was opened.
    """

    kind: TimelineKind
    at_s: float
    agency: str | None = None
    person: str | None = None
    detail: str = ""
    marker: Marker | None = None


def belongs(event: AuditEvent) -> bool:
    """Whether the event has a place in its incident's timeline."""
    return event.kind in _KINDS and event.incident_id is not None and event.outcome == DONE


def timeline(
    events: Iterable[AuditEvent], agencies: Mapping[str, str], permit: Permit | None = None
) -> list[Moment]:
    """The moments of one incident's events, in their order; `agencies` are those of its links, by link id.

    With the permit of somebody who came by a link: only what concerns a unit, and no names of staff. A device
    that opens its link again has not joined again.
    """
    moments = [_moment(event, agencies) for event in _first_visits(filter(belongs, events))]
    if permit is None or permit.link_id is None:
        return moments
    return [_for_unit(it) for it in moments if _concerns_unit(it, permit)]


def _first_visits(events: Iterable[AuditEvent]) -> Iterator[AuditEvent]:
    joined: set[tuple[str | None, str | None]] = set()
    for event in events:
        visit = event.link_id, event.device_id
        if event.kind is AuditKind.LINK_REDEEMED:
            if visit in joined:
                continue
            joined.add(visit)
        yield event


def _moment(event: AuditEvent, agencies: Mapping[str, str]) -> Moment:
    kind = _KINDS[event.kind]
    actor, marker = event.actor, event.marker
    if kind is TimelineKind.OPENED and actor.source is Source.WEBHOOK:
        kind = TimelineKind.ALARM_RAISED
    return Moment(
        kind=kind,
        at_s=event.at_s,
        agency=agencies.get(event.link_id or ""),
        person=None if actor.source is Source.LINK else actor.identity,
        detail=_detail(kind, event.detail),
        marker=marker,
    )


def _detail(kind: TimelineKind, text: str) -> str:
    """An opening's begins with the kind of the incident, which the timeline says by itself."""
    if kind in _OPENINGS:
        return text.partition(": ")[2]
    return text if kind in _WITH_DETAIL else ""


def _concerns_unit(moment: Moment, permit: Permit) -> bool:
    if moment.marker is not None and not may_see(moment.marker, permit):
        return False
    return moment.kind in FOR_UNITS


def _for_unit(moment: Moment) -> Moment:
    """Who of an agency marked something is for every unit to know; who of the district opened is not."""
    return moment if moment.agency is not None else replace(moment, person=None)
