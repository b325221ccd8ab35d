"""When to probe, and how high."""

import math
from collections.abc import Sequence

from responder.delivery.bandwidth.feedback import NO_PROBE, Arrival
from responder.delivery.bandwidth.probe import Probe, ProbeResult

# libwebrtc begins at three times the start rate, then goes on doubling while at least 0.7 of it comes
# through.
_FIRST_FACTOR = 3.0
_NEXT_FACTOR = 2.0
_GOOD_RESULT = 0.7
# A link that grew is noticed after this; one that did not carry the last probe is asked less often.
_INTERVAL_S = 2.0
_BACKOFF_S = 5.0
# No answer for so long: the probe, or the feedback about it, was lost.
_ANSWER_S = 1.0
# A drop to less than this that ends within the time below was a short disturbance: probe near the old rate.
_LARGE_DROP = 0.66
_RECOVERY_S = 5.0
_RECOVERY_FACTOR = 0.85
# Nothing is gained by knowing that the link carries more than this much above what is wanted.
_ABOVE_WANTED = 1.3


class ProbeSchedule:
    """Asks for one probe at a time, in `next_target`."""

    def __init__(self, *, start_bps: float) -> None:
        self.wanted_bps = _FIRST_FACTOR * _NEXT_FACTOR * start_bps
        self._requested_bps: float | None = _FIRST_FACTOR * start_bps
        self._probing_since_s: float | None = None
        self._next_at_s = -math.inf
        self._dropped: tuple[float, float] | None = None

    def next_target(self, estimate_bps: float, now: float, *, steady: bool) -> float | None:
        """Bits per second of a probe that begins now; `steady` while the link shows no congestion."""
        if self._probing_since_s is not None:
            if now - self._probing_since_s < _ANSWER_S:
                return None
            self._end(now, _INTERVAL_S)
        if not steady:
            return None
        target_bps = self._target(estimate_bps, now)
        if target_bps is None:
            return None
        self._requested_bps = None
        self._probing_since_s = now
        return target_bps

    def on_result(self, target_bps: float, result_bps: float, now: float) -> None:
        """The probe came through at `result_bps`."""
        good = result_bps >= _GOOD_RESULT * target_bps
        self._end(now, _INTERVAL_S if good else _BACKOFF_S)
        if good and result_bps < self.wanted_bps:
            self._requested_bps = _NEXT_FACTOR * result_bps

    def on_overuse(self, before_bps: float, after_bps: float, now: float) -> None:
        """The estimate fell."""
        self._requested_bps = None
        self._next_at_s = max(self._next_at_s, now + _INTERVAL_S)
        if after_bps < _LARGE_DROP * before_bps:
            self._dropped = (before_bps, now)

    def on_steady(self, now: float) -> None:
        """The queue stands still again."""
        if self._dropped is None:
            return
        before_bps, dropped_at_s = self._dropped
        self._dropped = None
        if now - dropped_at_s <= _RECOVERY_S:
            self.recover(before_bps)

    def recover(self, before_bps: float) -> None:
        """A disturbance or an outage ended: probe near the rate from before."""
        self._requested_bps = _RECOVERY_FACTOR * before_bps
        self._probing_since_s = None

    def _target(self, estimate_bps: float, now: float) -> float | None:
        ceiling_bps = _ABOVE_WANTED * self.wanted_bps
        if self._requested_bps is not None:
            target_bps = min(self._requested_bps, ceiling_bps, _FIRST_FACTOR * estimate_bps)
            if target_bps > estimate_bps:
                return target_bps
            self._requested_bps = None
        if now < self._next_at_s or self.wanted_bps <= estimate_bps:
            return None
        return min(_NEXT_FACTOR * estimate_bps, ceiling_bps)

    def _end(self, now: float, pause_s: float) -> None:
        self._probing_since_s = None
        self._next_at_s = now + pause_s


class Prober:
    """Sends the probes of the schedule, one at a time, and reads their results."""

    def __init__(self, *, start_bps: float) -> None:
        self.schedule = ProbeSchedule(start_bps=start_bps)
        self._probe: Probe | None = None
        self._last_id = NO_PROBE

    def on_sent(self, count: int, size_bytes: int, now: float) -> int:
        """Packets leave; the id of the probe that they are part of, `NO_PROBE` for none."""
        if self._probe is None or self._probe.over(now):
            return NO_PROBE
        self._probe.on_sent(count, size_bytes)
        return self._probe.probe_id

    def on_arrivals(self, arrivals: Sequence[Arrival], now: float) -> ProbeResult | None:
        """What the probe has shown, once."""
        result = None if self._probe is None else self._probe.add(arrivals)
        if self._probe is None or result is None:
            return None
        self.schedule.on_result(self._probe.target_bps, result.bps, now)
        self._probe = None
        return result

    def bytes_due(self, estimate_bps: float, now: float, *, steady: bool) -> int:
        """How much of a probe is to leave now, mostly 0."""
        if self._probe is None or self._probe.over(now):
            self._begin(estimate_bps, now, steady=steady)
        return 0 if self._probe is None else self._probe.bytes_due(now)

    def _begin(self, estimate_bps: float, now: float, *, steady: bool) -> None:
        target_bps = self.schedule.next_target(estimate_bps, now, steady=steady)
        if target_bps is not None:
            self._last_id += 1
            self._probe = Probe(self._last_id, target_bps, now)
