"""Time to the phone and back."""

import math

# Before the first answer: a usual LTE link.
_START_S = 0.1
_WEIGHT = 0.2
# A route changes; the shortest trip of the last one to two windows counts.
_WINDOW_S = 10.0


class RoundTrip:
    """Smoothed and shortest round trip."""

    def __init__(self) -> None:
        self.smoothed_s = _START_S
        self._known = False
        self._window_began_s = -math.inf
        self._shortest_s = math.inf
        self._previous_shortest_s = math.inf

    @property
    def shortest_s(self) -> float:
        """What the way takes without a queue."""
        shortest_s = min(self._shortest_s, self._previous_shortest_s)
        return shortest_s if shortest_s < math.inf else self.smoothed_s

    def add(self, sample_s: float, now: float) -> None:
        """Takes in one measurement."""
        self.smoothed_s += (sample_s - self.smoothed_s) * (_WEIGHT if self._known else 1.0)
        self._known = True
        if now - self._window_began_s > _WINDOW_S:
            self._previous_shortest_s, self._shortest_s = self._shortest_s, math.inf
            self._window_began_s = now
        self._shortest_s = min(self._shortest_s, sample_s)
