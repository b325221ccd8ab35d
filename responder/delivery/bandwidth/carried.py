"""What a link carries: the rate at which packets come out of it, with its stalls left out."""

from bisect import bisect_right
from collections.abc import Iterable

from responder.delivery.bandwidth.feedback import Arrival

# A radio that pauses for longer has stalled. That says nothing of its rate: window and silence deal with it.
_STALL_S = 0.1
# A link of 60 kbps takes longer for each packet: there it is so many times as long as usual.
_STALL_FACTOR = 1.6
_USUAL_WEIGHT = 0.1
# So much of the packets that came first was under way before: on a thin link they are a third of the whole.
_UNDER_WAY = 0.5
# Nobody asks for less time than ten of these.
_STEP_S = 0.01
# Nobody asks for more.
_KEPT_S = 1.0
# As many steps are forgotten at once: moving the others costs more than keeping a few old ones.
_FORGOTTEN = 100


class CarriedBitrate:
    """Bytes over the time in which they came, on the receiver's clock."""

    def __init__(self) -> None:
        # Of each step: when its first packets came, and what had come by then.
        self._began_s: list[float] = []
        self._came_bytes: list[float] = []
        self._total_bytes = 0
        self._passed_s = 0.0
        self._arrived_at_s: float | None = None
        self._usual_s = 0.0

    def add(self, arrivals: Iterable[Arrival]) -> None:
        """Takes in packets in order."""
        for arrival in arrivals:
            at_s = arrival.arrived_at_s
            if self._arrived_at_s is not None and at_s > self._arrived_at_s:
                self._passed_s += self._counted_s(at_s - self._arrived_at_s)
            self._arrived_at_s = at_s
            if not self._began_s or self._passed_s - self._began_s[-1] >= _STEP_S:
                self._began_s.append(self._passed_s)
                self._came_bytes.append(self._total_bytes + _UNDER_WAY * arrival.size_bytes)
            self._total_bytes += arrival.size_bytes
        if len(self._began_s) > _FORGOTTEN and self._began_s[_FORGOTTEN] <= self._passed_s - _KEPT_S:
            del self._began_s[:_FORGOTTEN], self._came_bytes[:_FORGOTTEN]

    def _counted_s(self, gap_s: float) -> float:
        counted_s = min(gap_s, max(_STALL_S, _STALL_FACTOR * self._usual_s))
        self._usual_s += (counted_s - self._usual_s) * _USUAL_WEIGHT
        return counted_s

    def bps(self, seconds: float) -> float:
        """Over the last so many seconds, at most one; little at first, when less has passed."""
        first = bisect_right(self._began_s, self._passed_s - seconds) - 1
        if first < 0:
            return self._total_bytes * 8 / seconds
        return (self._total_bytes - self._came_bytes[first]) * 8 / (self._passed_s - self._began_s[first])
