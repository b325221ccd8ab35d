"""Virtual time: what happens when, run in order as fast as it can be computed."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count


class Timeline:
    """Events in the order of their times; `now` is the time of the one that runs."""

    def __init__(self) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def at(self, when_s: float, event: Callable[[], None]) -> None:
        """Runs `event` at a time, or now when that has passed."""
        heappush(self._events, (max(when_s, self.now), next(self._order), event))

    def every(self, interval_s: float, event: Callable[[], None], *, first_s: float = 0.0) -> None:
        """Runs `event` again and again."""

        def run() -> None:
            event()
            self.at(self.now + interval_s, run)

        self.at(first_s, run)

    def run_until(self, end_s: float) -> None:
        """Lets virtual time pass."""
        while self._events and self._events[0][0] <= end_s:
            self.now, _, event = heappop(self._events)
            event()
        self.now = end_s
