"""What a link carries: the rate at which packets come out of it, with its stalls left out."""

from bisect import bisect_right
from collections.abc import Iterable

from responder.delivery.bandwidth.feedback import Arrival

# A radio that pauses for longer has stalled. That says nothing of its rate: window and silence deal with it.
_STALL_S = 0.1
# Nobody asks for less time than ten of these.
_STEP_S = 0.01
# Nobody asks for more.
_KEPT_S = 1.0
# As many steps are forgotten at once: moving the others costs more than keeping a few old ones.
_FORGOTTEN = 100


class CarriedBitrate:
    """Bytes over the time in which they came, on the receiver's clock."""

    def __init__(self) -> None:
        # Of each step: when it began, and what had come before it.
        self._began_s: list[float] = []
        self._before_bytes: list[int] = []
        self._total_bytes = 0
        self._passed_s = 0.0
        self._arrived_at_s: float | None = None

    def add(self, arrivals: Iterable[Arrival]) -> None:
        """Takes in packets in order."""
        for arrival in arrivals:
            at_s = arrival.arrived_at_s
            if self._arrived_at_s is not None and at_s > self._arrived_at_s:
                self._passed_s += min(at_s - self._arrived_at_s, _STALL_S)
            self._arrived_at_s = at_s
            if not self._began_s or self._passed_s - self._began_s[-1] >= _STEP_S:
                self._began_s.append(self._passed_s)
                self._before_bytes.append(self._total_bytes)
            self._total_bytes += arrival.size_bytes
        if len(self._began_s) > _FORGOTTEN and self._began_s[_FORGOTTEN] <= self._passed_s - _KEPT_S:
            del self._began_s[:_FORGOTTEN], self._before_bytes[:_FORGOTTEN]

    def bps(self, seconds: float) -> float:
        """Over the last so many seconds, at most one; little at first, when less has passed."""
        first = bisect_right(self._began_s, self._passed_s - seconds)
        if first == len(self._began_s):
            return 0.0
        return (self._total_bytes - self._before_bytes[first]) * 8 / seconds
