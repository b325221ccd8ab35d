"""Staff sign in with a password, stay signed in for a shift, and are locked out after five mistakes."""

import pytest

from responder.access.account import Assignment, Role
from responder.access.audit import AuditKind, AuditQuery
from responder.access.errors import AccessDenied, AccountLocked, NotSignedIn, SignInRefused
from responder.access.lockout import WINDOW_S
from responder.access.session import ABSOLUTE_S, IDLE_S
from responder.store.accounts import Accounts
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.passwords import Passwords
from responder.store.sign_in import SignedIn
from responder.store.staff_sessions import StaffSessions
from tests.store.conftest import OFFICER, Clock

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
async def ann(accounts: Accounts) -> None:
    await accounts.add(
        username="ann",
        display_name="Ann",
        assignment=Assignment(role=Role.SAFETY_OFFICER),
        password=PASSWORD,
        actor=OFFICER,
    )


async def sign_in(
    staff_sessions: StaffSessions, username: str = "ann", password: str = PASSWORD
) -> tuple[SignedIn, str]:
    return await staff_sessions.sign_in(username, password, label="Firefox", address="192.0.2.1")


async def test_recognises_the_cookie_of_who_signed_in(staff_sessions: StaffSessions) -> None:
    """The cookie names the account and the session."""
    signed_in, secret = await sign_in(staff_sessions, " ANN ")
    assert signed_in.account.username == "ann"
    assert await staff_sessions.by_secret(secret) == signed_in
    assert await staff_sessions.get(signed_in.session.session_id) == signed_in


async def test_does_not_recognise_other_cookies(staff_sessions: StaffSessions) -> None:
    """A guess is nobody."""
    with pytest.raises(NotSignedIn):
        await staff_sessions.by_secret("guess")
    with pytest.raises(NotSignedIn):
        await staff_sessions.get("guess")


async def test_answers_alike_for_a_wrong_password_and_an_unknown_name(staff_sessions: StaffSessions) -> None:
    """Sign-in does not tell who has an account."""
    with pytest.raises(SignInRefused) as wrong:
        await sign_in(staff_sessions, password="wrong")
    with pytest.raises(SignInRefused) as unknown:
        await sign_in(staff_sessions, username="bob")
    assert str(wrong.value) == str(unknown.value)


@pytest.mark.parametrize("username", ["ann", "bob"])
async def test_locks_after_five_mistakes_whether_the_account_exists_or_not(
    staff_sessions: StaffSessions, clock: Clock, username: str
) -> None:
    """The sixth try is refused even with the right password; after 15 minutes it is not."""
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await sign_in(staff_sessions, username, "wrong")
    with pytest.raises(AccountLocked):
        await sign_in(staff_sessions, username)
    clock.now += WINDOW_S
    if username == "ann":
        await sign_in(staff_sessions)


async def test_a_locked_account_is_in_the_log_once(
    staff_sessions: StaffSessions, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever watches the log learns of it; a name that is no account may be a password, and is not told."""
    for username in ("ann", "correct horse"):
        for _ in range(7):
            with pytest.raises(AccessDenied):
                await sign_in(staff_sessions, username, "wrong")
    assert caplog.text.count("account_locked") == 1
    assert "correct horse" not in caplog.text


async def test_is_unlocked_by_an_administrator(staff_sessions: StaffSessions, accounts: Accounts) -> None:
    """In an emergency nobody waits 15 minutes."""
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await sign_in(staff_sessions, password="wrong")
    await accounts.unlock("ann", actor=OFFICER)
    await sign_in(staff_sessions)


async def test_forgets_mistakes_after_success(staff_sessions: StaffSessions) -> None:
    """Four mistakes, a success and four mistakes lock nobody out."""
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(SignInRefused):
                await sign_in(staff_sessions, password="wrong")
        await sign_in(staff_sessions)


async def test_idles_out_unless_touched(staff_sessions: StaffSessions, clock: Clock) -> None:
    """Being asked for is no use; a touch keeps a session, for a day at most."""
    signed_in, secret = await sign_in(staff_sessions)
    clock.now += IDLE_S - 1
    await staff_sessions.touch((await staff_sessions.by_secret(secret)).session)
    clock.now += IDLE_S - 1
    await staff_sessions.by_secret(secret)
    clock.now += 1
    with pytest.raises(NotSignedIn):
        await staff_sessions.by_secret(secret)
    assert clock.now < signed_in.session.created_at_s + ABSOLUTE_S


async def test_a_terminal_stays_for_those_who_may_use_one(
    staff_sessions: StaffSessions, accounts: Accounts, clock: Clock
) -> None:
    """A dispatcher's does; at the desk of a safety officer, who says the same, the session idles out."""
    await accounts.add(
        username="dee",
        display_name="Dee",
        assignment=Assignment(role=Role.DISPATCHER),
        password=PASSWORD,
        actor=OFFICER,
    )
    kept = {
        name: await staff_sessions.sign_in(
            name, PASSWORD, label="Firefox", address="192.0.2.1", at_terminal=True
        )
        for name in ("ann", "dee")
    }
    clock.now += ABSOLUTE_S - 1
    await staff_sessions.by_secret(kept["dee"][1])
    with pytest.raises(NotSignedIn):
        await staff_sessions.by_secret(kept["ann"][1])


async def test_signs_out(staff_sessions: StaffSessions) -> None:
    """Signing out ends this session, not the account's others; doing it twice is no error."""
    _, secret = await sign_in(staff_sessions)
    _, other = await sign_in(staff_sessions)
    await staff_sessions.sign_out(secret)
    await staff_sessions.sign_out(secret)
    with pytest.raises(NotSignedIn):
        await staff_sessions.by_secret(secret)
    await staff_sessions.by_secret(other)


async def test_ends_with_a_new_password_and_with_the_account(
    staff_sessions: StaffSessions, accounts: Accounts, clock: Clock
) -> None:
    """Whoever knew the old password, or had the account, is out."""
    _, before = await sign_in(staff_sessions)
    clock.now += 1
    await accounts.set_password("ann", "another long password", actor=OFFICER)
    with pytest.raises(NotSignedIn):
        await staff_sessions.by_secret(before)
    _, after = await sign_in(staff_sessions, password="another long password")
    await accounts.remove("ann", actor=OFFICER)
    with pytest.raises(NotSignedIn):
        await staff_sessions.by_secret(after)


async def test_records_sign_ins_and_never_what_was_typed(staff_sessions: StaffSessions, audit: Audit) -> None:
    """A password typed into the name field does not end up in the trail."""
    with pytest.raises(SignInRefused):
        await sign_in(staff_sessions, username="hunter2hunter2")
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await sign_in(staff_sessions, password="wrong")
    events = [record.event async for record in audit.read(AuditQuery())]
    assert "hunter2" not in repr(events)
    assert events[1].actor.identity == "unknown"
    assert [event.kind for event in events[2:]] == [AuditKind.SIGN_IN_REFUSED] * 5 + [
        AuditKind.ACCOUNT_LOCKED
    ]


class SlowPasswords(Passwords):
    """In the moment that checking takes, an administrator sets a new password."""

    def __init__(self, passwords: Passwords, accounts: Accounts) -> None:
        self._passwords = passwords
        self._accounts = accounts

    async def matches(self, password_hash: str | None, password: str) -> bool:
        result = await self._passwords.matches(password_hash, password)
        await self._accounts.set_password("ann", "another long password", actor=OFFICER)
        return result


async def test_a_password_that_was_changed_meanwhile_is_the_old_one(
    store: Store, passwords: Passwords, accounts: Accounts
) -> None:
    """The new one counts from the moment that it is set."""
    slow = StaffSessions(store, SlowPasswords(passwords, accounts))
    with pytest.raises(SignInRefused):
        await sign_in(slow)
