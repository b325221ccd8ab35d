"""A bottleneck link: rate over time, delay, a queue with an end, and random loss."""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from operator import itemgetter
from random import Random

from msgspec import Struct

from tests.simulation.timeline import Timeline


class Conditions(Struct, frozen=True, kw_only=True):
    """What a link is like."""

    rate: Sequence[tuple[float, float]]
    """(from when on, bits per second), in order, the first at 0; 0 bits per second is an outage."""
    one_way_s: float = 0.03
    queue_bytes: int = 120_000
    loss: float = 0.0
    """Chance of each packet to get lost on the way."""
    feedback_loss: float = 0.0
    """The same for the way back."""

    def bps(self, at_s: float) -> float:
        """The rate at a time."""
        return self.rate[bisect_right(self.rate, at_s, key=itemgetter(0)) - 1][1]

    def next_change_s(self, after_s: float) -> float | None:
        """When the rate changes next."""
        place = bisect_right(self.rate, after_s, key=itemgetter(0))
        return self.rate[place][0] if place < len(self.rate) else None


class Link:
    """Carries packets in order, as fast as its rate allows, and drops what its queue cannot hold."""

    def __init__(self, conditions: Conditions, timeline: Timeline, chance: Random) -> None:
        self.delivered_bytes = 0
        self.dropped_packets = 0
        self.waits: list[tuple[float, float]] = []
        """(when a packet left the queue, how long it had waited there)."""
        self.carried: list[tuple[float, int]] = []
        """(when a packet left the queue, its bytes)."""
        self.conditions = conditions
        self._timeline = timeline
        self._chance = chance
        self._queue: deque[tuple[float, int, Callable[[], None]]] = deque()
        self._queued_bytes = 0
        self._busy = False

    def send(self, size_bytes: int, deliver: Callable[[], None]) -> None:
        """A packet enters; `deliver` runs when it comes out at the other end, if it does."""
        if self._queued_bytes + size_bytes > self.conditions.queue_bytes:
            self.dropped_packets += 1
            return
        self._queue.append((self._timeline.now, size_bytes, deliver))
        self._queued_bytes += size_bytes
        if not self._busy:
            self._serve()

    def _serve(self) -> None:
        self._busy = bool(self._queue)
        if self._busy:
            self._timeline.at(self._finish_s(self._queue[0][1] * 8), self._served)

    def _served(self) -> None:
        entered_s, size_bytes, deliver = self._queue.popleft()
        self._queued_bytes -= size_bytes
        self.waits.append((self._timeline.now, self._timeline.now - entered_s))
        self.carried.append((self._timeline.now, size_bytes))
        if self._chance.random() >= self.conditions.loss:
            self.delivered_bytes += size_bytes
            self._timeline.at(self._timeline.now + self.conditions.one_way_s, deliver)
        self._serve()

    def _finish_s(self, bits: float) -> float:
        """When so many bits are through, over any changes of the rate."""
        at_s = self._timeline.now
        while True:
            bps = self.conditions.bps(at_s)
            change_s = self.conditions.next_change_s(at_s)
            if change_s is None:
                return at_s + bits / bps if bps else float("inf")
            passed = bps * (change_s - at_s)
            if passed >= bits:
                return at_s + bits / bps
            bits -= passed
            at_s = change_s
