"""What a link carries: the rate at which packets come out of it, with its stalls left out."""

from collections import deque
from collections.abc import Iterable

from responder.delivery.bandwidth.feedback import Arrival

# A radio that pauses for longer has stalled. That says nothing of its rate: window and silence deal with it.
_STALL_S = 0.1
# Nobody asks for less time than ten of these.
_STEP_S = 0.01
_KEPT_S = 1.0


class CarriedBitrate:
    """Bytes over the time in which they came, on the receiver's clock."""

    def __init__(self) -> None:
        self._steps: deque[tuple[float, int]] = deque()
        self._passed_s = 0.0
        self._arrived_at_s: float | None = None

    def add(self, arrivals: Iterable[Arrival]) -> None:
        """Takes in packets in order."""
        for arrival in arrivals:
            at_s = arrival.arrived_at_s
            if self._arrived_at_s is not None and at_s > self._arrived_at_s:
                self._passed_s += min(at_s - self._arrived_at_s, _STALL_S)
            self._arrived_at_s = at_s
            self._count(arrival.size_bytes)
        while self._steps and self._steps[0][0] <= self._passed_s - _KEPT_S - _STEP_S:
            self._steps.popleft()

    def bps(self, seconds: float) -> float:
        """Over the last so many seconds, at most one; little at first, when less has passed."""
        since_s = self._passed_s - seconds
        size_bytes = 0
        for began_s, step_bytes in reversed(self._steps):
            if began_s <= since_s:
                break
            size_bytes += step_bytes
        return size_bytes * 8 / seconds

    def _count(self, size_bytes: int) -> None:
        if self._steps and self._passed_s - self._steps[-1][0] < _STEP_S:
            began_s, before_bytes = self._steps.pop()
            self._steps.append((began_s, before_bytes + size_bytes))
        else:
            self._steps.append((self._passed_s, size_bytes))
