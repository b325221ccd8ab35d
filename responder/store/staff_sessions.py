"""Who of the staff is signed in, with which browser."""

from msgspec import Struct

from responder.access import lockout
from responder.access import session as core
from responder.access.account import Account
from responder.access.audit import UNKNOWN_IDENTITY, Actor, AuditEvent, AuditKind, Source
from responder.access.errors import AccessDenied, AccountLocked, NotSignedIn, SignInRefused
from responder.access.lockout import WrongAttempts
from responder.access.session import StaffSession
from responder.store.changes import AccountChanged
from responder.store.connection import Store
from responder.store.passwords import Passwords
from responder.store.records import (
    account_key,
    failures_key,
    normalised,
    session_key,
    session_secret_key,
)
from responder.store.second_factors import prove
from responder.store.secret import Purpose, new_id, new_token
from responder.store.transaction import Transaction, transact

# Using a session is not a write to disk each time; a minute more or less of 12 idle hours does not matter.
_TOUCH_EVERY_S = 60.0


class SignedIn(Struct, frozen=True, kw_only=True):
    account: Account
    session: StaffSession


class StaffSessions:
    """Signs in and out and recognises cookies. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        self._store = store
        self._passwords = passwords

    async def sign_in(
        self, username: str, password: str, *, label: str, address: str, second: str | None = None
    ) -> tuple[SignedIn, str]:
        """Who signed in, and the cookie's value, kept nowhere.

        `second` is what was typed as the second factor. Raises SignInRefused or AccountLocked, or
        SecondFactorRequired when the password is right, the account has a factor, and nothing was typed.
        """
        account = await self._store.read(account_key(self._store, username), Account)
        matches = await self._passwords.matches(account.password_hash if account else None, password)
        secret = new_token()
        session = self._new_session(normalised(username), secret, label=label, address=address)

        async def decide(transaction: Transaction) -> SignedIn | AccessDenied:
            failures_at = failures_key(self._store, session.username)
            failures = await transaction.get(failures_at, WrongAttempts) or WrongAttempts()
            if lockout.is_locked(failures, session.created_at_s):
                return self._refuse(transaction, account, session, AccountLocked())
            if account is None or not matches:
                self._count_failure(transaction, account, session, failures)
                return self._refuse(transaction, account, session, SignInRefused())
            refusal = await prove(self._store, transaction, account.username, second)
            if refusal is not None:
                if second is not None:
                    self._count_failure(transaction, account, session, failures)
                return self._refuse(transaction, account, session, refusal)
            transaction.forget(failures_at)
            self._put(transaction, session)
            self._record(transaction, AuditKind.SIGNED_IN, session)
            return SignedIn(account=account, session=session)

        outcome = await transact(self._store, decide)
        if isinstance(outcome, AccessDenied):
            raise outcome
        return outcome, secret

    async def by_secret(self, secret: str) -> SignedIn:
        """Who holds this cookie; keeps the session from idling out. Raises NotSignedIn."""
        session_id = await self._store.read(
            session_secret_key(self._store, self._store.hmac(Purpose.STAFF, secret)), str
        )
        if session_id is None:
            raise NotSignedIn
        signed_in = await self.get(session_id)
        await self._touch(signed_in.session)
        return signed_in

    async def get(self, session_id: str) -> SignedIn:
        """The session, if it still holds. Raises NotSignedIn."""
        session = await self._store.read(session_key(self._store, session_id), StaffSession)
        if session is None:
            raise NotSignedIn
        account = await self._store.read(account_key(self._store, session.username), Account)
        if account is None:
            raise NotSignedIn
        core.require_current(session, account, self._store.now())
        return SignedIn(account=account, session=session)

    async def sign_out(self, secret: str) -> None:
        """Ends the session of this cookie; nothing happens when there is none."""
        secret_key = session_secret_key(self._store, self._store.hmac(Purpose.STAFF, secret))

        async def decide(transaction: Transaction) -> None:
            session_id = await transaction.get(secret_key, str)
            if session_id is None:
                return
            session = await transaction.get(session_key(self._store, session_id), StaffSession)
            if session is None:
                return
            transaction.forget(secret_key)
            transaction.forget(session_key(self._store, session_id))
            self._record(transaction, AuditKind.SIGNED_OUT, session)

        await transact(self._store, decide)

    async def _touch(self, session: StaffSession) -> None:
        now = self._store.now()
        if now < session.seen_at_s + _TOUCH_EVERY_S:
            return

        async def decide(transaction: Transaction) -> None:
            current = await transaction.get(session_key(self._store, session.session_id), StaffSession)
            if current is not None:
                self._put(transaction, core.touch(current, now))

        await transact(self._store, decide)

    def _new_session(self, username: str, secret: str, *, label: str, address: str) -> StaffSession:
        now = self._store.now()
        return StaffSession(
            session_id=new_id(),
            username=username,
            secret_hmac=self._store.hmac(Purpose.STAFF, secret),
            label=label,
            address=address,
            created_at_s=now,
            seen_at_s=now,
        )

    def _count_failure(
        self,
        transaction: Transaction,
        account: Account | None,
        session: StaffSession,
        failures: WrongAttempts,
    ) -> None:
        now = session.created_at_s
        failures = lockout.add(failures, now)
        transaction.put(failures_key(self._store, session.username), failures, lifetime_s=lockout.WINDOW_S)
        if account is not None and lockout.is_locked(failures, now):
            self._record(transaction, AuditKind.ACCOUNT_LOCKED, session)

    def _refuse(
        self,
        transaction: Transaction,
        account: Account | None,
        session: StaffSession,
        refusal: AccessDenied,
    ) -> AccessDenied:
        # People type passwords into the wrong field: a name that is no account is not written down.
        identity = account.username if account is not None else UNKNOWN_IDENTITY
        transaction.record(
            AuditEvent(
                kind=AuditKind.SIGN_IN_REFUSED,
                at_s=session.created_at_s,
                actor=Actor(identity=identity, source=Source.CONSOLE, address=session.address),
                outcome=refusal.reason,
                username=account.username if account else None,
                detail=session.label,
            )
        )
        return refusal

    def _put(self, transaction: Transaction, session: StaffSession) -> None:
        lifetime_s = session.valid_until_s - self._store.now()
        transaction.put(session_key(self._store, session.session_id), session, lifetime_s=lifetime_s)
        transaction.put(
            session_secret_key(self._store, session.secret_hmac), session.session_id, lifetime_s=lifetime_s
        )

    def _record(self, transaction: Transaction, kind: AuditKind, session: StaffSession) -> None:
        actor = Actor(
            identity=session.username,
            source=Source.CONSOLE,
            device_id=session.session_id,
            address=session.address,
        )
        transaction.record(
            AuditEvent(
                kind=kind,
                at_s=self._store.now(),
                actor=actor,
                device_id=session.session_id,
                username=session.username,
                detail=session.label,
            )
        )
        transaction.announce(AccountChanged(username=session.username))
