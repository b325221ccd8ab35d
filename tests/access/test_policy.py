"""The matrix says who may do what."""

import pytest

from responder.access.account import Account, Role
from responder.access.errors import NotAllowed
from responder.access.policy import MATRIX, Action, may, require


def test_gives_every_role_a_row() -> None:
    """A new role without a row is noticed here, not at the door."""
    assert set(MATRIX) == set(Role)


def test_lets_somebody_do_every_action() -> None:
    """An action that nobody may do would be dead code."""
    assert frozenset().union(*MATRIX.values()) == frozenset(Action)


def test_lets_a_safety_officer_share_but_not_manage_accounts() -> None:
    """Running an incident and running the service are different jobs."""
    assert may(Role.SAFETY_OFFICER, Action.ISSUE_LINK)
    assert may(Role.SAFETY_OFFICER, Action.REVOKE_LINK)
    assert not may(Role.SAFETY_OFFICER, Action.MANAGE_ACCOUNTS)
    assert not may(Role.SAFETY_OFFICER, Action.READ_AUDIT)


def test_refuses_with_an_error_where_the_matrix_says_no() -> None:
    """`require` raises exactly where `may` is false."""
    account = Account(username="ann", display_name="Ann", role=Role.SAFETY_OFFICER, password_hash="")
    require(account, Action.ISSUE_LINK)
    with pytest.raises(NotAllowed):
        require(account, Action.MANAGE_ACCOUNTS)
