"""Links that an agency hands on to a partner, kept."""

from collections.abc import Collection

from responder.access import child_link as core
from responder.access import link as link_core
from responder.access.agreement import AgreementBroken
from responder.access.audit import Actor, AuditKind
from responder.access.incident import Incident
from responder.access.link import Link
from responder.store.agreements import hold_to_agreement
from responder.store.connection import Store
from responder.store.records import link_key, links_key, load_link, token_key, write_link
from responder.store.secret import Purpose, new_id, new_token
from responder.store.transaction import Transaction, transact


class ChildLinks:
    """Hands links on. Raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store, *, requires_agreement: bool = False) -> None:
        """With `requires_agreement` a partner without one gets no link."""
        self._store = store
        self._requires_agreement = requires_agreement

    async def hand_on(
        self,
        parent_link_id: str,
        *,
        agency: str,
        actor: Actor,
        building_ids: Collection[str] | None = None,
        lifetime_s: float | None = None,
        device_limit: int | None = None,
        by_device_id: str | None = None,
    ) -> tuple[Link, str]:
        """The child and its token, kept nowhere; what is left out is as the parent has it.

        `by_device_id` is the device that hands it on, None for staff. Raises NotFound, LinkRevoked,
        LinkExpired, IncidentClosed, NotAllowed, InvalidRequest, or AgreementBroken, which is recorded: the
        partner has an agreement with the district too, or none.
        """
        link_id, token = new_id(), new_token()

        async def decide(transaction: Transaction) -> Link | AgreementBroken:
            before, incident = await load_link(self._store, transaction, parent_link_id)
            now = self._store.now()
            parent, child = core.issue_child(
                before,
                incident,
                link_id=link_id,
                token_hmac=self._store.hmac(Purpose.LINK, token),
                agency=agency,
                issued_by=actor.identity,
                now=now,
                building_ids=building_ids,
                lifetime_s=lifetime_s,
                device_limit=device_limit,
                issued_by_device_id=by_device_id,
            )
            refusal = await hold_to_agreement(
                self._store,
                transaction,
                child,
                incident,
                actor=actor,
                is_required=self._requires_agreement,
                approved_by=None,
                override=None,
            )
            if refusal is not None:
                return refusal
            transaction.put(link_key(self._store, parent.link_id), parent)
            transaction.put(token_key(self._store, token), link_id)
            transaction.index(links_key(self._store, incident.incident_id), {link_id: now})
            write_link(self._store, transaction, child, incident, kind=AuditKind.LINK_HANDED_ON, actor=actor)
            return child

        outcome = await transact(self._store, decide)
        if isinstance(outcome, AgreementBroken):
            raise outcome
        return outcome, token


async def revoke_children(
    store: Store,
    transaction: Transaction,
    parent: Link,
    incident: Incident,
    *,
    actor: Actor,
    of_device_id: str | None = None,
) -> None:
    """Revokes what was handed on from the link, by one device or by all, and is not revoked yet."""
    for link_id in parent.child_link_ids:
        child, _ = await load_link(store, transaction, link_id)
        if child.revoked_at_s is not None or of_device_id not in (None, child.issued_by_device_id):
            continue
        revoked = link_core.revoke(child, revoked_by=actor.identity, now=store.now())
        write_link(store, transaction, revoked, incident, kind=AuditKind.LINK_REVOKED, actor=actor)
