"""An account with a second factor is entered with both, and never with the same digits twice."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from responder.access.account import Assignment, Role
from responder.access.audit import AuditKind
from responder.access.errors import AccountLocked, AlreadyExists, NotFound, SignInRefused
from responder.access.second_factor import SecondFactor, SecondFactorRequired
from responder.access.totp import STEP_S, code
from responder.store.accounts import Accounts
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.errors import StoreDamaged
from responder.store.records import second_factor_key
from responder.store.second_factors import SecondFactors
from responder.store.staff_sessions import StaffSessions
from tests.store.conftest import OFFICER, Clock, kinds_of

PASSWORD = "correct horse battery"


class Phone:
    """An authenticator that scanned the QR code."""

    def __init__(self, uri: str, clock: Clock) -> None:
        (text,) = parse_qs(urlsplit(uri).query)["secret"]
        self._secret = base64.b32decode(text)
        self._clock = clock

    def next_digits(self) -> str:
        """Waits for digits that were not shown before."""
        self._clock.now += STEP_S
        return code(self._secret, int(self._clock.now // STEP_S))


@pytest.fixture(autouse=True)
async def ann(accounts: Accounts) -> None:
    await accounts.add(
        username="ann",
        display_name="Ann",
        assignment=Assignment(role=Role.SAFETY_OFFICER),
        password=PASSWORD,
        actor=OFFICER,
    )


@pytest.fixture
def second_factors(store: Store) -> SecondFactors:
    return SecondFactors(store)


@pytest.fixture
async def phone(second_factors: SecondFactors, clock: Clock) -> Phone:
    """Enrolled, not confirmed."""
    return Phone(await second_factors.begin("ann"), clock)


async def sign_in(staff_sessions: StaffSessions, second: str | None = None) -> None:
    await staff_sessions.sign_in("ann", PASSWORD, label="Firefox", address="192.0.2.1", second=second)


async def test_is_not_asked_for_until_it_is_confirmed(
    second_factors: SecondFactors, phone: Phone, staff_sessions: StaffSessions
) -> None:
    """Who loses the QR code before scanning is not locked out."""
    await sign_in(staff_sessions)
    assert not await second_factors.is_required("ann")
    await second_factors.confirm("ann", phone.next_digits(), actor=OFFICER)
    assert await second_factors.is_required("ann")
    with pytest.raises(SecondFactorRequired):
        await sign_in(staff_sessions)
    await sign_in(staff_sessions, phone.next_digits())


async def test_takes_no_digits_twice(
    second_factors: SecondFactors, phone: Phone, staff_sessions: StaffSessions
) -> None:
    """Neither those that confirmed it nor those that signed in."""
    digits = phone.next_digits()
    await second_factors.confirm("ann", digits, actor=OFFICER)
    with pytest.raises(SignInRefused):
        await sign_in(staff_sessions, digits)
    digits = phone.next_digits()
    await sign_in(staff_sessions, digits)
    with pytest.raises(SignInRefused):
        await sign_in(staff_sessions, digits)


async def test_takes_each_recovery_code_once(
    second_factors: SecondFactors, phone: Phone, staff_sessions: StaffSessions
) -> None:
    """However it is typed."""
    codes = await second_factors.confirm("ann", phone.next_digits(), actor=OFFICER)
    assert len(set(codes)) == 10
    await sign_in(staff_sessions, codes[0].upper().replace("-", " "))
    with pytest.raises(SignInRefused):
        await sign_in(staff_sessions, codes[0])
    await sign_in(staff_sessions, codes[1])


async def test_locks_the_account_after_five_wrong_digits(
    second_factors: SecondFactors, phone: Phone, staff_sessions: StaffSessions
) -> None:
    """Asking for the digits is no mistake, wrong ones are."""
    await second_factors.confirm("ann", phone.next_digits(), actor=OFFICER)
    for _ in range(6):
        with pytest.raises(SecondFactorRequired):
            await sign_in(staff_sessions)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await sign_in(staff_sessions, "000000")
    with pytest.raises(AccountLocked):
        await sign_in(staff_sessions, phone.next_digits())


async def test_is_removed_on_the_record(
    second_factors: SecondFactors, phone: Phone, staff_sessions: StaffSessions, audit: Audit
) -> None:
    """For a lost phone; then the password is enough again."""
    await second_factors.confirm("ann", phone.next_digits(), actor=OFFICER)
    with pytest.raises(AlreadyExists):
        await second_factors.begin("ann")
    await second_factors.remove("ann", actor=OFFICER)
    await sign_in(staff_sessions)
    assert (await kinds_of(audit))[1:] == [
        AuditKind.SECOND_FACTOR_ADDED,
        AuditKind.SECOND_FACTOR_REMOVED,
        AuditKind.SIGNED_IN,
    ]


async def test_goes_with_its_account(second_factors: SecondFactors, phone: Phone, accounts: Accounts) -> None:
    """A new account of the same name starts without one."""
    await second_factors.confirm("ann", phone.next_digits(), actor=OFFICER)
    await accounts.remove("ann", actor=OFFICER)
    assert not await second_factors.is_required("ann")


async def test_needs_an_account_and_a_beginning(second_factors: SecondFactors) -> None:
    """Mistakes have names."""
    with pytest.raises(NotFound):
        await second_factors.begin("bob")
    with pytest.raises(NotFound):
        await second_factors.confirm("ann", "123456", actor=OFFICER)
    with pytest.raises(NotFound):
        await second_factors.remove("ann", actor=OFFICER)


async def test_keeps_the_secret_sealed(second_factors: SecondFactors, phone: Phone, store: Store) -> None:
    """What lies in Redis opens only with the data directory's key, and only for its own account."""
    key = second_factor_key(store, "ann")
    factor = await store.require(key, SecondFactor)
    assert len(store.unseal("ann", factor.sealed_secret)) == 20
    with pytest.raises(StoreDamaged):
        store.unseal("bob", factor.sealed_secret)
