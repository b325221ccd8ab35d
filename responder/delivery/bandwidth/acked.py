"""The rate at which packets really arrive."""

from responder.delivery.bandwidth.feedback import Arrival

# Constants of libwebrtc's BitrateEstimator: a long first window, then short ones, blended by how far they
# differ.
_FIRST_WINDOW_S = 0.5
_WINDOW_S = 0.15
_UNCERTAINTY_SCALE = 10.0
_PROCESS_VARIANCE_KBPS = 5.0
_START_VARIANCE_KBPS = 50.0


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
