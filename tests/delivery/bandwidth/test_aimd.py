"""Growth and decrease."""

import pytest

from responder.delivery.bandwidth.aimd import Aimd
from responder.delivery.bandwidth.trend import Usage

RTT_S = 0.05


def aimd(start_bps: float = 1_000_000) -> Aimd:
    """Bounds wide enough not to matter."""
    return Aimd(start_bps=start_bps, min_bps=30_000, max_bps=30_000_000)


def run(rate: Aimd, usage: Usage, seconds: float, *, acked_bps: float | None, begin_s: float = 0.0) -> float:
    """The same verdict ten times a second; gives the time afterwards."""
    steps = round(seconds * 10)
    for step in range(steps):
        rate.update(usage, acked_bps, RTT_S, begin_s + step / 10)
    return begin_s + steps / 10


def test_far_from_capacity_it_grows_by_8_percent_a_second() -> None:
    """As long as what is sent arrives."""
    rate = aimd()
    run(rate, Usage.NORMAL, 5.1, acked_bps=10_000_000)

    assert rate.bps == pytest.approx(1_000_000 * 1.08**5, rel=0.01)


def test_it_does_not_grow_far_beyond_what_is_used() -> None:
    """1.5 times what arrives and 10 kbps; but what is known already is not given up for it."""
    rate = aimd()
    run(rate, Usage.NORMAL, 60, acked_bps=800_000)
    assert rate.bps == pytest.approx(1_210_000)

    run(rate, Usage.NORMAL, 10, acked_bps=100_000, begin_s=60)
    assert rate.bps == pytest.approx(1_210_000)


def test_overuse_falls_below_what_arrives() -> None:
    """0.85 of it, once; then it holds until the queue has drained."""
    rate = aimd()

    rate.update(Usage.OVERUSE, 800_000, RTT_S, 1.0)
    rate.update(Usage.OVERUSE, 800_000, RTT_S, 1.01)

    assert rate.bps == pytest.approx(680_000)
    now = run(rate, Usage.UNDERUSE, 2, acked_bps=800_000, begin_s=1.1)
    assert rate.bps == pytest.approx(680_000)
    run(rate, Usage.NORMAL, 1, acked_bps=800_000, begin_s=now)
    assert rate.bps > 680_000


def test_near_the_known_capacity_it_grows_by_packets() -> None:
    """About one packet per response time, not by percents."""
    rate = aimd(5_000_000)
    rate.update(Usage.OVERUSE, 5_000_000, RTT_S, 0.0)
    assert rate.capacity_known
    before_bps = rate.bps

    run(rate, Usage.NORMAL, 5.1, acked_bps=4_250_000, begin_s=0.1)

    per_s = (rate.bps - before_bps) / 5
    assert per_s == pytest.approx(1200 * 8 / (2 * (RTT_S + 0.1)), rel=0.1)


def test_more_than_the_capacity_means_that_it_grew() -> None:
    """Then percents again."""
    rate = aimd(1_000_000)
    rate.update(Usage.OVERUSE, 1_000_000, RTT_S, 0.0)
    run(rate, Usage.NORMAL, 1, acked_bps=2_500_000, begin_s=0.1)

    assert not rate.capacity_known


def test_overuse_never_raises_it() -> None:
    """A measured rate above the own one, of a queue that drains, is no reason to send more."""
    rate = aimd(500_000)
    rate.update(Usage.OVERUSE, 3_000_000, RTT_S, 0.0)

    assert rate.bps <= 500_000


def test_it_stays_within_its_bounds() -> None:
    """Down to the least, up to the most, even when told otherwise."""
    rate = aimd()
    rate.set(1e12, 0.0)
    assert rate.bps == 30_000_000
    rate.update(Usage.OVERUSE, 0.0, RTT_S, 1.0)
    assert rate.bps == 30_000


def test_without_a_measured_rate_it_falls_from_its_own() -> None:
    """Congestion in the first half second."""
    rate = aimd()
    rate.update(Usage.OVERUSE, None, RTT_S, 0.0)

    assert rate.bps == pytest.approx(850_000)
