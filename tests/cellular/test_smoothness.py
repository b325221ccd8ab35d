"""What a run is judged by."""

import pytest

from load_tests.namespace_link import LinkSample
from load_tests.smoothness import frozen_s, oldest_s, utilisation

INTERVAL_S = 0.1


def sample(at_s: float, capacity_bytes: int, out_bytes: int) -> LinkSample:
    """100 ms of a link."""
    return LinkSample(
        at_s=at_s,
        down_in_bytes=out_bytes,
        down_out_bytes=out_bytes,
        down_capacity_bytes=capacity_bytes,
        down_queued_bytes=0,
        down_dropped=0,
        down_lost=0,
        up_in_bytes=0,
        up_out_bytes=0,
    )


def test_a_picture_is_frozen_only_beyond_what_is_forgiven() -> None:
    """Gaps of 0.1 and 0.5 s are none; one of 1.5 s is a second; the ends count, too."""
    assert frozen_s([0.1, 0.6, 2.1], 0.0, 2.2, INTERVAL_S) == pytest.approx(1.0)
    assert frozen_s([], 0.0, 2.5, INTERVAL_S) == pytest.approx(2.0)


def test_only_seconds_that_are_too_short_count_for_utilisation() -> None:
    """Of 1 Mbps 0.8 were used; the second at 8 Mbps has room for all that is wanted then."""
    slow = [sample(step / 10, 12_500, 10_000) for step in range(1, 11)]
    fast = [sample(1 + step / 10, 100_000, 10_000) for step in range(1, 11)]

    assert utilisation([*slow, *fast], lambda at_s: 2e6, 0.0, 2.0) == pytest.approx(0.8)
    assert utilisation([*slow, *fast], lambda at_s: 9e6 if at_s > 1 else 0.5e6, 0.0, 2.0) == pytest.approx(
        0.1
    )
    assert utilisation(fast, lambda at_s: 2e6, 0.0, 2.0) is None


def test_the_oldest_picture_ages_until_the_next_one_comes() -> None:
    """Taken at 0 and 5, they came at 0.5 and 6: just before, the first one was 6 s old."""
    assert oldest_s([(0.5, 0.0), (6.0, 5.0)], 1.0, 8.0) == pytest.approx(6.0)
    assert oldest_s([], 1.0, 8.0) == pytest.approx(7.0)
