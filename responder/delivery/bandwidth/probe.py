"""A probe: a short burst faster than the estimate, and the rate at which it came through."""

from collections.abc import Iterable

from responder.delivery.bandwidth.feedback import Arrival

# A slower probe could not be told from the steps that it is sent in.
_MIN_TARGET_BPS = 560_000.0
# Long enough to see past the burstiness of a radio scheduler, short enough not to fill a queue (libwebrtc:
# 15 ms).
_DURATION_S = 0.02
# A probe is sent in steps of this length, like everything else (see `pacer.INTERVAL_S`).
_STEP_S = 0.005
# A burst that could not leave within this time is none.
_MAX_DURATION_S = 0.3
_MIN_PACKETS = 5
# The smallest packets that a probe is made of: padding.
_SMALL_PACKET_BYTES = 300
# Less than this much of a probe tells nothing (libwebrtc ProbeBitrateEstimator).
_MIN_ARRIVED = 0.8
_MAX_RATIO = 2.0
# What arrives slower than it was sent has found the link full: stay a little below.
_SATURATED_RATIO = 0.9
_SATURATED_TARGET = 0.95


class Probe:
    """One burst at `target_bps`."""

    def __init__(self, probe_id: int, target_bps: float, now: float) -> None:
        self.probe_id = probe_id
        self.target_bps = max(target_bps, _MIN_TARGET_BPS)
        self.began_at_s = now
        self.size_bytes = max(round(self.target_bps * _DURATION_S / 8), _MIN_PACKETS * _SMALL_PACKET_BYTES)
        self._sent_bytes = 0
        self._sent_packets = 0
        self._arrivals: list[Arrival] = []

    @property
    def sent(self) -> bool:
        """Whether the burst has left as a whole."""
        return self._sent_bytes >= self.size_bytes and self._sent_packets >= _MIN_PACKETS

    def over(self, now: float) -> bool:
        """Whether nothing more of it is to leave."""
        return self.sent or now - self.began_at_s > _MAX_DURATION_S

    def on_sent(self, count: int, size_bytes: int) -> None:
        """Packets left as part of the burst: padding, retransmissions or media."""
        self._sent_packets += count
        self._sent_bytes += size_bytes

    def bytes_due(self, now: float) -> int:
        """How much of the burst is to leave now, besides what has left already."""
        if self.over(now):
            return 0
        due = self.target_bps * (now - self.began_at_s + _STEP_S) / 8
        # Sent as a whole but in too few packets: one more small one at a time.
        size_bytes = max(self.size_bytes, self._sent_bytes + _SMALL_PACKET_BYTES)
        return max(0, round(min(due, size_bytes)) - self._sent_bytes)

    def add(self, arrivals: Iterable[Arrival]) -> float | None:
        """Takes in the packets that belong to the burst; the rate in bits per second once it is known."""
        before = len(self._arrivals)
        self._arrivals += (arrival for arrival in arrivals if arrival.probe_id == self.probe_id)
        return self._rate_bps() if self.sent and len(self._arrivals) > before else None

    def _rate_bps(self) -> float | None:
        arrivals = self._arrivals
        size_bytes = sum(arrival.size_bytes for arrival in arrivals)
        if len(arrivals) < _MIN_ARRIVED * self._sent_packets or size_bytes < _MIN_ARRIVED * self._sent_bytes:
            return None
        sent_bps = _rate_without_last([(arrival.sent_at_s, arrival.size_bytes) for arrival in arrivals])
        arrived_bps = _rate_without_last(
            [(-arrival.arrived_at_s, arrival.size_bytes) for arrival in arrivals]
        )
        if sent_bps is None:
            return None
        if arrived_bps is None or arrived_bps > _MAX_RATIO * sent_bps:
            return None
        if arrived_bps < _SATURATED_RATIO * sent_bps:
            return _SATURATED_TARGET * arrived_bps
        return min(sent_bps, arrived_bps)


def _rate_without_last(packets: list[tuple[float, int]]) -> float | None:
    """Bits per second over the span of the times; what stands at its end lies outside of the span."""
    first_s, last_s = min(packets)[0], max(packets)[0]
    if first_s == last_s:
        return None
    return sum(size_bytes for at_s, size_bytes in packets if at_s < last_s) * 8 / (last_s - first_s)
