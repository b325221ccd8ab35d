"""How much a node sends to each phone, so that it keeps up with all of them.

An event loop that has more to do than time for it delays everything alike: pictures, the answer to a tap, a
revocation. Nobody is turned away; everybody gets less until the loop is in time again.
"""

import math
from collections.abc import Callable

# Later than this for as long as a window is no moment's burst (as CoDel tells a standing queue, RFC 8289).
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
        self._window_began_s: float | None = None
        self._least_lag_s = math.inf
        self._sent_bytes = 0
        self._early_windows = 0

    def share_bps(self, phones: int) -> float:
        """What each of so many phones may be sent now; infinite while the node keeps up."""
        return max(LEAST_BPS, self._total_bps / max(phones, 1))

    def sample(self, lag_s: float, sent_bytes: Callable[[], int], now: float) -> None:
        """The loop came to something `lag_s` late; `sent_bytes` tells what all phones were sent so far."""
        if self._window_began_s is None:
            self._window_began_s, self._sent_bytes = now, sent_bytes()
        self._least_lag_s = min(self._least_lag_s, lag_s)
        passed_s = now - self._window_began_s
        if passed_s < WINDOW_S:
            return
        sent = sent_bytes()
        self._judge(max(0, sent - self._sent_bytes) * 8 / passed_s)
        self._window_began_s, self._sent_bytes, self._least_lag_s = now, sent, math.inf

    def _judge(self, sent_bps: float) -> None:
        self._early_windows = self._early_windows + 1 if self._least_lag_s < EARLY_S else 0
        if self._least_lag_s > LATE_S:
            self._total_bps = max(LEAST_TOTAL_BPS, _LESS * min(self._total_bps, sent_bps))
        elif self._early_windows >= EARLY_WINDOWS:
            more_bps = self._total_bps * _MORE
            self._total_bps = math.inf if more_bps > _FAR * sent_bps else more_bps
