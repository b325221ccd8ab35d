"""A PIN beside the link, said over another channel: a link that was forwarded opens nothing without it.

Rules
1. The PIN is asked of devices that come for the first time; those inside never see it again.
2. Five wrong PINs within 15 minutes close the door for newcomers until the window has passed.
"""

import hmac
import re

from msgspec.structs import replace

from responder.access.errors import InvalidRequest, NotAllowed
from responder.access.link import Link
from responder.access.lockout import add, is_locked

_FORM = re.compile(r"[0-9]{4,8}")


class PinRequired(NotAllowed):
    reason = "pin-required"
    sentence = "This link asks for a PIN. Ask the sender for it."


class PinWrong(NotAllowed):
    reason = "pin-wrong"
    sentence = "This is not the PIN of this link."


class PinLocked(NotAllowed):
    reason = "pin-locked"
    sentence = "Too many wrong PINs. Try again in 15 minutes, or ask the sender for a new link."


def require_form(pin: str) -> None:
    """Raises InvalidRequest for anything but 4 to 8 digits."""
    if not _FORM.fullmatch(pin):
        raise InvalidRequest("A PIN has 4 to 8 digits.")


def check(link: Link, device_id: str, pin_hmac: str | None, now: float) -> NotAllowed | None:
    """Why this device does not get past the PIN, or None. `pin_hmac` is that of what was typed."""
    if link.pin_hmac is None or device_id in link.device_ids:
        return None
    if is_locked(link.wrong_pins, now):
        return PinLocked()
    if pin_hmac is None:
        return PinRequired()
    return None if hmac.compare_digest(link.pin_hmac, pin_hmac) else PinWrong()


def count_wrong(link: Link, now: float) -> Link:
    """The link after a wrong PIN."""
    return replace(link, wrong_pins=add(link.wrong_pins, now))
