"""The rate at which packets really arrive: on average, and just now."""

from collections import deque

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


class AckedBitrate:
    """Acknowledged bitrate, on the receiver's clock."""

    def __init__(self) -> None:
        self._window_began_s: float | None = None
        self._window_bytes = 0
        self._kbps: float | None = None
        self._variance = _START_VARIANCE_KBPS

    @property
    def bps(self) -> float | None:
        """`None` until enough packets arrived."""
        return None if self._kbps is None else self._kbps * 1000

    def add(self, arrival: Arrival) -> None:
        """Takes in one packet."""
        began_s = self._window_began_s
        if began_s is None or arrival.arrived_at_s < began_s:
            self._begin(arrival.arrived_at_s)
            began_s = arrival.arrived_at_s
        window_s = _FIRST_WINDOW_S if self._kbps is None else _WINDOW_S
        passed_s = arrival.arrived_at_s - began_s
        if passed_s >= window_s:
            self._blend(self._window_bytes * 8 / 1000 / passed_s)
            self._begin(arrival.arrived_at_s)
        self._window_bytes += arrival.size_bytes

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
        self._arrivals: deque[tuple[float, int]] = deque()
        self._bytes = 0

    def add(self, arrival: Arrival) -> None:
        """Takes in one packet."""
        self._arrivals.append((arrival.arrived_at_s, arrival.size_bytes))
        self._bytes += arrival.size_bytes
        while self._arrivals[0][0] < arrival.arrived_at_s - _RECENT_S:
            self._bytes -= self._arrivals.popleft()[1]

    @property
    def bps(self) -> float:
        """0 when too little arrived to tell."""
        first_s, first_bytes = self._arrivals[0] if self._arrivals else (0.0, 0)
        span_s = self._arrivals[-1][0] - first_s if self._arrivals else 0.0
        return (self._bytes - first_bytes) * 8 / span_s if span_s >= _MIN_RECENT_S else 0.0
