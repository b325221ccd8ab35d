"""A bottleneck as cellular networks have it: chances to deliver from a trace, a queue, delay and loss.

Pure: packets and nanoseconds in, packets out; `link_emulator` puts it between this machine and a namespace.
Order per packet: random loss, byte-bounded drop-tail queue, delivery opportunities (1500 bytes each; unused
ones are lost, partial packets carry over, as in Mahimahi), then a fixed one-way delay.
"""

from __future__ import annotations

import bisect
from collections import deque
from pathlib import Path
from random import Random

from msgspec import Struct

OPPORTUNITY_BYTES = 1500

_NS_PER_MS = 1_000_000
_NS_PER_S = 1_000_000_000


class TraceUnreadable(ValueError):
    """The file is no Mahimahi trace."""


class Trace(Struct, frozen=True):
    """When a link delivers: opportunities of 1500 bytes within a period that repeats, in nanoseconds."""

    opportunities_ns: tuple[int, ...]
    period_ns: int

    @classmethod
    def constant(cls, mbps: float) -> Trace:
        """A link that always carries as much."""
        count = max(1, round(mbps * 1e6 / (OPPORTUNITY_BYTES * 8)))
        return cls(tuple((place + 1) * _NS_PER_S // count for place in range(count)), _NS_PER_S)

    @classmethod
    def read(cls, path: Path) -> Trace:
        """A Mahimahi trace: a millisecond per line, one line per opportunity, the last ends the period.

        Raises TraceUnreadable.
        """
        try:
            at_ms = [int(line) for line in path.read_text().split()]
        except (OSError, ValueError) as error:
            raise TraceUnreadable(f"{path}: {error}") from error
        if not at_ms or at_ms[-1] <= 0 or at_ms != sorted(at_ms):
            raise TraceUnreadable(f"{path}: a trace is a rising list of milliseconds")
        return cls(tuple(each * _NS_PER_MS for each in at_ms), at_ms[-1] * _NS_PER_MS)

    def opportunities_before(self, at_ns: int) -> int:
        """How many there have been from the start until `at_ns`, included."""
        periods, rest_ns = divmod(max(0, at_ns), self.period_ns)
        return periods * len(self.opportunities_ns) + bisect.bisect_right(self.opportunities_ns, rest_ns)

    def opportunity_ns(self, number: int) -> int:
        """When the `number`-th opportunity comes, counted from 0."""
        periods, place = divmod(number, len(self.opportunities_ns))
        return periods * self.period_ns + self.opportunities_ns[place]


class Totals(Struct):
    """What a bottleneck has done so far."""

    in_bytes: int = 0
    out_bytes: int = 0
    dropped_packets: int = 0
    lost_packets: int = 0
    longest_wait_ns: int = 0


class Bottleneck:
    """One direction of a link, from `started_at_ns` on."""

    def __init__(
        self,
        trace: Trace,
        *,
        delay_ms: float,
        queue_bytes: int,
        loss: float,
        started_at_ns: int,
        chance: Random,
    ) -> None:
        """`delay_ms` is one way; `loss` is the chance of each packet, 0 to 1."""
        self.totals = Totals()
        self.queued_bytes = 0
        self._trace = trace
        self._delay_ns = int(delay_ms * _NS_PER_MS)
        self._queue_bytes = queue_bytes
        self._loss = loss
        self._started_at_ns = started_at_ns
        self._chance = chance
        self._queue: deque[tuple[int, bytes]] = deque()
        self._flying: deque[tuple[int, bytes]] = deque()
        self._next = 0
        self._left_of_head = 0

    def put(self, packet: bytes, now_ns: int) -> None:
        """A packet enters."""
        self.totals.in_bytes += len(packet)
        if self._loss and self._chance.random() < self._loss:
            self.totals.lost_packets += 1
        elif self.queued_bytes + len(packet) > self._queue_bytes:
            self.totals.dropped_packets += 1
        else:
            if not self._queue:
                # What passed with an empty queue is lost.
                self._next = max(self._next, self._trace.opportunities_before(now_ns - self._started_at_ns))
            self._queue.append((now_ns, packet))
            self.queued_bytes += len(packet)

    def due(self, now_ns: int) -> list[bytes]:
        """The packets that come out by `now_ns`, in order."""
        while self._queue:
            opportunity_ns = self._started_at_ns + self._trace.opportunity_ns(self._next)
            if opportunity_ns > now_ns:
                break
            self._next += 1
            self._serve(opportunity_ns)
        arrived: list[bytes] = []
        while self._flying and self._flying[0][0] <= now_ns:
            arrived.append(self._flying.popleft()[1])
        self.totals.out_bytes += sum(map(len, arrived))
        return arrived

    def next_at_ns(self) -> int | None:
        """When `due` is to be asked next; None while nothing is under way."""
        times = [self._flying[0][0]] if self._flying else []
        if self._queue:
            times.append(self._started_at_ns + self._trace.opportunity_ns(self._next))
        return min(times, default=None)

    def capacity_bytes(self, now_ns: int) -> int:
        """What it could have delivered from the start until now."""
        return self._trace.opportunities_before(now_ns - self._started_at_ns) * OPPORTUNITY_BYTES

    def _serve(self, at_ns: int) -> None:
        """One opportunity: as many packets, or as much of one, as fit."""
        room_bytes = OPPORTUNITY_BYTES
        while room_bytes > 0 and self._queue:
            entered_ns, packet = self._queue[0]
            needed_bytes = self._left_of_head or len(packet)
            if needed_bytes > room_bytes:
                self._left_of_head = needed_bytes - room_bytes
                return
            room_bytes -= needed_bytes
            self._left_of_head = 0
            self._queue.popleft()
            self.queued_bytes -= len(packet)
            served_ns = max(at_ns, entered_ns)
            self.totals.longest_wait_ns = max(self.totals.longest_wait_ns, served_ns - entered_ns)
            self._flying.append((served_ns + self._delay_ns, packet))
