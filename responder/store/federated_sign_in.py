"""Somebody whom the identity provider has signed in gets a session here; or is told why not."""

from msgspec.structs import replace

from responder.access.account import Account
from responder.access.audit import DONE, Actor, AuditEvent, AuditKind, Source
from responder.access.errors import SignInRefused
from responder.access.federation import require_same_subject
from responder.store.changes import AccountChanged
from responder.store.connection import Store
from responder.store.records import account_key, accounts_key, write_session
from responder.store.secret import new_token
from responder.store.sign_in import SignedIn, new_session
from responder.store.transaction import Transaction, transact


async def sign_in_federated(
    store: Store, arriving: Account, *, label: str, address: str
) -> tuple[SignedIn, str]:
    """Who signed in, and the cookie's value, kept nowhere; the account is as the provider says now.

    Raises StoreUnavailable, or SignInRefused, which is recorded.
    """
    secret = new_token()
    session = new_session(store, arriving, secret=secret, label=label, address=address)
    actor = Actor(
        identity=arriving.username, source=Source.CONSOLE, device_id=session.session_id, address=address
    )

    def record(transaction: Transaction, kind: AuditKind, detail: str, outcome: str = DONE) -> None:
        transaction.record(
            AuditEvent(
                kind=kind,
                at_s=store.now(),
                actor=actor,
                outcome=outcome,
                device_id=session.session_id,
                username=arriving.username,
                detail=detail,
            )
        )

    async def decide(transaction: Transaction) -> SignedIn | SignInRefused:
        key = account_key(store, arriving.username)
        known = await transaction.get(key, Account)
        try:
            require_same_subject(known, arriving)
        except SignInRefused as refusal:
            record(transaction, AuditKind.SIGN_IN_REFUSED, label, refusal.reason)
            return refusal
        account = arriving if known is None else replace(arriving, password_set_at_s=known.password_set_at_s)
        if account != known:
            kind = AuditKind.ACCOUNT_ADDED if known is None else AuditKind.ACCOUNT_CHANGED
            transaction.put(key, account)
            transaction.index(accounts_key(store), {account.username: store.now()})
            record(transaction, kind, f"{account.role}, by the identity provider")
        write_session(store, transaction, session)
        record(transaction, AuditKind.SIGNED_IN, label)
        transaction.announce(AccountChanged(username=account.username))
        return SignedIn(account=account, session=session)

    outcome = await transact(store, decide)
    if isinstance(outcome, SignInRefused):
        raise outcome
    return outcome, secret
