"""Tells a queue that stays from a burst: by the least lag within a window (as CoDel does, RFC 8289)."""

import math


class LeastLag:
    """Of one window after the other; the first tells nothing: what starts is late."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._ends_at_s: float | None = None
        self._least_s = 0.0

    def add(self, lag_s: float, now: float) -> float | None:
        """The least lag of the window that this sample ends, if any."""
        if self._ends_at_s is None:
            self._ends_at_s = now + self._window_s
        self._least_s = min(self._least_s, lag_s)
        if now < self._ends_at_s:
            return None
        least_s, self._least_s = self._least_s, math.inf
        self._ends_at_s = now + self._window_s
        return least_s
