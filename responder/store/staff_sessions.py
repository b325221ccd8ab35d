"""Who of the staff is signed in, with which browser."""

from responder.access import session as core
from responder.access.account import Account
from responder.access.audit import Actor, AuditEvent, AuditKind, Source
from responder.access.errors import NotSignedIn
from responder.access.session import StaffSession
from responder.store.changes import AccountChanged
from responder.store.connection import Store
from responder.store.passwords import Passwords
from responder.store.records import (
    account_key,
    session_key,
    session_secret_key,
    write_session,
)
from responder.store.secret import Purpose
from responder.store.sign_in import SignedIn, SignIn
from responder.store.transaction import Transaction, transact

__all__ = ["SignedIn", "StaffSessions"]

# Using a session is not a write to disk each time; a minute less of 30 idle ones does not matter.
_TOUCH_EVERY_S = 60.0


class StaffSessions:
    """Signs in and out and recognises cookies. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        self._store = store
        self._passwords = passwords

    async def sign_in(
        self,
        username: str,
        password: str,
        *,
        label: str,
        address: str,
        second: str | None = None,
        at_terminal: bool = False,
    ) -> tuple[SignedIn, str]:
        """Who signed in, and the cookie's value, kept nowhere.

        `second` is what was typed as the second factor; `at_terminal` is what the browser says of itself, and
        holds for the roles that may use one. Raises SignInRefused or AccountLocked, or
        SecondFactorRequired when the password is right, the account has a factor, and nothing was typed.
        """
        attempt = SignIn(
            self._store,
            username=username,
            second=second,
            label=label,
            address=address,
            at_terminal=at_terminal,
        )
        return await attempt.run(self._passwords, password)

    async def by_secret(self, secret: str) -> SignedIn:
        """Who holds this cookie. Raises NotSignedIn."""
        session_id = await self._store.read(
            session_secret_key(self._store, self._store.hmac(Purpose.STAFF, secret)), str
        )
        if session_id is None:
            raise NotSignedIn
        return await self.get(session_id)

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
            transaction.record(_signed_out(session, self._store.now()))
            transaction.announce(AccountChanged(username=session.username))

        await transact(self._store, decide)

    async def touch(self, session: StaffSession) -> None:
        """Keeps it from idling out: somebody is there. Live views of it go on with it."""
        now = self._store.now()
        if now < session.seen_at_s + _TOUCH_EVERY_S:
            return

        async def decide(transaction: Transaction) -> None:
            current = await transaction.get(session_key(self._store, session.session_id), StaffSession)
            if current is not None:
                write_session(self._store, transaction, core.touch(current, now))
                transaction.announce(AccountChanged(username=session.username))

        await transact(self._store, decide)


def _signed_out(session: StaffSession, now: float) -> AuditEvent:
    actor = Actor(
        identity=session.username,
        source=Source.CONSOLE,
        device_id=session.session_id,
        address=session.address,
    )
    return AuditEvent(
        kind=AuditKind.SIGNED_OUT,
        at_s=now,
        actor=actor,
        device_id=session.session_id,
        username=session.username,
        detail=session.label,
    )
