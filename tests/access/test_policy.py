"""The matrix says who may do what, and where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from responder.access.account import Account, Role
from responder.access.errors import NotAllowed
from responder.access.policy import MATRIX, Action, may, require, require_role, scope, to_markdown


def account(role: Role, building_ids: frozenset[str] = frozenset()) -> Account:
    return Account(username="ann", display_name="Ann", role=role, password_hash="", building_ids=building_ids)


def allows(guard: Callable[..., None], *asked: object) -> bool:
    try:
        guard(*asked)
    except NotAllowed:
        return False
    return True


PRINCIPAL = account(Role.BUILDING_ADMIN, frozenset({"gym", "main"}))


def test_gives_every_role_a_row() -> None:
    """A new role without a row is noticed here, not at the door."""
    assert set(MATRIX) == set(Role)


def test_lets_somebody_do_every_action() -> None:
    """An action that nobody may do would be dead code."""
    assert frozenset().union(*MATRIX.values()) == frozenset(Action)


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        (Role.DISTRICT_ADMIN, Action.MANAGE_ACCOUNTS, Action.VIEW_LISTED_CAMERAS),
        (Role.SAFETY_OFFICER, Action.ISSUE_LINK, Action.MANAGE_ACCOUNTS),
        (Role.SAFETY_OFFICER, Action.VIEW_CAMERAS, Action.OVERRIDE_AGREEMENT),
        (Role.BUILDING_ADMIN, Action.OPEN_INCIDENT, Action.READ_AUDIT),
        (Role.DISPATCHER, Action.ISSUE_LINK, Action.VIEW_CAMERAS),
        (Role.AGENCY_OFFICER, Action.VIEW_INCIDENT_CAMERAS, Action.ISSUE_LINK),
        (Role.FACILITIES, Action.VIEW_LISTED_CAMERAS, Action.VIEW_INCIDENT_CAMERAS),
        (Role.AGENCY_OFFICER, Action.VIEW_BEHIND_MASKS, Action.VIEW_CAMERAS),
        (Role.FACILITIES, Action.VIEW_LISTED_CAMERAS, Action.VIEW_BEHIND_MASKS),
        (Role.AUDITOR, Action.READ_AUDIT, Action.VIEW_CAMERAS),
    ],
)
def test_lets_each_role_do_its_job_and_not_another(role: Role, allowed: Action, refused: Action) -> None:
    """One yes and one no of every row."""
    assert may(role, allowed)
    assert not may(role, refused)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_refuses_exactly_where_the_matrix_says_no(role: Role, action: Action) -> None:
    """`require_role` raises where `may` is false, for every pair."""
    assert allows(require_role, account(role), action) is may(role, action)
    assert allows(require, account(role, frozenset({"gym"})), action, ["gym"]) is may(role, action)


def test_binds_a_building_administrator_to_the_own_buildings() -> None:
    """The own ones, all of them and none besides; without naming any, nothing."""
    for own in (["gym"], ["gym", "main"]):
        assert allows(require, PRINCIPAL, Action.OPEN_INCIDENT, own)
    for elsewhere in (["library"], ["gym", "library"], []):
        assert not allows(require, PRINCIPAL, Action.OPEN_INCIDENT, elsewhere)


def test_binds_no_one_else() -> None:
    """District staff act on the whole site."""
    assert allows(require, account(Role.SAFETY_OFFICER), Action.OPEN_INCIDENT, ["library"])
    assert allows(require, account(Role.SAFETY_OFFICER), Action.OPEN_INCIDENT)


def test_reaches_the_own_buildings_or_all() -> None:
    """Of those that there are."""
    assert scope(PRINCIPAL, ["gym", "library"]) == {"gym"}
    assert scope(account(Role.DISPATCHER), ["gym", "library"]) == {"gym", "library"}


def test_prints_itself_for_the_documents() -> None:
    """A row per action, a column per role."""
    lines = to_markdown().splitlines()
    assert len(lines) == 2 + len(Action)
    assert all(line.count("|") == len(Role) + 2 for line in lines)
    assert "| open incident | yes | yes | own buildings | yes |" in to_markdown()


def test_the_documents_show_this_very_matrix() -> None:
    """`docs/access.md` is what a district reads before it decides."""
    document = (Path(__file__).parents[2] / "docs" / "access.md").read_text("utf-8")
    assert to_markdown() in document, "put the output of `python -m responder.access.policy` there"
