"""What the link carries just now: how much may be on the way to it."""

import math

# How soon a full link's rate is believed: a cellular one halves within a tenth of a second.
_FOLLOW_S = 0.1
# Without a queue nobody knows whether it carries more than is sustained; so much more may be tried.
_MAX_ABOVE_SUSTAINED = 1.25


class MomentaryRate:
    """Follows a full link at once; otherwise what is sustained, and a little more if it shows."""

    def __init__(self, *, start_bps: float) -> None:
        self.bps = start_bps
        self._moved_at_s: float | None = None

    def move(self, sustained_bps: float, carried_bps: float, now: float, *, queued: bool) -> None:
        """One step per feedback; `carried_bps` over the last moment."""
        passed_s = 0.0 if self._moved_at_s is None else now - self._moved_at_s
        self._moved_at_s = now
        if queued:
            self.bps = carried_bps + (self.bps - carried_bps) * math.exp(-passed_s / _FOLLOW_S)
        else:
            highest_bps = _MAX_ABOVE_SUSTAINED * sustained_bps
            self.bps = min(max(self.bps, carried_bps, sustained_bps), highest_bps)

    def set(self, sustained_bps: float) -> None:
        """A probe or an outage knows better."""
        self.bps = max(self.bps, sustained_bps)
