"""Round trips."""

import pytest

from responder.delivery.bandwidth.round_trip import RoundTrip


def test_before_the_first_answer_it_is_assumed() -> None:
    """A usual cellular link."""
    trip = RoundTrip()

    assert trip.smoothed_s == trip.shortest_s == 0.1


def test_it_is_smoothed_from_the_first_sample_on() -> None:
    """The first replaces the assumption, later ones count a fifth."""
    trip = RoundTrip()
    trip.add(0.05, 0.0)
    assert trip.smoothed_s == pytest.approx(0.05)

    trip.add(0.1, 0.1)
    assert trip.smoothed_s == pytest.approx(0.06)
    assert trip.shortest_s == 0.05


def test_the_shortest_is_of_the_last_windows() -> None:
    """A phone that moved to a longer way is not held to the old one."""
    trip = RoundTrip()
    trip.add(0.02, 0.0)
    for step in range(220):
        trip.add(0.08, step / 10)

    assert trip.shortest_s == pytest.approx(0.08)
