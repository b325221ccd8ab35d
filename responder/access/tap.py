"""A tap on a link, tried as often as it takes: a phone that never heard the answer is still the same device.

Rules
1. The phone makes up the key of its tap. One of less than 128 bits could be guessed, and is none.
2. For minutes, and at the link that it was made for, the key stands for the device that it came to.
3. A key opens nothing by itself: what holds of its device, such as having been removed, holds for the key.
4. A device that has gone on to another link is nobody's by a key: whoever went on had heard the answer.
"""

import re

from msgspec import Struct

from responder.access.device import Device
from responder.access.errors import InvalidRequest

# Hexadecimal: 128 bits at least, no more than 256.
FORM = r"^[0-9a-f]{32,64}$"

# Some twenty tries of a phone on a bad cell; an officer who still waits taps anew.
LIFETIME_S = 5 * 60.0


class Tap(Struct, frozen=True, kw_only=True):
    """A tap that was answered, whether or not the answer arrived: what it came to, and when it first did."""

    device_id: str
    at_s: float


def require_form(key: str) -> None:
    """Raises InvalidRequest for a key that is too short to be nobody else's, or none at all."""
    if re.fullmatch(FORM, key) is None:
        raise InvalidRequest("The key of a tap has 32 to 64 hexadecimal digits.")


def stands_for(tap: Tap, device: Device, link_id: str, now: float) -> bool:
    """Whether the tap on this link, tried again, is this device."""
    return tap.device_id == device.device_id and device.link_id == link_id and now < tap.at_s + LIFETIME_S
