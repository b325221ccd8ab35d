"""Staff accounts, kept."""

from msgspec.structs import replace

from responder.access.account import Account, Assignment, assigned
from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.errors import AlreadyExists, InvalidRequest, NotFound
from responder.store.changes import AccountChanged
from responder.store.connection import Store
from responder.store.passwords import Passwords
from responder.store.records import (
    account_key,
    accounts_key,
    failures_key,
    load_account,
    normalised,
    passkeys_key,
    second_factor_key,
)
from responder.store.transaction import Transaction, transact

# Five tries in 15 minutes guess nothing of this length; longer ones end up on a sticker.
MIN_PASSWORD_LENGTH = 10

MAX_USERNAME_LENGTH = 64


class Accounts:
    """Adds, changes and finds accounts. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        self._store = store
        self._passwords = passwords
        self._index = accounts_key(store)

    async def add(
        self,
        *,
        username: str,
        display_name: str,
        assignment: Assignment,
        password: str,
        actor: Actor,
    ) -> Account:
        """Raises AlreadyExists, or InvalidRequest, also when the scope is not what the role needs."""
        person = Account(
            username=_require_username(username),
            display_name=display_name.strip() or username.strip(),
            role=assignment.role,
            password_hash=await self._hash(password),
            password_set_at_s=self._store.now(),
        )
        account = assigned(person, assignment)

        async def decide(transaction: Transaction) -> Account:
            if await transaction.get(account_key(self._store, account.username), Account) is not None:
                raise AlreadyExists("There is already an account of that name.")
            transaction.index(self._index, {account.username: self._store.now()})
            self._write(transaction, account, AuditKind.ACCOUNT_ADDED, actor)
            return account

        return await transact(self._store, decide)

    async def change(
        self, username: str, *, display_name: str, assignment: Assignment, actor: Actor
    ) -> Account:
        """Another role or scope, from the next question on. Raises NotFound, or InvalidRequest as `add`."""

        async def decide(transaction: Transaction) -> Account:
            before = await load_account(self._store, transaction, username)
            named = replace(before, display_name=display_name.strip() or before.display_name)
            account = assigned(named, assignment)
            self._write(transaction, account, AuditKind.ACCOUNT_CHANGED, actor)
            return account

        return await transact(self._store, decide)

    async def set_password(self, username: str, password: str, *, actor: Actor) -> Account:
        """Raises NotFound or InvalidRequest."""
        password_hash = await self._hash(password)

        async def decide(transaction: Transaction) -> Account:
            before = await load_account(self._store, transaction, username)
            account = replace(before, password_hash=password_hash, password_set_at_s=self._store.now())
            self._write(transaction, account, AuditKind.PASSWORD_CHANGED, actor)
            return account

        return await transact(self._store, decide)

    async def unlock(self, username: str, *, actor: Actor) -> None:
        """Forgets its failed sign-ins. Raises NotFound."""

        async def decide(transaction: Transaction) -> None:
            account = await load_account(self._store, transaction, username)
            transaction.forget(failures_key(self._store, account.username))
            self._record(transaction, account.username, AuditKind.ACCOUNT_UNLOCKED, actor)

        await transact(self._store, decide)

    async def remove(self, username: str, *, actor: Actor) -> None:
        """Removes it; who is signed in to it no longer is. Raises NotFound."""

        async def decide(transaction: Transaction) -> None:
            account = await load_account(self._store, transaction, username)
            transaction.forget(account_key(self._store, account.username))
            transaction.forget(second_factor_key(self._store, account.username))
            transaction.forget(passkeys_key(self._store, account.username))
            transaction.unindex(self._index, account.username)
            self._record(transaction, account.username, AuditKind.ACCOUNT_REMOVED, actor)

        await transact(self._store, decide)

    async def get(self, username: str) -> Account:
        """Raises NotFound."""
        account = await self._store.read(account_key(self._store, username), Account)
        if account is None:
            raise NotFound("There is no such account.")
        return account

    async def list_all(self) -> list[Account]:
        """All accounts, in the order in which they were added."""
        names = await self._store.members(self._index)
        found = await self._store.read_many([account_key(self._store, name) for name in names], Account)
        return [account for account in found if account is not None]

    async def _hash(self, password: str) -> str:
        if len(password) < MIN_PASSWORD_LENGTH:
            raise InvalidRequest(f"A password needs at least {MIN_PASSWORD_LENGTH} characters.")
        return await self._passwords.hash(password)

    def _write(self, transaction: Transaction, account: Account, kind: AuditKind, actor: Actor) -> None:
        transaction.put(account_key(self._store, account.username), account)
        self._record(transaction, account.username, kind, actor, detail=account.role)

    def _record(
        self, transaction: Transaction, username: str, kind: AuditKind, actor: Actor, *, detail: str = ""
    ) -> None:
        transaction.record(
            AuditEvent(kind=kind, at_s=self._store.now(), actor=actor, username=username, detail=detail)
        )
        transaction.announce(AccountChanged(username=username))


def _require_username(username: str) -> str:
    name = normalised(username)
    if not name or len(name) > MAX_USERNAME_LENGTH or any(not letter.isprintable() for letter in name):
        raise InvalidRequest(f"A user name has 1 to {MAX_USERNAME_LENGTH} printable characters.")
    return name
