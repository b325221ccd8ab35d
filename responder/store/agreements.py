"""Agreements with agencies, kept, and held against every link that is issued."""

import structlog
from msgspec import Struct

from responder.access import agreement as core
from responder.access import approval
from responder.access.account import Account
from responder.access.agreement import Agreement, AgreementBroken, LinkTerms, Override, Term
from responder.access.audit import DONE, Actor, AuditEvent, AuditKind
from responder.access.errors import NotFound
from responder.access.incident import Incident
from responder.access.link import Link, scope
from responder.store.changes import AgreementChanged
from responder.store.connection import Store
from responder.store.records import agreement_key
from responder.store.transaction import Transaction, transact

log = structlog.get_logger(__name__)


class Agreements:
    """Sets, removes and finds agreements. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index = store.key("agreements")

    async def set(self, agreement: Agreement, *, actor: Actor) -> None:
        """In place of the agency's agreement before, if there was one. Raises InvalidRequest."""
        core.require_sensible(agreement)
        key = agreement_key(self._store, agreement.agency)

        async def decide(transaction: Transaction) -> None:
            transaction.put(key, agreement)
            transaction.index(self._index, {key: 0.0})
            self._record(transaction, AuditKind.AGREEMENT_SET, agreement, actor)

        await transact(self._store, decide)

    async def remove(self, agency: str, *, actor: Actor) -> None:
        """Raises NotFound."""
        key = agreement_key(self._store, agency)

        async def decide(transaction: Transaction) -> None:
            agreement = await transaction.get(key, Agreement)
            if agreement is None:
                raise NotFound("There is no agreement with this agency.")
            transaction.forget(key)
            transaction.unindex(self._index, key)
            self._record(transaction, AuditKind.AGREEMENT_REMOVED, agreement, actor)

        await transact(self._store, decide)

    async def get(self, agency: str) -> Agreement:
        """Raises NotFound."""
        agreement = await self._store.read(agreement_key(self._store, agency), Agreement)
        if agreement is None:
            raise NotFound("There is no agreement with this agency.")
        return agreement

    async def list_all(self) -> list[Agreement]:
        """All agreements, by the name of the agency."""
        found = await self._store.read_many(await self._store.members(self._index), Agreement)
        return [agreement for agreement in found if agreement is not None]

    def _record(self, transaction: Transaction, kind: AuditKind, agreement: Agreement, actor: Actor) -> None:
        detail = f"{agreement.agency}, {core.period(agreement)}"
        transaction.record(AuditEvent(kind=kind, at_s=self._store.now(), actor=actor, detail=detail))
        transaction.announce(AgreementChanged(agency=agreement.agency))


class Consent(Struct, frozen=True, kw_only=True):
    """Whether a link needs an agreement, who of the district opens it, and who overrides the agreement.

    `settled` are terms that are not asked again.
    """

    is_required: bool = False
    by: Account | None = None
    override: Override | None = None
    settled: frozenset[Term] = frozenset()

    def approved_by(self, agreement: Agreement | None) -> str | None:
        """Whoever may approve approves by opening."""
        return self.by.username if self.by and approval.may_approve(agreement, self.by) else None


async def hold_to_agreement(
    store: Store,
    transaction: Transaction,
    link: Link,
    incident: Incident,
    *,
    actor: Actor,
    consent: Consent,
) -> Link | AgreementBroken:
    """The link as it may be, perhaps waiting for approval; or why it must not be.

    A refusal or an override is recorded with what is broken.
    """
    agreement = await transaction.get(agreement_key(store, link.agency), Agreement)
    link = core.bound(link, agreement)
    terms = LinkTerms(
        kind=incident.kind,
        building_ids=tuple(sorted(scope(link, incident))),
        camera_groups=None if link.camera_groups is None else frozenset(link.camera_groups),
        begins_at_s=link.begins_at_s,
        expires_at_s=link.expires_at_s,
        opened_by=consent.by.role if consent.by else None,
        approved_by=consent.approved_by(agreement),
    )
    found = core.breaches(agreement, terms, store.now(), is_required=consent.is_required)
    broken = tuple(breach for breach in found if breach.term not in consent.settled)
    if not broken:
        return link
    refusal, override = AgreementBroken(broken), consent.override
    if override is None and approval.lacks_only_approval(broken):
        return approval.hold_back(link, store.now())
    transaction.record(
        AuditEvent(
            kind=AuditKind.LINK_REFUSED if override is None else AuditKind.AGREEMENT_OVERRIDDEN,
            at_s=store.now(),
            actor=actor,
            outcome=refusal.reason if override is None else DONE,
            incident_id=incident.incident_id,
            link_id=link.link_id,
            building_ids=terms.building_ids,
            detail=str(refusal) if override is None else f"{override.by}: {override.reason}. {refusal}",
        )
    )
    if override is None:
        return refusal
    log.warning("agreement_overridden", agency=link.agency, by=override.by, broken=str(refusal))
    return link
