"""A rung's frame rate is limited evenly."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.media.frame_rate import FrameRate


@pytest.mark.parametrize(("source", "limit", "picked"), [(15, 8, 8), (15, 15, 15), (30, 8, 8), (10, 15, 10)])
def test_picks_as_many_as_asked(source: int, limit: int, picked: int) -> None:
    """Ten seconds of a steady source."""
    rate = FrameRate(limit)
    count = sum(rate.picks(n * 90_000 // source) for n in range(source * 10))
    assert count == pytest.approx(picked * 10, abs=1)


def test_goes_on_after_a_pause() -> None:
    """After a pause the next frame is picked, and no burst follows it."""
    rate = FrameRate(10)
    assert rate.picks(0)
    late = 60 * 90_000
    assert [rate.picks(late + n * 3000) for n in range(4)] == [True, False, False, True]


def test_follows_a_new_limit() -> None:
    """A lower limit holds at once."""
    rate = FrameRate(15)
    assert all(rate.picks(n * 6000) for n in range(15))
    rate.limit(3)
    assert sum(rate.picks(n * 6000) for n in range(15, 60)) == pytest.approx(9, abs=1)


@given(st.lists(st.integers(1, 20_000), min_size=2, max_size=300), st.floats(1, 30))
def test_never_more_than_asked(steps: list[int], limit: float) -> None:
    """However unsteady the source is, two picked frames are nearly an interval apart on average."""
    rate = FrameRate(limit)
    timestamp, picked = 0, []
    for step in steps:
        timestamp += step
        if rate.picks(timestamp):
            picked.append(timestamp)
    span = picked[-1] - picked[0]
    assert len(picked) - 1 <= span / (90_000 / limit) + 2
    assert all(a < b for a, b in pairwise(picked))
