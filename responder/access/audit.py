"""What is written down about every decision.

What, when, where, source, outcome and identity, as the CJIS Security Policy 5.9.5 asks (section 5.4.1.1).
No event has a field for a token, a password, a cookie or a camera's address.
"""

from enum import StrEnum

from msgspec import Struct


class AuditKind(StrEnum):
    """What happened."""

    INCIDENT_OPENED = "incident_opened"
    INCIDENT_CLOSED = "incident_closed"
    LINK_ISSUED = "link_issued"
    LINK_REDEEMED = "link_redeemed"
    REDEEM_REFUSED = "redeem_refused"
    LINK_EXTENDED = "link_extended"
    LINK_REVOKED = "link_revoked"
    DEVICE_REMOVED = "device_removed"
    VIEW_STARTED = "view_started"
    VIEW_STOPPED = "view_stopped"
    ACCOUNT_ADDED = "account_added"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event, not a password
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_UNLOCKED = "account_unlocked"
    ACCOUNT_REMOVED = "account_removed"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"


class Source(StrEnum):
    """Through which door the decision came."""

    CONSOLE = "console"  # a signed-in member of staff
    LINK = "link"  # a device with, or trying, a link
    COMMAND_LINE = "command_line"
    SERVICE = "service"  # by rule, nobody asked


class Actor(Struct, frozen=True, kw_only=True):
    """Who acts, and from where. `identity` is a user name, an agency, or "unknown" before it is known."""

    identity: str
    source: Source
    device_id: str | None = None
    address: str | None = None


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
