"""Token buckets hold their promise whatever comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.web import rate
from responder.web.rate import Rate, RateLimiter

RATE = Rate(burst=5, per_s=2)


def test_a_burst_is_let_through_and_then_one_by_one() -> None:
    """The wait is the time until the next token; asking in vain costs nothing."""
    limiter = RateLimiter(RATE)
    assert [limiter.take("a", 0.0) for _ in range(5)] == [0.0] * 5
    assert limiter.take("a", 0.0) == pytest.approx(0.5)
    assert limiter.take("a", 0.25) == pytest.approx(0.25)
    assert limiter.take("a", 0.5) == 0.0
    assert limiter.take("a", 0.5) > 0


def test_one_does_not_wait_for_another() -> None:
    """Every key has its own bucket."""
    limiter = RateLimiter(RATE)
    for _ in range(6):
        limiter.take("greedy", 0.0)
    assert limiter.take("patient", 0.0) == 0.0


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=200))
def test_never_more_than_burst_and_rate(pauses_s: list[float]) -> None:
    """In any stretch of time, however the requests are spread."""
    limiter, now, granted_at_s = RateLimiter(RATE), 0.0, []
    for pause_s in pauses_s:
        now += pause_s
        if limiter.take("a", now) == 0:
            granted_at_s.append(now)
    for first, begin_s in enumerate(granted_at_s):
        for last, end_s in enumerate(granted_at_s[first:], start=first):
            assert last - first + 1 <= RATE.burst + (end_s - begin_s) * RATE.per_s + 1e-6


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has many addresses only pushes out those seen longest ago."""
    monkeypatch.setattr(rate, "MAX_KEYS", 3)
    limiter = RateLimiter(Rate(burst=1, per_s=0.001))
    for key in ("a", "b", "c", "d"):
        assert limiter.take(key, 0.0) == 0.0
    assert limiter.take("d", 0.0) > 0
    assert limiter.take("a", 0.0) == 0.0
