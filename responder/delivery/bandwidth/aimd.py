"""The delay-based rate: grows until the queue does, then falls (draft-ietf-rmcat-gcc section 5.5)."""

from responder.delivery.bandwidth.trend import Usage

# Constants of libwebrtc's AimdRateControl and LinkCapacityEstimator.
_DECREASE = 0.85
_INCREASE_PER_S = 1.08
_MIN_INCREASE_BPS = 1000.0
_MIN_ADDITIVE_BPS_PER_S = 4000.0
_MAX_ABOVE_ACKED = 1.5
_ABOVE_ACKED_BPS = 10_000.0
_RESPONSE_S = 0.1
_MIN_PAUSE_S = 0.01
_MAX_PAUSE_S = 0.1
_CAPACITY_WEIGHT = 0.05
_CAPACITY_DEVIATIONS = 3.0
_MIN_DEVIATION = 0.4
_MAX_DEVIATION = 2.5
# An average media packet on the wire.
_PACKET_BITS = 1200 * 8


class Aimd:
    """Additive increase near the known capacity, multiplicative far from it; multiplicative decrease."""

    def __init__(self, *, start_bps: float, min_bps: float, max_bps: float) -> None:
        self.bps = start_bps
        self._min_bps = min_bps
        self._max_bps = max_bps
        self._increasing = True
        self._capacity = _LinkCapacity()
        self._changed_at_s: float | None = None
        self._decreased_at_s: float | None = None

    def update(self, usage: Usage, acked_bps: float | None, round_trip_s: float, now: float) -> None:
        """Takes in the trend's verdict, at most once per feedback."""
        if usage is Usage.OVERUSE:
            self._decrease(acked_bps, round_trip_s, now)
        elif usage is Usage.UNDERUSE:
            self._increasing = False  # the queue drains: wait until it has
            self._changed_at_s = now
        elif self._increasing:
            self._increase(acked_bps, round_trip_s, now)
        else:
            self._increasing = True
            self._changed_at_s = now

    @property
    def capacity_known(self) -> bool:
        """Whether the link was found full lately, at about the present rate."""
        return self._capacity.known

    def set(self, bps: float, now: float) -> None:
        """A probe or a guard knows better."""
        self.bps = self._clamped(bps)
        self._changed_at_s = now

    def _increase(self, acked_bps: float | None, round_trip_s: float, now: float) -> None:
        passed_s = 0.0 if self._changed_at_s is None else min(now - self._changed_at_s, 1.0)
        self._changed_at_s = now
        if acked_bps is not None and self._capacity.exceeded_by(acked_bps):
            self._capacity.forget()
        if self._capacity.known:
            step_bps = self._additive_bps_per_s(round_trip_s) * passed_s
        else:
            step_bps = max(self.bps * (_INCREASE_PER_S**passed_s - 1), _MIN_INCREASE_BPS * passed_s)
        limit_bps = self._max_bps
        if acked_bps is not None:
            limit_bps = _MAX_ABOVE_ACKED * acked_bps + _ABOVE_ACKED_BPS
        if self.bps < limit_bps:
            self.bps = self._clamped(min(self.bps + step_bps, limit_bps))

    def _additive_bps_per_s(self, round_trip_s: float) -> float:
        """About one packet per response time."""
        return max(_PACKET_BITS / (2 * (round_trip_s + _RESPONSE_S)), _MIN_ADDITIVE_BPS_PER_S)

    def _decrease(self, acked_bps: float | None, round_trip_s: float, now: float) -> None:
        """Once per round trip, unless that is long: then what is measured since is worth more."""
        pause_s = min(max(round_trip_s, _MIN_PAUSE_S), _MAX_PAUSE_S)
        if self._decreased_at_s is not None and now - self._decreased_at_s < pause_s:
            return
        arriving_bps = self.bps if acked_bps is None else acked_bps
        lower_bps = arriving_bps * _DECREASE
        if lower_bps > self.bps and self._capacity.known:
            lower_bps = self._capacity.bps * _DECREASE
        self._capacity.overused(arriving_bps)
        self.bps = self._clamped(min(lower_bps, self.bps))
        self._increasing = False
        self._changed_at_s = self._decreased_at_s = now

    def _clamped(self, bps: float) -> float:
        return min(max(bps, self._min_bps), self._max_bps)


class _LinkCapacity:
    """Rates at which the link was found full, smoothed, with a relative deviation."""

    def __init__(self) -> None:
        self._kbps: float | None = None
        self._deviation = _MIN_DEVIATION

    @property
    def known(self) -> bool:
        return self._kbps is not None

    @property
    def bps(self) -> float:
        return (self._kbps or 0.0) * 1000

    def forget(self) -> None:
        self._kbps = None

    def exceeded_by(self, bps: float) -> bool:
        """More arrives than the capacity that is known: it grew."""
        return self._kbps is not None and bps / 1000 > self._kbps + self._spread_kbps()

    def overused(self, bps: float) -> None:
        sample_kbps = bps / 1000
        if self._kbps is None or sample_kbps < self._kbps - self._spread_kbps():
            self._kbps = sample_kbps
            return
        error_kbps = self._kbps - sample_kbps
        self._kbps = (1 - _CAPACITY_WEIGHT) * self._kbps + _CAPACITY_WEIGHT * sample_kbps
        relative = error_kbps * error_kbps / max(self._kbps, 1.0)
        deviation = (1 - _CAPACITY_WEIGHT) * self._deviation + _CAPACITY_WEIGHT * relative
        self._deviation = min(max(deviation, _MIN_DEVIATION), _MAX_DEVIATION)

    def _spread_kbps(self) -> float:
        return _CAPACITY_DEVIATIONS * float(((self._kbps or 0.0) * self._deviation) ** 0.5)
