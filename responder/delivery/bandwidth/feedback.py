"""Marries transport-cc feedback with what was sent: which packets arrived, and which are on their way."""

from collections import deque
from collections.abc import Sequence

from msgspec import Struct

from responder.delivery.transport_feedback import CLOCK_PERIOD_US, TransportFeedback

# A packet that no feedback spoke of for so long never will be: the feedback itself was lost.
_FORGET_AFTER_S = 10.0
# The id of packets that belong to no probe.
NO_PROBE = 0


class Arrival(Struct, frozen=True, gc=False):
    """Packets that left together and arrived.

    Positional and by the burst, because this is done for every packet of every phone.
    """

    sent_at_s: float
    first_arrived_at_s: float
    """On the receiver's clock, continuous."""
    arrived_at_s: float
    """When the last of them came."""
    size_bytes: int
    packets: int
    probe_id: int
    """The probe that they belong to, or `NO_PROBE`."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What one feedback says about sent packets."""

    arrivals: Sequence[Arrival]
    """In the order of sending."""
    arrived: int
    """Packets."""
    lost: int
    """Packets."""
    round_trip_s: float | None
    """From sending the newest packet that arrived to this feedback; `None` when none arrived."""


class _Burst(Struct, frozen=True, gc=False):
    """Packets with consecutive numbers that left together."""

    first_number: int
    sent_at_s: float
    sizes_bytes: Sequence[int]
    size_bytes: int
    """Of all of them."""
    probe_id: int

    def parted(self, number: int) -> tuple["_Burst", "_Burst"]:
        """The packets before `number`, and those from it on."""
        place = number - self.first_number
        before, after = self.sizes_bytes[:place], self.sizes_bytes[place:]
        return (
            _Burst(self.first_number, self.sent_at_s, before, sum(before), self.probe_id),
            _Burst(number, self.sent_at_s, after, sum(after), self.probe_id),
        )


class SentPackets:
    """Packets that left and have not been reported on yet."""

    def __init__(self) -> None:
        self._bursts: deque[_Burst] = deque()
        self._following_number = 0
        self._clock_us: int | None = None
        self.in_flight_bytes = 0

    def sent(
        self, first_number: int, sizes_bytes: Sequence[int], now: float, probe_id: int = NO_PROBE
    ) -> None:
        """Remembers packets with consecutive numbers (16 bit)."""
        number = self._following_number + ((first_number - self._following_number) & 0xFFFF)
        size_bytes = sum(sizes_bytes)
        self._bursts.append(_Burst(number, now, sizes_bytes, size_bytes, probe_id))
        self._following_number = number + len(sizes_bytes)
        self.in_flight_bytes += size_bytes
        while self._bursts[0].sent_at_s < now - _FORGET_AFTER_S:
            self.in_flight_bytes -= self._bursts.popleft().size_bytes

    def oldest_sent_at_s(self) -> float | None:
        """When the oldest packet that is still unreported left."""
        return self._bursts[0].sent_at_s if self._bursts else None

    def resolve(self, feedback: TransportFeedback, now: float) -> Outcome:
        """Takes the reported packets out; unknown and already reported ones are ignored."""
        newest = self._following_number - 1
        base = newest - ((newest - feedback.base_sequence_number) & 0xFFFF)
        end = base + len(feedback.arrivals_us)
        self._skip_to(base)
        origin_us = self._unwrap_clock(feedback)
        arrivals: list[Arrival] = []
        arrived = lost = 0
        bursts, arrivals_us = self._bursts, feedback.arrivals_us
        while bursts and bursts[0].first_number < end:
            burst = self._take(end)
            at = burst.first_number - base
            reported = arrivals_us[at : at + len(burst.sizes_bytes)]
            arrival = _arrival(burst, reported, origin_us)
            lost += len(reported)
            if arrival is not None:
                arrivals.append(arrival)
                arrived += arrival.packets
        round_trip_s = max(0.0, now - arrivals[-1].sent_at_s) if arrivals else None
        return Outcome(arrivals=arrivals, arrived=arrived, lost=lost - arrived, round_trip_s=round_trip_s)

    def _take(self, end: int) -> _Burst:
        """Takes the oldest burst out, or the part of it before `end`."""
        burst = self._bursts.popleft()
        if burst.first_number + len(burst.sizes_bytes) > end:
            burst, rest = burst.parted(end)
            self._bursts.appendleft(rest)
        self.in_flight_bytes -= burst.size_bytes
        return burst

    def _skip_to(self, number: int) -> None:
        """Forgets packets before a feedback's first one: the feedback that spoke of them was lost."""
        while self._bursts and self._bursts[0].first_number < number:
            self._take(number)

    def _unwrap_clock(self, feedback: TransportFeedback) -> int:
        """What to add to this feedback's arrival times, so that they continue the earlier ones."""
        first_us = next((arrived for arrived in feedback.arrivals_us if arrived is not None), None)
        if first_us is None:
            return 0
        known_us = first_us if self._clock_us is None else self._clock_us
        half = CLOCK_PERIOD_US // 2
        self._clock_us = known_us + (first_us - known_us + half) % CLOCK_PERIOD_US - half
        return self._clock_us - first_us


def _arrival(burst: _Burst, reported: Sequence[int | None], origin_us: int) -> Arrival | None:
    """Those packets of a burst that came."""
    times_us = [arrived_us for arrived_us in reported if arrived_us is not None]
    if not times_us:
        return None
    size_bytes = burst.size_bytes
    if len(times_us) < len(reported):
        sent = zip(burst.sizes_bytes, reported, strict=True)
        size_bytes = sum([size for size, arrived_us in sent if arrived_us is not None])
    return Arrival(
        burst.sent_at_s,
        (origin_us + min(times_us)) / 1e6,
        (origin_us + max(times_us)) / 1e6,
        size_bytes,
        len(times_us),
        burst.probe_id,
    )
