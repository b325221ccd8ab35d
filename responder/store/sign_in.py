"""Somebody signs in with a name, a password and perhaps a second factor; or is told why not.

What a decision refuses is returned, not raised, so that the count of failures and the record of the refusal
are written in the same transaction.
"""

import structlog
from msgspec import Struct

from responder.access import lockout, policy
from responder.access.account import Account
from responder.access.audit import DONE, UNKNOWN_IDENTITY, Actor, AuditEvent, AuditKind, Source
from responder.access.errors import AccessDenied, AccountLocked, SignInRefused
from responder.access.lockout import WrongAttempts
from responder.access.policy import Action
from responder.access.second_factor import SecondFactorRequired
from responder.access.session import StaffSession
from responder.store.changes import AccountChanged
from responder.store.connection import Store
from responder.store.passwords import Passwords
from responder.store.records import account_key, failures_key, normalised, write_session
from responder.store.second_factors import prove
from responder.store.secret import Purpose, new_id, new_token
from responder.store.transaction import Transaction, transact

log = structlog.get_logger(__name__)


class SignedIn(Struct, frozen=True, kw_only=True):
    account: Account
    session: StaffSession


class SignIn:
    """One attempt, run once. `second` is what was typed as the second factor, None when nothing was."""

    def __init__(
        self,
        store: Store,
        *,
        username: str,
        second: str | None,
        label: str,
        address: str,
        at_terminal: bool = False,
    ) -> None:
        self._store = store
        self._username = normalised(username)
        self._second = second
        self._label = label
        self._address = address
        self._at_terminal = at_terminal
        self._session_id = new_id()
        self._secret = new_token()
        self._proven_hash: str | None = None
        self._has_locked = False

    async def run(self, passwords: Passwords, password: str) -> tuple[SignedIn, str]:
        """Who signed in, and the cookie's value, kept nowhere.

        Raises StoreUnavailable, or SignInRefused, SecondFactorRequired or AccountLocked, which are recorded.
        """
        account = await self._store.read(account_key(self._store, self._username), Account)
        # Of an account of the identity provider there is none.
        password_hash = (account.password_hash or None) if account else None
        if await passwords.matches(password_hash, password):
            self._proven_hash = password_hash
        outcome = await transact(self._store, self._decide)
        if self._has_locked:
            log.warning("account_locked", username=self._username, address=self._address)
        if isinstance(outcome, AccessDenied):
            raise outcome
        return outcome, self._secret

    async def _decide(self, transaction: Transaction) -> SignedIn | AccessDenied:
        account = await transaction.get(account_key(self._store, self._username), Account)
        failures_at = failures_key(self._store, self._username)
        failures = await transaction.get(failures_at, WrongAttempts) or WrongAttempts()
        refusal = await self._refusal(transaction, account, failures)
        if account is None or refusal is not None:
            return self._refuse(transaction, account, failures, refusal or SignInRefused())
        session = new_session(
            self._store,
            account,
            secret=self._secret,
            label=self._label,
            address=self._address,
            session_id=self._session_id,
            at_terminal=self._at_terminal,
        )
        transaction.forget(failures_at)
        write_session(self._store, transaction, session)
        self._record(transaction, AuditKind.SIGNED_IN, account, device_id=session.session_id)
        transaction.announce(AccountChanged(username=account.username))
        return SignedIn(account=account, session=session)

    async def _refusal(
        self, transaction: Transaction, account: Account | None, failures: WrongAttempts
    ) -> AccessDenied | None:
        if lockout.is_locked(failures, self._store.now()):
            return AccountLocked()
        # The password was checked outside; it must still be the account's.
        if account is None or account.password_hash != self._proven_hash:
            return SignInRefused()
        return await prove(self._store, transaction, account.username, self._second)

    def _refuse(
        self,
        transaction: Transaction,
        account: Account | None,
        failures: WrongAttempts,
        refusal: AccessDenied,
    ) -> AccessDenied:
        # Decided anew when somebody else was faster.
        self._has_locked = False
        self._record(transaction, AuditKind.SIGN_IN_REFUSED, account, outcome=refusal.reason)
        # Being asked for a second factor is no mistake, and trying a locked door locks it no longer.
        if isinstance(refusal, SecondFactorRequired | AccountLocked):
            return refusal
        now = self._store.now()
        failures = lockout.add(failures, now)
        key = failures_key(self._store, self._username)
        transaction.put(key, failures, lifetime_s=lockout.WINDOW_S)
        if account is not None and lockout.is_locked(failures, now):
            self._has_locked = True
            self._record(transaction, AuditKind.ACCOUNT_LOCKED, account)
        return refusal

    def _record(
        self,
        transaction: Transaction,
        kind: AuditKind,
        account: Account | None,
        *,
        outcome: str = DONE,
        device_id: str | None = None,
    ) -> None:
        # People type passwords into the wrong field: a name that is no account is not written down.
        identity = account.username if account is not None else UNKNOWN_IDENTITY
        transaction.record(
            AuditEvent(
                kind=kind,
                at_s=self._store.now(),
                actor=Actor(
                    identity=identity, source=Source.CONSOLE, device_id=device_id, address=self._address
                ),
                outcome=outcome,
                device_id=device_id,
                username=account.username if account else None,
                detail=self._label,
            )
        )


def new_session(
    store: Store,
    account: Account,
    *,
    secret: str,
    label: str,
    address: str,
    session_id: str | None = None,
    at_terminal: bool = False,
) -> StaffSession:
    """The session that begins now, of the cookie with this value."""
    now = store.now()
    return StaffSession(
        session_id=session_id or new_id(),
        username=account.username,
        secret_hmac=store.hmac(Purpose.STAFF, secret),
        label=label,
        address=address,
        created_at_s=now,
        seen_at_s=now,
        is_terminal=at_terminal and policy.may(account.role, Action.USE_TERMINAL),
    )
