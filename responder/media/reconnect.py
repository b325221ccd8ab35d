"""When to try a camera again after something went wrong."""

from collections.abc import Callable
from enum import StrEnum


class Trouble(StrEnum):
    """Why a camera gives no pictures, as far as it decides when to try again."""

    LOST = "lost"  # unreachable, hung up, stalled, or talks nonsense
    CREDENTIALS_REJECTED = "credentials_rejected"
    UNSUPPORTED = "unsupported"


# At once, because most interruptions are a camera that reboots its encoder; then ever less often, so that a
# dead camera costs nothing.
LOST_DELAYS_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
# Cameras lock an account after some wrong passwords in a row.
REJECTED_DELAY_S = 60.0
# Somebody has to change the camera's settings; but some send only sound for a moment after a reboot.
UNSUPPORTED_DELAY_S = 15.0
# Pictures for this long mean that all is well again. A camera that dies after each first picture backs off.
WELL_AFTER_S = 10.0
# Cameras that died together (a switch, a power cut) must not be tried in step: +-20 %.
JITTER = 0.2


class Reconnect:
    """Decides the pause before the next try; one per native stream, for as long as somebody watches it."""

    def __init__(self, random: Callable[[], float]) -> None:
        """`random` gives numbers in [0, 1)."""
        self._random = random
        self._failures = 0
        self._playing_since: float | None = None

    def played(self, now: float) -> None:
        """A picture came."""
        if self._playing_since is None:
            self._playing_since = now

    def failed(self, trouble: Trouble, now: float) -> float:
        """The session ended, or there was none; returns how many seconds to wait."""
        if self._playing_since is not None and now - self._playing_since >= WELL_AFTER_S:
            self._failures = 0
        self._playing_since = None
        delay_s = self._delay_s(trouble)
        self._failures += 1
        return delay_s

    def _delay_s(self, trouble: Trouble) -> float:
        if trouble is Trouble.CREDENTIALS_REJECTED:
            # Never sooner than a minute.
            return REJECTED_DELAY_S * (1 + JITTER * self._random())
        if trouble is Trouble.UNSUPPORTED:
            return UNSUPPORTED_DELAY_S
        delay_s = LOST_DELAYS_S[min(self._failures, len(LOST_DELAYS_S) - 1)]
        return delay_s * (1 + JITTER * (2 * self._random() - 1))
