"""How much the link to a phone carries now, put together from every sign that the phone gives."""

from collections.abc import Sequence

from msgspec import Struct

from responder.delivery.rtcp import ReceiverReport, Remb, TransportFeedback


class ProbeCluster(Struct, frozen=True, kw_only=True):
    """Packets to send as one burst, faster than the estimate, to learn whether the link carries more."""

    bitrate_bps: float
    """To be sent at this rate, past the pacer's budget."""
    size_bytes: int


class BandwidthEstimator:
    """Estimate of one phone's link.

    The owner numbers every packet that carries a transport-wide sequence number and says so with `on_sent`,
    hands in what the phone reports, and asks at least every 100 ms (or at `next_at`) for `estimate_bps`,
    `pacing_bps` and a probe to send.
    """

    def __init__(self, *, start_bps: float, min_bps: float = 30_000, max_bps: float = 30_000_000) -> None:
        self._estimate_bps = min(max(start_bps, min_bps), max_bps)

    def on_sent(self, first_sequence_number: int, sizes_bytes: Sequence[int], now: float) -> None:
        """Packets with consecutive transport-wide numbers (16 bit) left together; sizes as on the wire."""
        raise NotImplementedError

    def on_feedback(self, feedback: TransportFeedback, now: float) -> None:
        """Transport-cc feedback came."""
        raise NotImplementedError

    def on_receiver_report(self, report: ReceiverReport, round_trip_s: float | None, now: float) -> None:
        """A receiver report came; `round_trip_s` from `rtcp.round_trip_s`."""
        raise NotImplementedError

    def on_remb(self, remb: Remb, now: float) -> None:
        """The phone's own estimate came: a fallback for a phone without transport-cc feedback."""
        raise NotImplementedError

    def estimate_bps(self, now: float) -> float:
        """What media and its overhead may use together."""
        return self._estimate_bps

    def pacing_bps(self, now: float) -> float:
        """The pacer's budget: faster than the estimate, so that a key frame need not wait for long."""
        raise NotImplementedError

    def probe(self, now: float) -> ProbeCluster | None:
        """A probe that is to be sent now; asked for once, it counts as sent."""
        raise NotImplementedError

    @property
    def round_trip_s(self) -> float:
        """Smoothed; an assumption before the first feedback."""
        raise NotImplementedError
