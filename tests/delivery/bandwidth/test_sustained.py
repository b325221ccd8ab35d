"""The rate that pictures may be chosen for."""

import pytest

from responder.delivery.bandwidth.sustained import SustainedRate
from responder.delivery.bandwidth.trend import Usage

STEP_S = 0.06


def moved(
    rate: SustainedRate,
    seconds: float,
    *,
    usage: Usage = Usage.NORMAL,
    queued: bool = False,
    carried_bps: float = 0.0,
    used_bps: float = 0.0,
) -> float:
    """What the rate is after some time of feedback that always says the same."""
    for step in range(round(seconds / STEP_S) + 1):
        rate.move(usage, queued=queued, carried_bps=carried_bps, used_bps=used_bps, now=step * STEP_S)
    return rate.bps


def at_1_mbps() -> SustainedRate:
    """A rate to begin with."""
    return SustainedRate(start_bps=1e6, min_bps=50_000, max_bps=5e6)


def test_an_overfilled_link_is_followed_down_within_a_second() -> None:
    """To a little less than it carries; a tenth of a second of it costs little."""
    rate = at_1_mbps()
    assert moved(rate, 0.06, usage=Usage.OVERUSE, queued=True, carried_bps=4e5) > 7e5
    assert not at_1_mbps().met_limit
    assert rate.met_limit

    assert moved(at_1_mbps(), 0.9, usage=Usage.OVERUSE, queued=True, carried_bps=4e5) == pytest.approx(
        3.8e5, rel=0.02
    )


def test_overuse_never_raises_it() -> None:
    """Even when more came through just now: that was the queue."""
    assert moved(at_1_mbps(), 1, usage=Usage.OVERUSE, queued=True, carried_bps=3e6) == 1e6


def test_a_full_link_with_a_short_queue_is_followed_up() -> None:
    """What comes through is what it carries; what is less is no reason to fall."""
    assert moved(at_1_mbps(), 3, queued=True, carried_bps=2e6) == pytest.approx(1.9e6, rel=0.1)
    assert moved(at_1_mbps(), 3, queued=True, carried_bps=5e5) == 1e6


def test_without_a_queue_it_grows_slowly() -> None:
    """15 % a second while it is used."""
    assert moved(at_1_mbps(), 1.2, used_bps=1e6) == pytest.approx(1e6 * 1.15**1.2, rel=0.01)


def test_what_is_not_used_does_not_grow() -> None:
    """Nor does it fall."""
    assert moved(at_1_mbps(), 10, used_bps=5e5) == 1e6
    assert moved(at_1_mbps(), 60, used_bps=8e5) == pytest.approx(1.21e6)


def test_bounds_hold() -> None:
    """Below, above, and for what a probe says."""
    assert moved(at_1_mbps(), 5, usage=Usage.OVERUSE, queued=True) == pytest.approx(50_000)
    assert moved(at_1_mbps(), 60, used_bps=1e9) == 5e6
    rate = at_1_mbps()
    rate.set(9e6)
    assert rate.bps == 5e6
