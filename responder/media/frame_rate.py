"""Which frames of a stream are encoded, so that a rung has at most so many a second."""

_CLOCK_HZ = 90_000


class FrameRate:
    """Picks frames as evenly as the source's own pace allows."""

    def __init__(self, frames_per_s: float) -> None:
        self._interval = _CLOCK_HZ / frames_per_s
        self._due_at: float | None = None

    def limit(self, frames_per_s: float) -> None:
        """From now on at most this many."""
        self._interval = _CLOCK_HZ / frames_per_s

    def picks(self, timestamp: int) -> bool:
        """Whether the frame of this time (90 kHz, increasing) is encoded."""
        # A tenth of an interval early counts as in time: cameras' clocks jitter.
        if self._due_at is not None and timestamp < self._due_at - self._interval / 10:
            return False
        if self._due_at is None or timestamp > self._due_at + self._interval:
            self._due_at = float(timestamp)
        self._due_at += self._interval
        return True
