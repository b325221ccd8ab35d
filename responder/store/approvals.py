"""Links that wait for approval: found for those who may give it, approved or denied with one tap."""

from msgspec import Struct

from responder.access import approval
from responder.access.account import Account
from responder.access.agreement import Agreement, AgreementBroken, Override, Term
from responder.access.audit import Actor, AuditKind
from responder.access.errors import NotAllowed
from responder.access.incident import Incident
from responder.access.link import Link, LinkState, normalised_agency, state
from responder.store.agreements import Agreements, Consent, hold_to_agreement
from responder.store.connection import Store
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.records import agreement_key, load_link, write_link
from responder.store.transaction import Transaction, transact

_NOT_AN_APPROVER = "Somebody else approves the links of this agency."


class Waiting(Struct, frozen=True, kw_only=True):
    """A link that waits, its incident, and the agreement that asks for approval, unless it is gone since."""

    link: Link
    incident: Incident
    agreement: Agreement | None


class Approvals:
    """Raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._incidents = Incidents(store)
        self._links = Links(store)
        self._agreements = Agreements(store)

    async def waiting(self) -> list[Waiting]:
        """All links that wait now, those of the newest incident first."""
        agreements = {normalised_agency(it.agency): it for it in await self._agreements.list_all()}
        now = self._store.now()
        return [
            Waiting(link=link, incident=incident, agreement=agreements.get(normalised_agency(link.agency)))
            for incident in await self._incidents.list_open()
            for link in await self._links.for_incident(incident.incident_id)
            if state(link, incident, now) is LinkState.PENDING
        ]

    async def approve(
        self, link_id: str, *, by: Account, actor: Actor, override: Override | None = None
    ) -> Link:
        """The link, active, if it keeps to the rest of its agreement still.

        Raises NotFound, LinkRevoked, LinkExpired, IncidentClosed, InvalidRequest when it does not wait,
        AgreementBroken, or NotAllowed for somebody who does not approve this agency's links and overrides
        nothing.
        """
        consent = Consent(by=by, settled=frozenset({Term.OPENER}), override=override)

        async def decide(transaction: Transaction) -> Link | AgreementBroken:
            before, incident = await load_link(self._store, transaction, link_id)
            parent = await self._parent(transaction, before)
            link = approval.approve(
                before, incident, approved_by=by.username, now=self._store.now(), parent=parent
            )
            outcome = await hold_to_agreement(
                self._store, transaction, link, incident, actor=actor, consent=consent
            )
            if isinstance(outcome, AgreementBroken):
                return outcome
            if outcome.pending_lifetime_s is not None:
                raise NotAllowed(_NOT_AN_APPROVER)
            write_link(self._store, transaction, link, incident, kind=AuditKind.LINK_APPROVED, actor=actor)
            return outcome

        outcome = await transact(self._store, decide)
        if isinstance(outcome, AgreementBroken):
            raise outcome
        return outcome

    async def deny(self, link_id: str, *, by: Account, actor: Actor) -> Link:
        """The link, dead for good. Raises what `approve` raises, but AgreementBroken."""

        async def decide(transaction: Transaction) -> Link:
            before, incident = await load_link(self._store, transaction, link_id)
            agreement = await transaction.get(agreement_key(self._store, before.agency), Agreement)
            if not approval.may_approve(agreement, by):
                raise NotAllowed(_NOT_AN_APPROVER)
            link = approval.deny(before, incident, denied_by=by.username, now=self._store.now())
            write_link(self._store, transaction, link, incident, kind=AuditKind.LINK_DENIED, actor=actor)
            return link

        return await transact(self._store, decide)

    async def _parent(self, transaction: Transaction, link: Link) -> Link | None:
        """That it was handed on from, if it was."""
        if link.parent_link_id is None:
            return None
        return (await load_link(self._store, transaction, link.parent_link_id))[0]
