"""The rate at which packets arrive."""

import pytest

from responder.delivery.bandwidth.acked import AckedBitrate, RecentBitrate
from tests.delivery.bandwidth.packets import PACKET_BYTES, arrival, through


def steady(bps: float, seconds: float, begin_s: float = 0.0) -> list[float]:
    """Sending times of packets at a rate."""
    interval_s = PACKET_BYTES * 8 / bps
    return [begin_s + place * interval_s for place in range(int(seconds / interval_s))]


def test_nothing_is_claimed_before_half_a_second() -> None:
    """A first window of few packets would be a guess."""
    acked = AckedBitrate()
    acked.add(through(10e6, steady(1e6, 0.4)))

    assert acked.bps is None


def test_a_steady_rate_is_found() -> None:
    """Within 3 %."""
    acked = AckedBitrate()
    acked.add(through(10e6, steady(1e6, 3)))

    assert acked.bps == pytest.approx(1e6, rel=0.03)


def test_a_changed_rate_is_followed() -> None:
    """Half of it within a second."""
    acked = AckedBitrate()
    acked.add(through(10e6, steady(2e6, 3) + steady(1e6, 1.5, 3)))

    assert acked.bps == pytest.approx(1e6, rel=0.15)


def test_behind_a_queue_the_recent_rate_is_that_of_the_link() -> None:
    """A burst at 5 Mbps arrives at the link's 2 Mbps, while the average knows of 400 kbps."""
    acked, recent = AckedBitrate(), RecentBitrate()
    burst = [3.0 + 0.002 * place for place in range(30)]
    packets = list(through(2e6, steady(400_000, 3) + burst))
    acked.add(packets)
    recent.add(packets)

    assert recent.bps == pytest.approx(2e6, rel=0.1)
    assert acked.bps is not None
    assert acked.bps < 1.2e6


def test_a_short_look_tells_nothing() -> None:
    """Two packets in a millisecond are no rate."""
    recent = RecentBitrate()
    assert recent.bps == 0
    recent.add([arrival(0, 1.0), arrival(0, 1.001)])

    assert recent.bps == 0
