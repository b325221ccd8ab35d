"""One steady clock per rung, whatever the camera's timestamps do."""

CLOCK_HZ = 90_000
# A step of the camera's clock longer than this is a jump, or a pause during which nothing is known of it.
MAX_STEP = 2 * CLOCK_HZ
# A TCP connection that stalls and catches up delays pictures by this much, and they keep their times.
MAX_BEHIND = 2 * CLOCK_HZ
# Nothing arrives before it was taken; what seems to is a clock that runs too fast, or jumped.
MAX_AHEAD = CLOCK_HZ // 2
_WRAP = 1 << 32


class Restamper:
    """Turns a camera's timestamps into strictly increasing ones of 90 kHz that begin near zero.

    Rule 1: every timestamp is larger than the one before it.
    Rule 2: steps of the camera's clock are kept as they are while they are plausible.
    Rule 3: after a jump, a reset, a pause or a reconnection, time goes on by what passed on arrival.
    """

    def __init__(self) -> None:
        self._source: int | None = None
        self._last = 0
        self._origin_s: float | None = None

    def stamp(self, source: int | None, now: float) -> int:
        """`source` is the camera's 90 kHz time (any offset, may wrap at 32 bits, None when it sent none)."""
        if self._origin_s is None:
            self._origin_s = now
            self._source = source
            return 0
        arrived = round((now - self._origin_s) * CLOCK_HZ)
        step = self._step(source)
        self._source = source
        following = self._last + step if step is not None else arrived
        if not arrived - MAX_BEHIND <= following <= arrived + MAX_AHEAD:
            following = arrived
        self._last = max(following, self._last + 1)
        return self._last

    def reconnected(self) -> None:
        """The next timestamp belongs to a new session, with a clock of its own."""
        self._source = None

    def _step(self, source: int | None) -> int | None:
        """How far the camera's clock went on; None when that cannot be believed."""
        if source is None or self._source is None:
            return None
        step = (source - self._source) % _WRAP
        return step if 0 < step <= MAX_STEP else None
