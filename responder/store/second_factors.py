"""Second factors, kept: enrolled with an authenticator, proved at sign-in, removed by an administrator."""

import secrets

from responder.access import second_factor as core
from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.errors import AlreadyExists, NotFound, SignInRefused
from responder.access.second_factor import RECOVERY_CODES, SecondFactor, SecondFactorRequired
from responder.access.totp import SECRET_BYTES, provisioning_uri
from responder.store.changes import AccountChanged
from responder.store.connection import Store
from responder.store.records import load_account, normalised, recovery_hmac, second_factor_key
from responder.store.secret import new_recovery_code
from responder.store.transaction import Transaction, transact


class SecondFactors:
    """Raises StoreUnavailable when Redis is away, and StoreDamaged for a secret made with another key."""

    def __init__(self, store: Store, *, issuer: str = "responder") -> None:
        """`issuer` is the name that the authenticator shows beside the digits."""
        self._store = store
        self._issuer = issuer

    async def is_required(self, username: str) -> bool:
        """Whether the account has a confirmed factor."""
        factor = await self._store.read(second_factor_key(self._store, username), SecondFactor)
        return factor is not None and factor.is_confirmed

    async def begin(self, username: str) -> str:
        """A new secret, as the URI for the authenticator's QR code; in force once `confirm`ed.

        Raises NotFound, or AlreadyExists when there is a confirmed one: that has to be removed first.
        """
        name, secret = normalised(username), secrets.token_bytes(SECRET_BYTES)
        factor = SecondFactor(username=name, sealed_secret=self._store.seal(name, secret))

        async def decide(transaction: Transaction) -> None:
            await load_account(self._store, transaction, name)
            key = second_factor_key(self._store, name)
            known = await transaction.get(key, SecondFactor)
            if known is not None and known.is_confirmed:
                raise AlreadyExists("This account has a second factor; remove it first.")
            transaction.put(key, factor)

        await transact(self._store, decide)
        return provisioning_uri(secret, account=name, issuer=self._issuer)

    async def confirm(self, username: str, typed: str, *, actor: Actor) -> list[str]:
        """The recovery codes, kept nowhere; from now on the factor is asked for.

        Raises NotFound when nothing was begun, or SignInRefused for wrong digits.
        """
        codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
        hmacs = tuple(recovery_hmac(self._store, username, code) for code in codes)

        async def decide(transaction: Transaction) -> None:
            factor = await _load(self._store, transaction, username)
            secret = self._store.unseal(factor.username, factor.sealed_secret)
            confirmed = core.confirm(factor, secret, typed, self._store.now(), recovery_hmacs=hmacs)
            transaction.put(second_factor_key(self._store, username), confirmed)
            self._record(transaction, AuditKind.SECOND_FACTOR_ADDED, factor.username, actor)

        await transact(self._store, decide)
        return codes

    async def remove(self, username: str, *, actor: Actor) -> None:
        """For a lost phone and a lost paper. Raises NotFound."""

        async def decide(transaction: Transaction) -> None:
            factor = await _load(self._store, transaction, username)
            transaction.forget(second_factor_key(self._store, username))
            self._record(transaction, AuditKind.SECOND_FACTOR_REMOVED, factor.username, actor)

        await transact(self._store, decide)

    def _record(self, transaction: Transaction, kind: AuditKind, username: str, actor: Actor) -> None:
        transaction.record(AuditEvent(kind=kind, at_s=self._store.now(), actor=actor, username=username))
        transaction.announce(AccountChanged(username=username))


async def prove(
    store: Store, transaction: Transaction, username: str, typed: str | None
) -> SignInRefused | None:
    """Why the sign-in goes no further; None when the account has no factor, or it was proved."""
    key = second_factor_key(store, username)
    factor = await transaction.get(key, SecondFactor)
    if factor is None or not factor.is_confirmed:
        return None
    if typed is None:
        return SecondFactorRequired()
    secret = store.unseal(factor.username, factor.sealed_secret)
    used = core.use(factor, secret, typed, recovery_hmac(store, username, typed), store.now())
    if used is None:
        return SignInRefused("These are not the digits of your authenticator, nor an unused recovery code.")
    transaction.put(key, used)
    return None


async def _load(store: Store, transaction: Transaction, username: str) -> SecondFactor:
    factor = await transaction.get(second_factor_key(store, username), SecondFactor)
    if factor is None:
        raise NotFound("This account has no second factor.")
    return factor
