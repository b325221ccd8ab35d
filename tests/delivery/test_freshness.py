"""The badge of a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.freshness import Freshness, freshness, label


@pytest.mark.parametrize(
    ("age_s", "badge", "text"),
    [
        (0.0, Freshness.LIVE, "LIVE"),
        (2.0, Freshness.LIVE, "LIVE"),
        (2.1, Freshness.DELAYED, "DELAYED 2 s"),
        (9.6, Freshness.DELAYED, "DELAYED 10 s"),
        (10.1, Freshness.STALE, "STALE 10 s"),
        (60.0, Freshness.STALE, "STALE 60 s"),
        (60.1, Freshness.OFFLINE, "OFFLINE"),
        (None, Freshness.OFFLINE, "OFFLINE"),
        (-0.5, Freshness.LIVE, "LIVE"),
        (-3.0, Freshness.STALE, "STALE"),
    ],
)
def test_the_badge_follows_from_the_age(age_s: float | None, badge: Freshness, text: str) -> None:
    """LIVE up to 2 s, then the seconds are shown; a clock far ahead is not trusted."""
    assert freshness(age_s) is badge
    assert label(age_s) == text


@given(st.floats(min_value=2.0, exclude_min=True, allow_nan=False))
def test_an_old_picture_is_never_live(age_s: float) -> None:
    """Law: never show a frozen picture as live."""
    assert freshness(age_s) is not Freshness.LIVE
