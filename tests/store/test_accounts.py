"""Accounts are added, changed and removed, with passwords that only argon2id has seen."""

from functools import partial

import pytest

from responder.access.account import Assignment, Role
from responder.access.audit import AuditKind, AuditQuery
from responder.access.errors import AlreadyExists, InvalidRequest, NotFound
from responder.store.accounts import Accounts
from responder.store.audit import Audit
from tests.store.conftest import OFFICER

PASSWORD = "correct horse battery"


async def add(accounts: Accounts, username: str = "Ann") -> None:
    await accounts.add(
        username=username,
        display_name="Ann Officer",
        assignment=Assignment(role=Role.SAFETY_OFFICER),
        password=PASSWORD,
        actor=OFFICER,
    )


async def test_finds_an_account_however_its_name_is_written(accounts: Accounts) -> None:
    """Nobody fails to sign in over a capital letter."""
    await add(accounts, " Ann ")
    account = await accounts.get("ANN")
    assert (account.username, account.display_name, account.role) == ("ann", "Ann Officer", "safety_officer")
    assert await accounts.list_all() == [account]


async def test_keeps_only_an_argon2id_hash(accounts: Accounts) -> None:
    """The password itself is nowhere."""
    await add(accounts)
    account = await accounts.get("ann")
    assert account.password_hash.startswith("$argon2id$")
    assert PASSWORD not in repr(account)


@pytest.mark.parametrize("username", ["", "  ", "a" * 65, "an\nn"])
async def test_refuses_a_name_that_nobody_can_type(accounts: Accounts, username: str) -> None:
    """Names are printable and of sensible length."""
    with pytest.raises(InvalidRequest, match="user name"):
        await add(accounts, username)


async def test_refuses_a_short_password(accounts: Accounts) -> None:
    """Ten characters at least."""
    with pytest.raises(InvalidRequest, match="10 characters"):
        await accounts.add(
            username="ann",
            display_name="",
            assignment=Assignment(role=Role.SAFETY_OFFICER),
            password="short",
            actor=OFFICER,
        )


async def test_refuses_a_second_account_of_the_same_name(accounts: Accounts) -> None:
    """Adding never overwrites."""
    await add(accounts)
    with pytest.raises(AlreadyExists):
        await add(accounts, "ANN")


async def test_tells_when_there_is_no_such_account(accounts: Accounts) -> None:
    """Mistakes have names."""
    with pytest.raises(NotFound):
        await accounts.get("ann")
    with pytest.raises(NotFound):
        await accounts.remove("ann", actor=OFFICER)
    with pytest.raises(NotFound):
        await accounts.set_password("ann", PASSWORD, actor=OFFICER)


async def test_records_every_change_of_an_account(accounts: Accounts, audit: Audit) -> None:
    """Who may get in is part of the record."""
    await add(accounts)
    await accounts.set_password("ann", "another long password", actor=OFFICER)
    await accounts.unlock("ann", actor=OFFICER)
    await accounts.remove("ann", actor=OFFICER)
    events = [record.event async for record in audit.read(AuditQuery())]
    assert [event.kind for event in events] == [
        AuditKind.ACCOUNT_ADDED,
        AuditKind.PASSWORD_CHANGED,
        AuditKind.ACCOUNT_UNLOCKED,
        AuditKind.ACCOUNT_REMOVED,
    ]
    assert {event.username for event in events} == {"ann"}
    assert await accounts.list_all() == []


async def test_keeps_the_scope_that_a_role_needs(accounts: Accounts) -> None:
    """A principal has buildings, and is refused without."""
    add_principal = partial(
        accounts.add,
        username="pat",
        display_name="Pat Principal",
        password=PASSWORD,
        actor=OFFICER,
    )
    with pytest.raises(InvalidRequest, match="needs buildings"):
        await add_principal(assignment=Assignment(role=Role.BUILDING_ADMIN))
    await add_principal(assignment=Assignment(role=Role.BUILDING_ADMIN, building_ids=frozenset({"gym"})))
    assert (await accounts.get("pat")).building_ids == {"gym"}
