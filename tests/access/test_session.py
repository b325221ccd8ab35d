"""Signed-in browsers idle out, and end with the password that they were signed in with."""

import pytest
from msgspec.structs import replace

from responder.access.account import Account, Role
from responder.access.errors import NotSignedIn
from responder.access.session import ABSOLUTE_S, IDLE_S, StaffSession, require_current, touch

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


def test_idles_out() -> None:
    """Half an hour without use ends the session, as the CJIS Security Policy asks."""
    assert IDLE_S == 30 * 60
    require_current(SESSION, ANN, NOW + IDLE_S - 1)
    with pytest.raises(NotSignedIn):
        require_current(SESSION, ANN, NOW + IDLE_S)


def test_is_kept_by_use_but_not_for_ever() -> None:
    """A session in use ends a day after the sign-in."""
    used = touch(SESSION, NOW + ABSOLUTE_S - IDLE_S / 2)
    assert used.valid_until_s == NOW + ABSOLUTE_S


def test_of_a_terminal_does_not_idle_out() -> None:
    """In the vehicle and in the dispatch room the screen stays on for a shift; it ends after a day."""
    terminal = replace(SESSION, is_terminal=True)
    require_current(terminal, ANN, NOW + ABSOLUTE_S - 1)
    with pytest.raises(NotSignedIn):
        require_current(terminal, ANN, NOW + ABSOLUTE_S)


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
