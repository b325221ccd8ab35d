"""An account has the scope that its role needs, and no other."""

from typing import Any

import pytest

from responder.access.account import Account, Role, require_scope
from responder.access.errors import InvalidRequest


def account(role: Role, **scope: Any) -> Account:
    return Account(username="ann", display_name="Ann", role=role, password_hash="", **scope)


def is_accepted(candidate: Account) -> bool:
    try:
        require_scope(candidate)
    except InvalidRequest:
        return False
    return True


@pytest.mark.parametrize(
    "accepted",
    [
        account(Role.SAFETY_OFFICER),
        account(Role.AUDITOR),
        account(Role.BUILDING_ADMIN, building_ids=frozenset({"gym"})),
        account(Role.FACILITIES, camera_ids=frozenset({"dock"})),
        account(Role.FACILITIES, camera_groups=frozenset({"yard"})),
        account(Role.BUILDING_ADMIN, building_ids=frozenset({"gym"}), camera_groups=frozenset({"yard"})),
        account(Role.AGENCY_OFFICER, agency="Maple Police"),
    ],
)
def test_accepts_the_scope_of_the_role(accepted: Account) -> None:
    """Buildings, cameras or an agency, where the role is about them."""
    assert is_accepted(accepted)


@pytest.mark.parametrize(
    ("refused", "what"),
    [
        (account(Role.BUILDING_ADMIN), "building admin needs buildings"),
        (account(Role.FACILITIES), "needs cameras"),
        (account(Role.AGENCY_OFFICER, agency=" "), "needs an agency"),
        (account(Role.SAFETY_OFFICER, building_ids=frozenset({"gym"})), "no use for buildings"),
        (account(Role.DISPATCHER, agency="Maple Police"), "no use for an agency"),
    ],
)
def test_refuses_a_missing_or_a_senseless_scope(refused: Account, what: str) -> None:
    """A scope that nothing enforces would be a false promise."""
    with pytest.raises(InvalidRequest, match=what):
        require_scope(refused)
