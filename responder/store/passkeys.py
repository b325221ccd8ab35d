"""Passkeys, kept; and their challenges, each of which serves once."""

from typing import NoReturn

from responder.access import passkey as core
from responder.access.account import Account
from responder.access.audit import DONE, UNKNOWN_IDENTITY, Actor, AuditEvent, AuditKind, Source
from responder.access.errors import SignInRefused
from responder.access.passkey import CHALLENGE_LIFETIME_S, Passkey, PasskeyRefused, Passkeys
from responder.store.changes import AccountChanged
from responder.store.connection import Store
from responder.store.records import account_key, load_account, passkeys_key, write_session
from responder.store.secret import new_token
from responder.store.sign_in import SignedIn, new_session
from responder.store.transaction import Transaction, record, transact

# Whose challenge it is before anybody has signed in.
_ANYBODY = ""


class PasskeyStore:
    """Raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def challenge(self, username: str = _ANYBODY) -> str:
        """A new one, base64url, for the account that adds a passkey, or for anybody who signs in."""
        challenge = new_token()

        async def decide(transaction: Transaction) -> None:
            transaction.put(self._challenge_key(challenge), username, lifetime_s=CHALLENGE_LIFETIME_S)

        await transact(self._store, decide)
        return challenge

    async def of_account(self, username: str) -> Passkeys:
        found = await self._store.read(passkeys_key(self._store, username), Passkeys)
        return found or Passkeys(username=username)

    async def is_in_use(self) -> bool:
        """Whether anybody here has ever added one: without that, nobody is offered to sign in with it."""
        return await self._store.read(self._in_use_key, bool) or False

    async def of_credential(self, credential_id: str) -> tuple[Passkeys, Passkey]:
        """Whose it is. Raises PasskeyRefused."""
        username = await self._store.read(self._owner_key(credential_id), str)
        if username is None:
            raise PasskeyRefused
        passkeys = await self.of_account(username)
        return passkeys, passkeys.find(credential_id)

    async def add(self, username: str, key: Passkey, *, challenge: str, actor: Actor) -> None:
        """Raises PasskeyRefused, AlreadyExists, InvalidRequest or NotFound."""

        async def decide(transaction: Transaction) -> None:
            core.require_may_have(await load_account(self._store, transaction, username))
            await self._use(transaction, challenge, username)
            at = passkeys_key(self._store, username)
            known = await transaction.get(at, Passkeys) or Passkeys(username=username)
            transaction.put(at, core.add(known, key))
            transaction.put(self._owner_key(key.credential_id), username)
            transaction.put(self._in_use_key, True)
            self._record(transaction, AuditKind.PASSKEY_ADDED, username, actor, key.label)

        await transact(self._store, decide)

    async def remove(self, username: str, credential_id: str, *, actor: Actor) -> None:
        """Raises NotFound."""

        async def decide(transaction: Transaction) -> None:
            at = passkeys_key(self._store, username)
            known = await transaction.get(at, Passkeys) or Passkeys(username=username)
            transaction.put(at, core.remove(known, credential_id))
            transaction.forget(self._owner_key(credential_id))
            self._record(transaction, AuditKind.PASSKEY_REMOVED, username, actor)

        await transact(self._store, decide)

    async def sign_in(
        self,
        username: str,
        credential_id: str,
        sign_count: int,
        *,
        challenge: str,
        label: str,
        address: str,
        at_terminal: bool,
    ) -> tuple[SignedIn, str]:
        """Who signed in with a passkey that was proved, and the cookie's value. Raises PasskeyRefused."""
        secret = new_token()

        async def decide(transaction: Transaction) -> SignedIn | SignInRefused:
            account = await transaction.get(account_key(self._store, username), Account)
            at = passkeys_key(self._store, username)
            known = await transaction.get(at, Passkeys)
            try:
                await self._use(transaction, challenge, _ANYBODY)
                if account is None or known is None:
                    raise PasskeyRefused
                known.find(credential_id)
            except PasskeyRefused as refusal:
                transaction.record(self._refused(refusal, label, address))
                return refusal
            session = new_session(
                self._store, account, secret=secret, label=label, address=address, at_terminal=at_terminal
            )
            transaction.put(at, core.count(known, credential_id, sign_count))
            write_session(self._store, transaction, session)
            actor = Actor(
                identity=username, source=Source.CONSOLE, device_id=session.session_id, address=address
            )
            self._record(transaction, AuditKind.SIGNED_IN, username, actor, f"{label}, passkey")
            return SignedIn(account=account, session=session)

        outcome = await transact(self._store, decide)
        if isinstance(outcome, SignInRefused):
            raise outcome
        return outcome, secret

    async def refuse(self, *, label: str, address: str) -> NoReturn:
        """Records that a passkey was not proved. Raises PasskeyRefused."""
        refusal = PasskeyRefused()
        await record(self._store, self._refused(refusal, label, address))
        raise refusal

    async def _use(self, transaction: Transaction, challenge: str, username: str) -> None:
        """Raises PasskeyRefused for a challenge that is not outstanding, or is somebody else's."""
        key = self._challenge_key(challenge)
        if await transaction.get(key, str) != username:
            raise PasskeyRefused
        transaction.forget(key)

    def _refused(self, refusal: SignInRefused, label: str, address: str) -> AuditEvent:
        return AuditEvent(
            kind=AuditKind.SIGN_IN_REFUSED,
            at_s=self._store.now(),
            actor=Actor(identity=UNKNOWN_IDENTITY, source=Source.CONSOLE, address=address),
            outcome=refusal.reason,
            detail=f"{label}, passkey",
        )

    def _record(
        self, transaction: Transaction, kind: AuditKind, username: str, actor: Actor, detail: str = ""
    ) -> None:
        transaction.record(
            AuditEvent(
                kind=kind,
                at_s=self._store.now(),
                actor=actor,
                outcome=DONE,
                device_id=actor.device_id,
                username=username,
                detail=detail,
            )
        )
        transaction.announce(AccountChanged(username=username))

    def _challenge_key(self, challenge: str) -> str:
        return self._store.key("passkey-challenge", challenge)

    @property
    def _in_use_key(self) -> str:
        return self._store.key("passkeys-in-use")

    def _owner_key(self, credential_id: str) -> str:
        return self._store.key("passkey-owner", credential_id)
