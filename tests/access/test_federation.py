"""What an identity provider says decides who somebody is here."""

import pytest
from msgspec.structs import replace

from responder.access.account import Role
from responder.access.federation import GroupRule, NameTaken, NoRoleHere, account_of, require_same_subject

RULES = (
    GroupRule(group="principals", role=Role.BUILDING_ADMIN, building_ids=frozenset({"gym"})),
    GroupRule(group="staff", role=Role.SAFETY_OFFICER),
)
CLAIMS = {"sub": "1", "preferred_username": "Ann", "name": "Ann Example", "groups": ["staff", "principals"]}


def test_the_first_rule_that_fits_decides() -> None:
    """In the order of the settings, with the scope that they give."""
    account = account_of(CLAIMS, RULES, issuer="https://id.example", groups_claim="groups")
    assert (account.username, account.display_name) == ("ann", "Ann Example")
    assert account.role is Role.BUILDING_ADMIN
    assert account.building_ids == {"gym"}
    assert (account.subject, account.password_hash) == ("https://id.example 1", "")


@pytest.mark.parametrize("groups", [None, [], ["teachers"], "teachers", [1, None], {"staff": True}, 7])
def test_no_group_no_role(groups: object) -> None:
    """Whatever the claim looks like."""
    with pytest.raises(NoRoleHere):
        account_of(CLAIMS | {"groups": groups}, RULES, issuer="", groups_claim="groups")


def test_one_group_may_come_alone() -> None:
    """Some providers send text instead of a list of one."""
    claims = CLAIMS | {"roles": "staff"}
    assert account_of(claims, RULES, issuer="", groups_claim="roles").role is Role.SAFETY_OFFICER


def test_a_name_belongs_to_its_first_subject() -> None:
    """A local account has none, and is nobody's else."""
    ann = account_of(CLAIMS, RULES, issuer="https://id.example", groups_claim="groups")
    require_same_subject(None, ann)
    require_same_subject(replace(ann, role=Role.AUDITOR), ann)
    for other in (replace(ann, subject=""), replace(ann, subject="https://id.example 2")):
        with pytest.raises(NameTaken):
            require_same_subject(other, ann)
