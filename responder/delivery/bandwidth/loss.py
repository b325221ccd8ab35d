"""A ceiling for links that drop packets instead of queueing them (draft-ietf-rmcat-gcc section 6)."""

import math

# Below this, loss is the radio's: the rate may grow. Above the second, it is congestion: the rate must fall.
_LOW_LOSS = 0.02
_HIGH_LOSS = 0.10
_INCREASE_PER_S = 1.08
# Fewer packets tell nothing about a percentage.
_MIN_PACKETS = 20
_MIN_WINDOW_S = 0.25
_DECREASE_PAUSE_S = 0.3


class LossCeiling:
    """No ceiling at all until loss is high."""

    def __init__(self) -> None:
        self.bps = math.inf
        self.fraction = 0.0
        """Of the last whole window."""
        self._packets = 0
        self._lost = 0
        self._window_began_s: float | None = None
        self._decreased_at_s = -math.inf

    def add(self, arrived: int, lost: int, estimate_bps: float, round_trip_s: float, now: float) -> None:
        """Takes in the packets of one feedback."""
        if self._window_began_s is None:
            self._window_began_s = now
        self._packets += arrived + lost
        self._lost += lost
        passed_s = now - self._window_began_s
        if self._packets < _MIN_PACKETS or passed_s < _MIN_WINDOW_S:
            return
        self.fraction = self._lost / self._packets
        self._packets = self._lost = 0
        self._window_began_s = now
        self._move(estimate_bps, round_trip_s, passed_s, now)

    def _move(self, estimate_bps: float, round_trip_s: float, passed_s: float, now: float) -> None:
        if self.fraction < _LOW_LOSS:
            self.bps *= _INCREASE_PER_S ** min(passed_s, 1.0)
        elif self.fraction > _HIGH_LOSS and now - self._decreased_at_s >= _DECREASE_PAUSE_S + round_trip_s:
            self.bps = min(self.bps, estimate_bps) * (1 - 0.5 * self.fraction)
            self._decreased_at_s = now

    def lift(self, bps: float) -> None:
        """A probe got through at this rate."""
        self.bps = max(self.bps, bps)
