"""The rate that pictures may be chosen for: what the link carries over half a second, or slowly more."""

import math

from responder.delivery.bandwidth.trend import Usage

# A little less than what a full link carries, so that its queue drains.
_BELOW_CARRIED = 0.95
# A full link is measured, so the rate goes there: down within a few answers, up while its queue is short. A
# dip of a tenth of a second is for the window alone.
_FALL_S = 0.15
_RISE_S = 1.0
# With room on the link nobody knows how much: libwebrtc grows by 8 %, but cellular links recover in seconds.
_INCREASE_PER_S = 1.15
# A rate that is not used is not confirmed by the absence of a queue (libwebrtc).
_MAX_ABOVE_USED = 1.5
_ABOVE_USED_BPS = 10_000.0
# A pause between two answers is no time in which to grow.
_MAX_STEP_S = 1.0


class SustainedRate:
    """Down towards what is carried when the link is overfilled, up slowly when it is not."""

    def __init__(self, *, start_bps: float, min_bps: float, max_bps: float) -> None:
        self.bps = start_bps
        self.met_limit = False
        """Whether the link was ever found full."""
        self._min_bps = min_bps
        self._max_bps = max_bps
        self._moved_at_s: float | None = None

    def set(self, bps: float) -> None:
        """A probe or an outage knows better."""
        self.bps = min(max(bps, self._min_bps), self._max_bps)

    def move(self, usage: Usage, *, queued: bool, carried_bps: float, used_bps: float, now: float) -> None:
        """One step per feedback: `carried_bps` of a link that is full, `used_bps` of one that may not be."""
        passed_s = 0.0 if self._moved_at_s is None else min(now - self._moved_at_s, _MAX_STEP_S)
        self._moved_at_s = now
        if usage is Usage.OVERUSE:
            self.met_limit = True
            self._approach(min(self.bps, _BELOW_CARRIED * carried_bps), passed_s / _FALL_S)
        elif queued:
            self._approach(max(self.bps, _BELOW_CARRIED * carried_bps), passed_s / _RISE_S)
        else:
            limit_bps = _MAX_ABOVE_USED * used_bps + _ABOVE_USED_BPS
            self.set(max(self.bps, min(self.bps * _INCREASE_PER_S**passed_s, limit_bps)))

    def _approach(self, target_bps: float, time_constants: float) -> None:
        self.set(target_bps + (self.bps - target_bps) * math.exp(-time_constants))
