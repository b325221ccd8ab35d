"""What a link allows at best: when pictures arrive of senders that know of it what no real one can. Pure."""

from __future__ import annotations

from collections import deque

from load_tests.link import OPPORTUNITY_BYTES, Trace

# A picture of the lowest rung: 80 kbps at 8 frames per second.
SMALLEST_PICTURE_BYTES = 1250
# The informed sender knows the rate as it was so long ago, over so long before: two ways and an answer.
KNOWN_AFTER_S = 0.08
_KNOWN_OVER_S = 0.05
# A little more than is promised of a link that carries less than is wanted.
INFORMED_SHARE = 0.75
_MS_PER_S = 1000


def perfect_arrivals(trace: Trace, seconds: float, interval_s: float, one_way_s: float) -> list[float]:
    """When pictures would arrive if the sender knew the trace: always the newest, of the smallest size.

    Seconds since the start of the trace, which repeats.
    """
    needed = -(-SMALLEST_PICTURE_BYTES // OPPORTUNITY_BYTES)
    arrivals: list[float] = []
    taken_s, number = 0.0, 0
    while taken_s < seconds:
        number = max(number, trace.opportunities_before(int(taken_s * 1e9))) + needed
        served_s = trace.opportunity_ns(number - 1) / 1e9
        arrivals.append(served_s + one_way_s)
        # The next one is sent when it was taken and the link is free.
        taken_s = max((taken_s // interval_s + 1) * interval_s, served_s)
    return arrivals


def informed_arrivals(trace: Trace, seconds: float, interval_s: float, one_way_s: float) -> list[float]:
    """The same for a sender that knows all but the future, and fills `INFORMED_SHARE` of the link.

    What it learns it learns `KNOWN_AFTER_S` late, like any sender: when the link stops, as much is on the way
    as fills it for that long, and comes first when it goes on. The newest picture, of the smallest size,
    leaves before all else; in steps of 1 ms.
    """
    sender = _InformedSender(trace)
    arrivals: list[float] = []
    due_s, newest_taken = 0.0, False
    for ms in range(round(seconds * _MS_PER_S)):
        now_s = ms / _MS_PER_S
        if now_s >= due_s:
            due_s, newest_taken = due_s + interval_s, True
        newest_taken = sender.send(ms, has_picture=newest_taken)
        arrivals += [now_s + 1 / _MS_PER_S + one_way_s] * sender.deliver(ms)
    return arrivals


class _InformedSender:
    """Its queue is the network's: what was sent cannot be taken back."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._queue = deque[tuple[int, bool]]()
        self._credit_bytes = 0.0
        self._served_bytes = 0

    def send(self, ms: int, *, has_picture: bool) -> bool:
        """What may leave now, the picture first; whether it still waits."""
        rate = self._known_bytes_per_ms(ms)
        # While nothing is known to pass, one picture at a time finds out when something does.
        if rate == 0.0 and not self._queue and has_picture:
            self._queue.append((SMALLEST_PICTURE_BYTES, True))
            return False
        self._credit_bytes = min(self._credit_bytes + INFORMED_SHARE * rate, 2 * OPPORTUNITY_BYTES + rate)
        if has_picture and self._credit_bytes >= SMALLEST_PICTURE_BYTES:
            self._leave(SMALLEST_PICTURE_BYTES, is_picture=True)
            has_picture = False
        while not has_picture and self._credit_bytes >= OPPORTUNITY_BYTES:
            self._leave(OPPORTUNITY_BYTES, is_picture=False)
        return has_picture

    def deliver(self, ms: int) -> int:
        """How many pictures came through within this millisecond."""
        self._served_bytes += OPPORTUNITY_BYTES * self._opportunities(ms, ms + 1)
        pictures = 0
        while self._queue and self._queue[0][0] <= self._served_bytes:
            size_bytes, is_picture = self._queue.popleft()
            self._served_bytes -= size_bytes
            pictures += is_picture
        if not self._queue:
            self._served_bytes = 0
        return pictures

    def _leave(self, size_bytes: int, *, is_picture: bool) -> None:
        self._credit_bytes -= size_bytes
        self._queue.append((size_bytes, is_picture))

    def _known_bytes_per_ms(self, ms: int) -> float:
        until_ms = max(0, ms - round(KNOWN_AFTER_S * _MS_PER_S))
        since_ms = max(0, until_ms - round(_KNOWN_OVER_S * _MS_PER_S))
        if until_ms == since_ms:
            return 0.0
        return OPPORTUNITY_BYTES * self._opportunities(since_ms, until_ms) / (until_ms - since_ms)

    def _opportunities(self, since_ms: int, until_ms: int) -> int:
        before, after = (self._trace.opportunities_before(it * 1_000_000) for it in (since_ms, until_ms))
        return after - before
