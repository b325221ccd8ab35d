"""How much a node sends to each phone, so that it keeps up with all of them.

An event loop that has more to do than time for it delays everything alike: pictures, the answer to a tap, a
revocation. Nobody is turned away; everybody gets less until the loop is in time again.
"""

import math
from collections.abc import Callable

from responder.media.least_lag import LeastLag

# Later than this throughout a window.
LATE_S = 0.02
EARLY_S = 0.008
WINDOW_S = 0.2
# So many windows in time allow for more.
EARLY_WINDOWS = 4
_LESS = 0.6
_MORE = 1.15
# A limit so far above what is sent limits nothing.
_FAR = 3.0
# Whatever the load, a phone has its large picture small, and stills of the others.
LEAST_BPS = 150_000.0
# So much takes a tenth of a core: whoever sends no more is not late because of that.
LEAST_TOTAL_BPS = 20_000_000.0


class Overload:
    """Of one node. Times are seconds of one clock."""

    def __init__(self) -> None:
        self._total_bps = math.inf
        self._least_lag = LeastLag(WINDOW_S)
        self._counted: tuple[int, float] | None = None
        self._early_windows = 0

    def share_bps(self, phones: int) -> float:
        """What each of so many phones may be sent now; infinite while the node keeps up."""
        return max(LEAST_BPS, self._total_bps / max(phones, 1))

    def sample(self, lag_s: float, sent_bytes: Callable[[], int], now: float) -> None:
        """The loop came to something `lag_s` late; `sent_bytes` tells what all phones were sent so far."""
        least_lag_s = self._least_lag.add(lag_s, now)
        if self._counted is None:
            self._counted = sent_bytes(), now
        if least_lag_s is None:
            return
        before_bytes, before_s = self._counted
        self._counted = sent, _ = sent_bytes(), now
        self._judge(least_lag_s, max(0, sent - before_bytes) * 8 / (now - before_s))

    def _judge(self, least_lag_s: float, sent_bps: float) -> None:
        self._early_windows = self._early_windows + 1 if least_lag_s < EARLY_S else 0
        if least_lag_s > LATE_S:
            self._total_bps = max(LEAST_TOTAL_BPS, _LESS * min(self._total_bps, sent_bps))
        elif self._early_windows >= EARLY_WINDOWS:
            more_bps = self._total_bps * _MORE
            self._total_bps = math.inf if more_bps > _FAR * sent_bps else more_bps
