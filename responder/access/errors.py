"""Everything that this package refuses, each with a stable slug for programs and a sentence for a person.

No sentence names a school, a building or a person: whoever holds a dead link learns nothing from it.
"""

from datetime import UTC, datetime
from typing import ClassVar


class AccessError(Exception):
    """Base of this package's errors; `reason` is stable and doubles as the problem type on the wire."""

    reason: ClassVar[str]
    sentence: ClassVar[str]

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class InvalidRequest(AccessError):
    """The caller asked for something that makes no sense, such as an incident without a building."""

    reason = "bad-request"
    sentence = "This request makes no sense."


class NotFound(AccessError):
    """The caller named an incident, link, device or account that does not exist."""

    reason = "not-found"
    sentence = "There is nothing by that name."


class AlreadyExists(AccessError):
    """The caller would create something that is there already."""

    reason = "already-exists"
    sentence = "There is already something by that name."


class AccessDenied(AccessError):
    """The rules say no."""


class LinkUnknown(AccessDenied):
    reason = "link-unknown"
    sentence = "This link is not valid. Check that it was copied whole, or ask the sender for a new one."


class LinkRevoked(AccessDenied):
    reason = "link-revoked"
    sentence = "The sender has ended this link."


class LinkExpired(AccessDenied):
    reason = "link-expired"
    sentence = "This link has expired. Ask the sender to extend it."


class LinkPending(AccessDenied):
    reason = "link-pending"
    sentence = "This link waits for approval. It opens by itself as soon as somebody approves it."


class LinkUpcoming(AccessDenied):
    """`begins_at_s` is Unix seconds, None where it is not told: whoever is early comes back then."""

    reason = "link-upcoming"
    sentence = "This link opens later."

    def __init__(self, begins_at_s: float | None = None) -> None:
        super().__init__(None if begins_at_s is None else f"This link opens on {_minute(begins_at_s)}.")
        self.begins_at_s = begins_at_s


class IncidentClosed(AccessDenied):
    reason = "incident-closed"
    sentence = "The incident is closed, and every view of it has ended."


class DeviceLimitReached(AccessDenied):
    reason = "device-limit"
    sentence = "This link is already open on as many devices as it allows. Ask the sender for a new one."


class DeviceRemoved(AccessDenied):
    reason = "device-removed"
    sentence = "The sender has removed this device from the link."


class NotSignedIn(AccessDenied):
    reason = "not-signed-in"
    sentence = "Sign in, or open the link you were sent."


class NotAllowed(AccessDenied):
    reason = "not-allowed"
    sentence = "Your account or link does not allow this."


class SignInRefused(AccessDenied):
    reason = "sign-in-refused"
    sentence = "The user name or the password is wrong."


class AccountLocked(AccessDenied):
    reason = "account-locked"
    sentence = (
        "Too many failed sign-ins. Try again in 15 minutes, or ask an administrator to unlock the account."
    )


def _minute(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%-d %B %Y at %H:%M UTC")
