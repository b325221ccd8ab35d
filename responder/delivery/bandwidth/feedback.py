"""Marries transport-cc feedback with what was sent: which packets arrived, and which are on their way."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from responder.delivery.transport_feedback import CLOCK_PERIOD_US, TransportFeedback

# A packet that no feedback spoke of for so long never will be: the feedback itself was lost.
_FORGET_AFTER_S = 10.0


class Arrival(NamedTuple):
    """One packet that arrived. A tuple, because there is one for every packet sent."""

    sent_at_s: float
    arrived_at_s: float
    """On the receiver's clock, continuous."""
    size_bytes: int
    probe_id: int
    """The probe that it belongs to; 0 for none."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What one feedback says about sent packets."""

    arrivals: Sequence[Arrival]
    """In the order of sending."""
    lost_count: int
    round_trip_s: float | None
    """From sending the newest packet that arrived to this feedback; `None` when none arrived."""


class SentPackets:
    """Packets that left and have not been reported on yet."""

    def __init__(self) -> None:
        self._pending: dict[int, tuple[float, int, int]] = {}
        self._newest_number = -1
        self._clock_us: int | None = None
        self.in_flight_bytes = 0

    def sent(self, first_number: int, sizes_bytes: Sequence[int], now: float, probe_id: int = 0) -> None:
        """Remembers packets with consecutive numbers (16 bit)."""
        number = self._newest_number + 1 + ((first_number - self._newest_number - 1) & 0xFFFF)
        for size_bytes in sizes_bytes:
            self._pending[number] = (now, size_bytes, probe_id)
            number += 1
        self._newest_number = number - 1
        self.in_flight_bytes += sum(sizes_bytes)
        self._forget(now - _FORGET_AFTER_S)

    def oldest_sent_at_s(self) -> float | None:
        """When the oldest packet that is still unreported left."""
        return next((sent_at_s for sent_at_s, _, _ in self._pending.values()), None)

    def resolve(self, feedback: TransportFeedback, now: float) -> Outcome:
        """Takes the reported packets out; unknown and already reported ones are ignored."""
        number = self._unwrap(feedback.base_sequence_number)
        self._skip_to(number)
        origin_us = self._unwrap_clock(feedback)
        arrivals: list[Arrival] = []
        lost_count = 0
        for arrived_us in feedback.arrivals_us:
            pending = self._pending.pop(number, None)
            number += 1
            if pending is None:
                continue
            sent_at_s, size_bytes, probe_id = pending
            self.in_flight_bytes -= size_bytes
            if arrived_us is None:
                lost_count += 1
                continue
            arrivals.append(Arrival(sent_at_s, (origin_us + arrived_us) / 1e6, size_bytes, probe_id))
        round_trip_s = max(0.0, now - arrivals[-1].sent_at_s) if arrivals else None
        return Outcome(arrivals=arrivals, lost_count=lost_count, round_trip_s=round_trip_s)

    def _unwrap(self, base: int) -> int:
        """The latest sent number that ends in these 16 bits."""
        return self._newest_number - ((self._newest_number - base) & 0xFFFF)

    def _unwrap_clock(self, feedback: TransportFeedback) -> int:
        """What to add to this feedback's arrival times, so that they continue the earlier ones."""
        first_us = next((arrived for arrived in feedback.arrivals_us if arrived is not None), None)
        if first_us is None:
            return 0
        known_us = first_us if self._clock_us is None else self._clock_us
        half = CLOCK_PERIOD_US // 2
        self._clock_us = known_us + (first_us - known_us + half) % CLOCK_PERIOD_US - half
        return self._clock_us - first_us

    def _skip_to(self, number: int) -> None:
        """Forgets packets before a feedback's first one: the feedback that spoke of them was lost."""
        for skipped in [pending for pending in self._pending if pending < number]:
            self._drop(skipped)

    def _forget(self, oldest_s: float) -> None:
        while self._pending:
            number, (sent_at_s, _, _) = next(iter(self._pending.items()))
            if sent_at_s >= oldest_s:
                return
            self._drop(number)

    def _drop(self, number: int) -> None:
        self.in_flight_bytes -= self._pending.pop(number)[1]
