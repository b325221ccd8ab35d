"""What the link carries just now."""

import pytest

from responder.delivery.bandwidth.momentary import MomentaryRate


def test_a_full_link_is_followed_within_two_tenths_of_a_second() -> None:
    """Down and up."""
    rate = MomentaryRate(start_bps=2e6)
    for step in range(4):
        rate.move(2e6, 4e5, step * 0.06, queued=True)
    assert rate.bps == pytest.approx(4e5 + 1.6e6 * 0.165, rel=0.01)

    for step in range(4, 14):
        rate.move(2e6, 3e6, step * 0.06, queued=True)
    assert rate.bps == pytest.approx(3e6, rel=0.05)


def test_without_a_queue_it_is_what_is_sustained() -> None:
    """Or a quarter more, when that came through."""
    rate = MomentaryRate(start_bps=4e5)
    rate.move(1e6, 2e5, 0.0, queued=False)
    assert rate.bps == 1e6

    rate.move(1e6, 3e6, 0.06, queued=False)
    assert rate.bps == 1.25e6


def test_a_probe_lifts_it() -> None:
    """It never lowers it."""
    rate = MomentaryRate(start_bps=1e6)
    rate.set(2e6)
    rate.set(5e5)

    assert rate.bps == 2e6
