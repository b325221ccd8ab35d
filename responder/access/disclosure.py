"""The legal record that a device was shown a camera: to whom, why, from when to when (34 CFR 99.32(a)(5)).

It is read from the audit trail and kept nowhere else, so the two cannot disagree.

Rules
1. A disclosure opens with the first frame of a camera to a device, and closes when no live session of the
   device holds the camera any more.
2. A service that starts has lost sight of what was open: that ended at the latest then, and the record says
   so. Should another node report the true end later, that counts.
3. Pictures with privacy masks over them are a disclosure of their own, and it says so.
4. The threat and the parties are those of the incident and the link at the time, as the trail has them.
"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from responder.access.audit import AuditEvent, AuditKind, Source


class Ending(StrEnum):
    OPEN = "open"  # the device is watching
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"  # the service ended without a word; `ended_at_s` is the latest possible end


class Disclosure(Struct, frozen=True, kw_only=True):
    """Times are Unix seconds. `party` is an agency, or the user name of a member of staff.

    `person` is the user name of whoever was signed in by name, empty for the holder of a link. `threat` is
    the incident's kind and reason; it is empty for staff who look without an incident.
    """

    camera_id: str
    device_id: str
    device_label: str
    address: str
    party: str
    person: str
    source: Source
    incident_id: str | None
    link_id: str | None
    threat: str
    opened_by: str
    started_at_s: float
    ended_at_s: float | None = None
    ending: Ending = Ending.OPEN
    detail: str = ""
    is_masked: bool = False
    """Privacy masks hid a part of every picture."""


class DisclosureQuery(Struct, frozen=True, kw_only=True):
    """Which disclosures; a field left out matches all. Those open at any time of the period count."""

    since_s: float = 0.0
    until_s: float = float("inf")
    incident_id: str | None = None
    link_id: str | None = None
    device_id: str | None = None
    camera_id: str | None = None
    party: str | None = None
    person: str | None = None

    def matches(self, disclosure: Disclosure) -> bool:
        ended_at_s = float("inf") if disclosure.ended_at_s is None else disclosure.ended_at_s
        return (
            disclosure.started_at_s < self.until_s
            and ended_at_s >= self.since_s
            and self.incident_id in (None, disclosure.incident_id)
            and self.link_id in (None, disclosure.link_id)
            and self.device_id in (None, disclosure.device_id)
            and self.camera_id in (None, disclosure.camera_id)
            and self.party in (None, disclosure.party)
            and self.person in (None, disclosure.person)
        )


def disclosures(events: Iterable[AuditEvent]) -> list[Disclosure]:
    """All disclosures in these events, which begin with the trail, in the order of their start."""
    register = DisclosureRegister()
    for event in events:
        register.take(event)
    return register.all()


class _Open(Struct, kw_only=True):
    """A disclosure that may still change; `sessions` of the device hold the camera."""

    disclosure: Disclosure
    sessions: int = 1


class DisclosureRegister:
    """The same for events that come bit by bit: `take` each, then ask for `all`."""

    def __init__(self) -> None:
        self._threats: dict[str, tuple[str, str]] = {}
        self._labels: dict[str, str] = {}
        self._entries: list[_Open] = []
        self._watching: dict[tuple[str, str, bool], _Open] = {}

    def take(self, event: AuditEvent) -> None:
        """The next event of the trail."""
        match event.kind:
            case AuditKind.INCIDENT_OPENED:
                self._threats[event.incident_id or ""] = (event.detail, event.actor.identity)
            case AuditKind.LINK_REDEEMED | AuditKind.SIGNED_IN:
                self._labels[event.device_id or ""] = event.detail
            case AuditKind.VIEW_STARTED:
                self._start(event)
            case AuditKind.VIEW_STOPPED:
                self._stop(event)
            case AuditKind.SERVICE_STARTED:
                self._interrupt(event.at_s)

    def all(self) -> list[Disclosure]:
        """Every disclosure so far, in the order of their start."""
        return [entry.disclosure for entry in self._entries]

    def _start(self, event: AuditEvent) -> None:
        key = _key(event)
        entry = self._watching.get(key)
        if entry is not None and entry.disclosure.ending is Ending.OPEN:
            entry.sessions += 1
            return
        threat, opened_by = self._threats.get(event.incident_id or "", ("", ""))
        disclosure = Disclosure(
            camera_id=event.camera_id or "",
            device_id=event.device_id or "",
            device_label=self._labels.get(event.device_id or "", ""),
            address=event.actor.address or "",
            party=event.actor.agency or event.actor.identity,
            person=event.actor.identity if event.actor.source is Source.CONSOLE else "",
            source=event.actor.source,
            incident_id=event.incident_id,
            link_id=event.link_id,
            threat=threat,
            opened_by=opened_by,
            started_at_s=event.at_s,
            is_masked=event.is_masked,
        )
        self._watching[key] = _Open(disclosure=disclosure)
        self._entries.append(self._watching[key])

    def _stop(self, event: AuditEvent) -> None:
        entry = self._watching.get(_key(event))
        if entry is None:
            return
        entry.sessions -= 1
        if entry.sessions > 0:
            return
        entry.disclosure = replace(
            entry.disclosure, ended_at_s=event.at_s, ending=Ending.STOPPED, detail=event.detail
        )
        del self._watching[_key(event)]

    def _interrupt(self, at_s: float) -> None:
        for entry in self._watching.values():
            if entry.disclosure.ending is Ending.OPEN:
                entry.disclosure = replace(entry.disclosure, ended_at_s=at_s, ending=Ending.INTERRUPTED)


def _key(event: AuditEvent) -> tuple[str, str, bool]:
    return event.device_id or "", event.camera_id or "", event.is_masked
