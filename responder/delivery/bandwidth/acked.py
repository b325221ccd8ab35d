"""The rate at which packets really arrive: on average, and just now."""

import math
from collections import deque
from collections.abc import Iterable
from itertools import takewhile

from responder.delivery.bandwidth.feedback import Arrival

# Constants of libwebrtc's BitrateEstimator: a long first window, then short ones, blended by how far they
# differ.
_FIRST_WINDOW_S = 0.5
_WINDOW_S = 0.15
_UNCERTAINTY_SCALE = 10.0
_PROCESS_VARIANCE_KBPS = 5.0
_START_VARIANCE_KBPS = 50.0
# While a queue stands, packets leave it at the link's rate; this long a look shows that rate.
_RECENT_S = 0.1
_MIN_RECENT_S = 0.04
# As many packets come in this time at 48 Mbps.
_MAX_RECENT = 500


class AckedBitrate:
    """Acknowledged bitrate, on the receiver's clock."""

    def __init__(self) -> None:
        self._window_s = _FIRST_WINDOW_S
        self._window_began_s = math.inf
        self._window_bytes = 0
        self._kbps: float | None = None
        self._variance = _START_VARIANCE_KBPS

    @property
    def bps(self) -> float | None:
        """`None` until enough packets arrived."""
        return None if self._kbps is None else self._kbps * 1000

    def add(self, arrivals: Iterable[Arrival]) -> None:
        """Takes in packets in order."""
        for arrival in arrivals:
            at_s = arrival.arrived_at_s
            passed_s = at_s - self._window_began_s
            if passed_s < 0:
                self._begin(at_s)
            elif passed_s >= self._window_s:
                self._end(passed_s)
                self._begin(at_s)
            self._window_bytes += arrival.size_bytes

    def _end(self, passed_s: float) -> None:
        self._window_s = _WINDOW_S
        self._blend(self._window_bytes * 8 / 1000 / passed_s)

    def _begin(self, at_s: float) -> None:
        self._window_began_s = at_s
        self._window_bytes = 0

    def _blend(self, sample_kbps: float) -> None:
        """Bayesian update: a sample that differs much weighs less."""
        if self._kbps is None:
            self._kbps = sample_kbps
            return
        total = self._kbps + sample_kbps
        uncertainty = _UNCERTAINTY_SCALE * abs(self._kbps - sample_kbps) / total if total else 0.0
        sample_variance = uncertainty * uncertainty
        predicted = self._variance + _PROCESS_VARIANCE_KBPS
        self._kbps = (sample_variance * self._kbps + predicted * sample_kbps) / (sample_variance + predicted)
        self._variance = sample_variance * predicted / (sample_variance + predicted)


class RecentBitrate:
    """Rate of the packets that arrived last: the link's own rate, when a queue stood before it."""

    def __init__(self) -> None:
        self._arrivals: deque[Arrival] = deque(maxlen=_MAX_RECENT)

    def add(self, arrivals: Iterable[Arrival]) -> None:
        """Takes in packets in order."""
        self._arrivals.extend(arrivals)

    @property
    def bps(self) -> float:
        """0 when too little arrived to tell."""
        if not self._arrivals:
            return 0.0
        newest_s = self._arrivals[-1].arrived_at_s
        recent = list(takewhile(lambda it: it.arrived_at_s >= newest_s - _RECENT_S, reversed(self._arrivals)))
        span_s = newest_s - recent[-1].arrived_at_s
        if span_s < _MIN_RECENT_S:
            return 0.0
        return sum(it.size_bytes for it in recent[:-1]) * 8 / span_s
