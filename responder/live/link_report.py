"""What the service knows of a phone's link, as the phone is told."""

import math

from responder.live.messages import LinkReport
from responder.transport.peer import PeerStats


def link_report(stats: PeerStats, cap_bps: float) -> LinkReport:
    """`cap_bps` may be infinite: there is none."""
    return LinkReport(
        protocol=stats.protocol,
        estimate_bps=round(stats.estimate_bps),
        cap_bps=None if math.isinf(cap_bps) else round(cap_bps),
        round_trip_ms=None if stats.rtt_s is None else round(stats.rtt_s * 1000),
        loss=round(stats.loss, 3),
        sent_bytes=stats.bytes_sent,
    )
