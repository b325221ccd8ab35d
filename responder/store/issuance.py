"""A new link comes to be: with a token of its own, within its agency's agreement, and on the record."""

from collections.abc import Awaitable, Callable

from msgspec import Struct
from msgspec.structs import replace

from responder.access.agreement import AgreementBroken
from responder.access.audit import Actor, AuditKind
from responder.access.incident import Incident
from responder.access.link import Link
from responder.store.agreements import Consent, hold_to_agreement
from responder.store.connection import Store
from responder.store.records import link_key, links_key, token_key, write_link
from responder.store.secret import Purpose, new_id, new_token
from responder.store.transaction import Transaction, transact


class NewLink(Struct, frozen=True, kw_only=True):
    """What was decided: the link, its incident, and the link that it was handed on from, if it was."""

    link: Link
    incident: Incident
    parent: Link | None = None


class Issuance:
    """One new link. `link_id`, `token` and `token_hmac` are there before it is decided on; `run` it once."""

    def __init__(self, store: Store, *, actor: Actor, consent: Consent) -> None:
        self.link_id = new_id()
        self.token = new_token()
        self.token_hmac = store.hmac(Purpose.LINK, self.token)
        self._store = store
        self._actor = actor
        self._consent = consent

    async def run(self, make: Callable[[Transaction], Awaitable[NewLink]]) -> tuple[Link, str]:
        """The link that `make` decides on, perhaps waiting for approval, and its token, kept nowhere.

        Raises StoreUnavailable, what `make` raises, or AgreementBroken, which is recorded.
        """

        async def decide(transaction: Transaction) -> Link | AgreementBroken:
            made = await make(transaction)
            outcome = await hold_to_agreement(
                self._store,
                transaction,
                made.link,
                made.incident,
                actor=self._actor,
                consent=self._consent,
            )
            if isinstance(outcome, Link):
                self._write(transaction, replace(made, link=outcome))
            return outcome

        outcome = await transact(self._store, decide)
        if isinstance(outcome, AgreementBroken):
            raise outcome
        return outcome, self.token

    def _write(self, transaction: Transaction, made: NewLink) -> None:
        link, parent = made.link, made.parent
        if parent is not None:
            transaction.put(link_key(self._store, parent.link_id), parent)
        transaction.put(token_key(self._store, self.token), link.link_id)
        transaction.index(links_key(self._store, link.incident_id), {link.link_id: link.issued_at_s})
        write_link(self._store, transaction, link, made.incident, kind=_kind(made), actor=self._actor)


def _kind(made: NewLink) -> AuditKind:
    if made.link.pending_lifetime_s is not None:
        return AuditKind.LINK_HELD_BACK
    return AuditKind.LINK_ISSUED if made.parent is None else AuditKind.LINK_HANDED_ON
