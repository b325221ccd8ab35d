"""Signed-in browsers idle out, and wrong passwords lock an account."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.access.account import Account, Role
from responder.access.errors import NotSignedIn
from responder.access.session import (
    ABSOLUTE_S,
    FAILURE_WINDOW_S,
    IDLE_S,
    MAX_FAILURES,
    SignInFailures,
    StaffSession,
    fail,
    is_locked,
    require_current,
    touch,
)

NOW = 1_800_000_000.0
ANN = Account(
    username="ann", display_name="Ann", role=Role.SAFETY_OFFICER, password_hash="", password_set_at_s=NOW - 1
)
SESSION = StaffSession(
    session_id="s1",
    username="ann",
    secret_hmac="",
    label="Firefox",
    address="192.0.2.1",
    created_at_s=NOW,
    seen_at_s=NOW,
)


def failed_at(*times_s: float) -> SignInFailures:
    failures = SignInFailures()
    for at_s in times_s:
        failures = fail(failures, at_s)
    return failures


def test_idles_out() -> None:
    """Half a day without use ends the session."""
    require_current(SESSION, ANN, NOW + IDLE_S - 1)
    with pytest.raises(NotSignedIn):
        require_current(SESSION, ANN, NOW + IDLE_S)


def test_is_kept_by_use_but_not_for_ever() -> None:
    """A session in use ends a day after the sign-in."""
    used = touch(touch(SESSION, NOW + IDLE_S - 1), NOW + 2 * IDLE_S - 2)
    assert used.valid_until_s == NOW + ABSOLUTE_S


def test_ends_with_the_password_that_it_was_opened_with() -> None:
    """Changing a password signs out whoever knows the old one."""
    changed = Account(
        username="ann", display_name="Ann", role=ANN.role, password_hash="", password_set_at_s=NOW + 5
    )
    with pytest.raises(NotSignedIn):
        require_current(SESSION, changed, NOW + 6)


def test_never_moves_its_last_use_backwards() -> None:
    """Two requests that overtake each other cannot shorten a session."""
    assert touch(touch(SESSION, NOW + 100), NOW + 50).seen_at_s == NOW + 100


def test_locks_after_five_failures_within_fifteen_minutes() -> None:
    """CJIS 5.5.3: the fifth wrong password locks, the fourth does not."""
    times_s = [NOW + 60 * minute for minute in range(5)]
    assert not is_locked(failed_at(*times_s[:4]), times_s[3])
    assert is_locked(failed_at(*times_s), times_s[4])


def test_unlocks_when_the_window_has_passed() -> None:
    """Fifteen minutes after the last failure a person may try again."""
    failures = failed_at(*[NOW] * 5)
    assert is_locked(failures, NOW + FAILURE_WINDOW_S - 1)
    assert not is_locked(failures, NOW + FAILURE_WINDOW_S)


@given(gaps_s=st.lists(st.floats(FAILURE_WINDOW_S / (MAX_FAILURES - 1), 1e5), max_size=20))
def test_never_locks_for_failures_too_far_apart(gaps_s: list[float]) -> None:
    """Fewer than five within any window never lock, however many in all."""
    failures, now = SignInFailures(), NOW
    for gap_s in gaps_s:
        now += gap_s
        failures = fail(failures, now)
        assert not is_locked(failures, now)
