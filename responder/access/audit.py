"""What is written down about every decision.

What, when, where, source, outcome and identity, as the CJIS Security Policy 5.9.5 asks (section 5.4.1.1).
No event has a field for a token, a password, a cookie or a camera's address.
"""

from enum import StrEnum

from msgspec import Struct

from responder.access.marker import Marker


class AuditKind(StrEnum):
    """What happened."""

    INCIDENT_OPENED = "incident_opened"
    INCIDENT_TRANSFERRED = "incident_transferred"
    ALERT_REPEATED = "alert_repeated"  # of an incident that is open already
    ALERT_LOCATED = "alert_located"  # the cameras and the place that it named
    INCIDENT_CLOSED = "incident_closed"
    LINK_ISSUED = "link_issued"
    LINK_REFUSED = "link_refused"  # outside its agreement
    LINK_HELD_BACK = "link_held_back"  # until somebody approves it
    LINK_APPROVED = "link_approved"
    LINK_DENIED = "link_denied"
    AGREEMENT_OVERRIDDEN = "agreement_overridden"
    AGREEMENT_SET = "agreement_set"
    AGREEMENT_REMOVED = "agreement_removed"
    LINK_REDEEMED = "link_redeemed"
    REDEEM_REFUSED = "redeem_refused"
    DEVICE_WAITS = "device_waits"  # at a full link
    DEVICE_ADMITTED = "device_admitted"
    DEVICE_TURNED_AWAY = "device_turned_away"
    SPOKEN_CODE_MADE = "spoken_code_made"
    LINK_HANDED_ON = "link_handed_on"
    LINK_EXTENDED = "link_extended"
    LINK_REVOKED = "link_revoked"
    DEVICE_REMOVED = "device_removed"
    UNIT_CLEARED = "unit_cleared"  # of the scene, said by its own device
    VIEW_STARTED = "view_started"
    VIEW_STOPPED = "view_stopped"
    SNAPSHOT_KEPT = "snapshot_kept"
    MARKER_PLACED = "marker_placed"
    MARKER_WITHDRAWN = "marker_withdrawn"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event, not a password
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_UNLOCKED = "account_unlocked"
    ACCOUNT_REMOVED = "account_removed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    MAP_KEY_ISSUED = "map_key_issued"
    MAP_KEY_USED = "map_key_used"  # the first time, and once an hour
    MAP_KEY_REVOKED = "map_key_revoked"
    CAMERA_PLACED = "camera_placed"
    MAP_REPLACED = "map_replaced"
    PREFLIGHT_REPORTED = "preflight_reported"  # how long each camera of a building took to start
    AUDIT_ARCHIVED = "audit_archived"
    SERVICE_STARTED = "service_started"
    SERVICE_STOPPED = "service_stopped"


class Source(StrEnum):
    """Through which door the decision came."""

    CONSOLE = "console"  # a signed-in member of staff
    LINK = "link"  # a device with, or trying, a link
    COMMAND_LINE = "command_line"
    MAP_KEY = "map_key"  # desktop GIS
    WEBHOOK = "webhook"  # a panic button, an alarm system
    SERVICE = "service"  # by rule, nobody asked


# Whoever acts before an account, an agency or a device is known.
UNKNOWN_IDENTITY = "unknown"


class Actor(Struct, frozen=True, kw_only=True):
    """Who acts, and from where. `identity` is a user name, an agency or UNKNOWN_IDENTITY.

    `agency` is that of an officer who is signed in by name.
    """

    identity: str
    source: Source
    device_id: str | None = None
    address: str | None = None
    agency: str | None = None


# The outcome of everything that was not refused; a refusal's outcome is the error's `reason`.
DONE = "done"


class AuditEvent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One decision. `at_s` is Unix seconds; `outcome` is "done" or the reason slug of the refusal.

    `detail` is one short phrase for a person, such as an incident's reason or why a view stopped.
    """

    kind: AuditKind
    at_s: float
    actor: Actor
    outcome: str = DONE
    incident_id: str | None = None
    link_id: str | None = None
    device_id: str | None = None
    camera_id: str | None = None
    username: str | None = None
    building_ids: tuple[str, ...] = ()
    detail: str = ""
    marker: Marker | None = None
    is_masked: bool = False
    """Of what is shown or kept of a camera: privacy masks hid a part of every picture."""


class AuditQuery(Struct, frozen=True, kw_only=True):
    """Which events to read; a field left out matches all. Times are Unix seconds, the end is exclusive."""

    since_s: float = 0.0
    until_s: float = float("inf")
    kinds: frozenset[AuditKind] = frozenset()
    incident_id: str | None = None
    link_id: str | None = None
    device_id: str | None = None
    camera_id: str | None = None
    identity: str | None = None

    def matches(self, event: AuditEvent) -> bool:
        """Whether the event is asked for. A device matches as subject and as actor."""
        wanted_and_found = (
            (self.incident_id, (event.incident_id,)),
            (self.link_id, (event.link_id,)),
            (self.device_id, (event.device_id, event.actor.device_id)),
            (self.camera_id, (event.camera_id,)),
            (self.identity, (event.actor.identity,)),
        )
        return (
            self.since_s <= event.at_s < self.until_s
            and (not self.kinds or event.kind in self.kinds)
            and all(wanted is None or wanted in found for wanted, found in wanted_and_found)
        )
