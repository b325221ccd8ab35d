"""How much may be on the way."""

import pytest

from responder.delivery.bandwidth.window import room_bps

ROUND_TRIP_S, INTERVAL_S = 0.05, 0.06
# What is aimed at.
QUEUE_S = 0.07


def room(in_flight_s: float) -> float:
    """Over a link of 2 Mbps, with so much of its time on the way."""
    return room_bps(2e6, round(2e6 / 8 * in_flight_s), ROUND_TRIP_S, INTERVAL_S)


def test_a_link_without_a_queue_may_get_some_more_than_it_carries() -> None:
    """As much as fills the short queue that is aimed at."""
    assert room(ROUND_TRIP_S) == pytest.approx(2e6 * (QUEUE_S + INTERVAL_S) / INTERVAL_S)


def test_a_queue_as_long_as_is_aimed_at_is_kept() -> None:
    """As much enters as leaves."""
    assert room(ROUND_TRIP_S + QUEUE_S) == pytest.approx(2e6)


def test_a_full_window_has_no_room() -> None:
    """Nothing should leave until an answer came."""
    assert room(ROUND_TRIP_S + QUEUE_S + INTERVAL_S) == pytest.approx(0, abs=1)
    assert room(0.5) < 0
