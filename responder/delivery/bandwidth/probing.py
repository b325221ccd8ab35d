"""When to probe, and how high."""

import math
from collections.abc import Sequence

from responder.delivery.bandwidth.feedback import NO_PROBE, Arrival
from responder.delivery.bandwidth.probe import Probe, ProbeResult

# libwebrtc begins at three times the start rate, then goes on doubling while at least 0.7 of it comes
# through.
_FIRST_FACTOR = 3.0
_DOUBLING = 2.0
_GOOD_RESULT = 0.7
# A link that was found full once is asked gently: a radio's burst is faster than its next second will be.
_NEXT_FACTOR = 1.5
# A link that grew is noticed after this; one that did not carry the last probes is asked ever less often.
_INTERVAL_S = 0.5
_BACKOFF_S = 1.0
_BACKOFF_GROWTH = 1.5
_BACKOFF_MAX_S = 4.0
# No answer for so long: the probe, or the feedback about it, was lost.
_ANSWER_S = 1.0
# After an outage the link is probed near the old rate (libwebrtc after a short disturbance).
_RECOVERY_FACTOR = 0.85
# A rate of which less than half is in use needs no further probe: first pictures have to show that it holds.
_USED_SHARE = 0.5
# Too little to show anything: below it a probe is all there is.
_UNUSED_BPS = 100_000.0


class ProbeSchedule:
    """Asks for one probe at a time, in `next_target`."""

    def __init__(self, *, start_bps: float) -> None:
        self.wanted_bps = _FIRST_FACTOR * _DOUBLING * start_bps
        self._requested_bps: float | None = _FIRST_FACTOR * start_bps
        self._probing_since_s: float | None = None
        self._next_at_s = -math.inf
        self._backoff_s = _BACKOFF_S
        self._met_limit = False

    def next_target(
        self, estimate_bps: float, now: float, *, steady: bool, used_bps: float = math.inf
    ) -> float | None:
        """Bits per second of a probe that begins now; `steady` while the link shows no congestion.

        `used_bps` is what came through lately.
        """
        if self._probing_since_s is not None:
            if now - self._probing_since_s < _ANSWER_S:
                return None
            self._end(now, _INTERVAL_S)
        if not steady:
            return None
        target_bps = self._requested(estimate_bps) or self._regular(estimate_bps, used_bps, now)
        if target_bps is None:
            return None
        self._requested_bps = None
        self._probing_since_s = now
        return target_bps

    @property
    def awaits_result(self) -> bool:
        """Whether the probe that began last may still be answered."""
        return self._probing_since_s is not None

    def on_result(self, target_bps: float, result_bps: float, now: float) -> None:
        """The probe came through at `result_bps`."""
        good = result_bps >= _GOOD_RESULT * target_bps
        self._backoff_s = _BACKOFF_S if good else min(self._backoff_s * _BACKOFF_GROWTH, _BACKOFF_MAX_S)
        self._end(now, _INTERVAL_S if good else self._backoff_s)
        if good and not self._met_limit and result_bps < self.wanted_bps:
            self._requested_bps = _DOUBLING * result_bps

    def on_overuse(self, now: float) -> None:
        """The link was found full."""
        self._met_limit = True
        self._requested_bps = None
        self._next_at_s = max(self._next_at_s, now + _INTERVAL_S)

    def recover(self, before_bps: float) -> None:
        """An outage ended: probe near the rate from before."""
        self._requested_bps = _RECOVERY_FACTOR * before_bps
        self._probing_since_s = None

    def _requested(self, estimate_bps: float) -> float | None:
        if self._requested_bps is None:
            return None
        target_bps = min(self._requested_bps, self.wanted_bps, _FIRST_FACTOR * estimate_bps)
        if target_bps > estimate_bps:
            return target_bps
        self._requested_bps = None
        return None

    def _regular(self, estimate_bps: float, used_bps: float, now: float) -> float | None:
        if now < self._next_at_s or self.wanted_bps <= estimate_bps:
            return None
        if _USED_SHARE * (estimate_bps - _UNUSED_BPS) > used_bps:
            return None
        factor = _NEXT_FACTOR if self._met_limit else _DOUBLING
        return min(factor * estimate_bps, self.wanted_bps)

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

    def bytes_due(self, estimate_bps: float, now: float, *, steady: bool, used_bps: float = math.inf) -> int:
        """How much of a probe is to leave now, mostly 0; see `ProbeSchedule.next_target`."""
        if self._probe is None or self._probe.over(now):
            self._begin(estimate_bps, now, steady=steady, used_bps=used_bps)
        return 0 if self._probe is None else self._probe.bytes_due(now)

    def _begin(self, estimate_bps: float, now: float, *, steady: bool, used_bps: float) -> None:
        target_bps = self.schedule.next_target(estimate_bps, now, steady=steady, used_bps=used_bps)
        if target_bps is not None:
            self._last_id += 1
            self._probe = Probe(self._last_id, target_bps, now)
        elif not self.schedule.awaits_result:
            self._probe = None
