"""Packets for tests of the estimator's parts: sent at known times, arriving as a link would have it."""

from collections.abc import Iterator, Sequence

from responder.delivery.bandwidth.feedback import Arrival
from responder.delivery.transport_feedback import TransportFeedback

PACKET_BYTES = 1200


def arrival(
    sent_at_s: float, arrived_at_s: float, size_bytes: int = PACKET_BYTES, probe_id: int = 0
) -> Arrival:
    """One packet that arrived."""
    return Arrival(sent_at_s, arrived_at_s, arrived_at_s, size_bytes, 1, probe_id)


def through(link_bps: float, sent_at_s: Sequence[float], size_bytes: int = PACKET_BYTES) -> Iterator[Arrival]:
    """Packets through a first-in first-out link of this rate, 40 ms long, on a clock that is 1000 s ahead."""
    free_at_s = 0.0
    for at_s in sent_at_s:
        free_at_s = max(free_at_s, at_s) + size_bytes * 8 / link_bps
        yield arrival(at_s, free_at_s + 1000.04, size_bytes)


def feedback(base: int, arrivals_us: Sequence[int | None]) -> TransportFeedback:
    """Feedback as it is parsed."""
    return TransportFeedback(feedback_count=0, base_sequence_number=base, arrivals_us=tuple(arrivals_us))
