"""A probe: a short burst faster than the estimate, and the rate at which it came through."""

import math
from collections.abc import Iterable

from msgspec import Struct

from responder.delivery.bandwidth.feedback import Arrival

# Short enough not to fill a queue (libwebrtc: 15 ms).
_DURATION_S = 0.02
# On a slow link that would be a packet or two, which a radio brings at once: longer, to see past that.
_MIN_BYTES = 4000
_MAX_PLANNED_S = 0.06
# A probe is sent in steps of this length, like everything else (see `pacer.INTERVAL_S`).
_STEP_S = 0.005
# A slower probe could not be told from the steps that it is sent in.
_MIN_TARGET_BPS = 150_000.0
# One packet of padding.
_SMALL_PACKET_BYTES = 200
# A burst that could not leave within this time is none.
_MAX_DURATION_S = 0.3
# Fewer packets, or less of what was sent, tell nothing (libwebrtc ProbeBitrateEstimator).
_MIN_PACKETS = 5
_MIN_ARRIVED = 0.8
# What arrives slower than it was sent has found the link full: stay a little below.
_SATURATED_RATIO = 0.9
_SATURATED_TARGET = 0.95


class ProbeResult(Struct, frozen=True, kw_only=True):
    """What a probe has shown."""

    bps: float
    saturated: bool
    """The link carries no more than this; otherwise it may."""


class Probe:
    """One burst at `target_bps`, on top of what else is sent; media that leaves meanwhile is part of it."""

    def __init__(self, probe_id: int, target_bps: float, now: float) -> None:
        self.probe_id = probe_id
        self.target_bps = max(target_bps, _MIN_TARGET_BPS)
        self._began_at_s = now
        planned_s = max(_DURATION_S, min(_MAX_PLANNED_S, _MIN_BYTES * 8 / self.target_bps))
        self._size_bytes = round(self.target_bps * planned_s / 8)
        self._asked_bytes = 0
        self._sent_packets = 0
        self._sent_bytes = 0
        self._arrivals: list[Arrival] = []

    def over(self, now: float) -> bool:
        """Whether nothing more of it is to leave."""
        return self._whole or now - self._began_at_s > _MAX_DURATION_S

    def bytes_due(self, now: float) -> int:
        """How much of the burst is to leave now; more than 0 at every step until it is over."""
        if self.over(now):
            return 0
        due = round(self.target_bps * (now - self._began_at_s + _STEP_S) / 8)
        # Of large packets there may be too few yet: then small ones follow.
        due = max(min(due, self._size_bytes), self._asked_bytes + _SMALL_PACKET_BYTES)
        step, self._asked_bytes = due - self._asked_bytes, due
        return step

    @property
    def _whole(self) -> bool:
        return self._asked_bytes >= self._size_bytes and self._sent_packets >= _MIN_PACKETS

    def on_sent(self, count: int, size_bytes: int) -> None:
        """Packets left as part of the burst."""
        self._sent_packets += count
        self._sent_bytes += size_bytes

    def add(self, arrivals: Iterable[Arrival]) -> ProbeResult | None:
        """Takes in the packets that belong to the burst; the result once it can be told."""
        before = len(self._arrivals)
        self._arrivals += (arrival for arrival in arrivals if arrival.probe_id == self.probe_id)
        return self._result() if self._whole and len(self._arrivals) > before else None

    def _result(self) -> ProbeResult | None:
        arrivals = self._arrivals
        size_bytes = sum(arrival.size_bytes for arrival in arrivals)
        packets = sum(arrival.packets for arrival in arrivals)
        if packets < max(_MIN_PACKETS, _MIN_ARRIVED * self._sent_packets):
            return None
        if size_bytes < _MIN_ARRIVED * self._sent_bytes:
            return None
        # What left last came after the span of sending, what arrived first before the span of arriving.
        last_s = arrivals[-1].sent_at_s
        sent_bytes = sum(arrival.size_bytes for arrival in arrivals if arrival.sent_at_s < last_s)
        sent_bps = _rate_bps(sent_bytes, last_s - arrivals[0].sent_at_s)
        arrived_bytes = size_bytes - arrivals[0].size_bytes
        arrived_bps = _rate_bps(arrived_bytes, arrivals[-1].arrived_at_s - arrivals[0].arrived_at_s)
        if sent_bps == math.inf:
            return None
        if arrived_bps < _SATURATED_RATIO * sent_bps:
            return ProbeResult(bps=_SATURATED_TARGET * arrived_bps, saturated=True)
        # A radio that hands over all at once carries at least what was sent; its bunch is faster than it is.
        return ProbeResult(bps=min(sent_bps, arrived_bps), saturated=False)


def _rate_bps(size_bytes: int, span_s: float) -> float:
    """Infinite when all of it came at one moment."""
    return size_bytes * 8 / span_s if span_s > 0 else math.inf
