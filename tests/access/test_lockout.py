"""Wrong attempts close the door for a while, and only when they come close together."""

from hypothesis import given
from hypothesis import strategies as st

from responder.access.lockout import LIMIT, WINDOW_S, WrongAttempts, add, is_locked

NOW = 1_800_000_000.0


def wrong_at(*times_s: float, limit: int = LIMIT) -> WrongAttempts:
    attempts = WrongAttempts()
    for at_s in times_s:
        attempts = add(attempts, at_s, limit=limit)
    return attempts


def test_locks_after_five_within_fifteen_minutes() -> None:
    """CJIS 5.5.3: the fifth locks, the fourth does not."""
    times_s = [NOW + 60 * minute for minute in range(5)]
    assert not is_locked(wrong_at(*times_s[:4]), times_s[3])
    assert is_locked(wrong_at(*times_s), times_s[4])


def test_opens_when_the_window_has_passed() -> None:
    """Fifteen minutes after the last one a person may try again."""
    attempts = wrong_at(*[NOW] * 5)
    assert is_locked(attempts, NOW + WINDOW_S - 1)
    assert not is_locked(attempts, NOW + WINDOW_S)


def test_counts_up_to_the_limit_that_it_is_given() -> None:
    """A door that many people use allows more."""
    assert not is_locked(wrong_at(*[NOW] * 9, limit=10), NOW, limit=10)
    assert is_locked(wrong_at(*[NOW] * 10, limit=10), NOW, limit=10)
    assert len(wrong_at(*[NOW] * 30, limit=10).at_s) == 10


@given(gaps_s=st.lists(st.floats(WINDOW_S / (LIMIT - 1), 1e5), max_size=20))
def test_never_locks_for_attempts_too_far_apart(gaps_s: list[float]) -> None:
    """Fewer than five within any window never lock, however many in all."""
    attempts, now = WrongAttempts(), NOW
    for gap_s in gaps_s:
        now += gap_s
        attempts = add(attempts, now)
        assert not is_locked(attempts, now)
