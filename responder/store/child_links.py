"""Links that an agency hands on to a partner, kept."""

from collections.abc import Collection

from responder.access import child_link as core
from responder.access import link as link_core
from responder.access.audit import Actor, AuditKind
from responder.access.incident import Incident
from responder.access.link import Link
from responder.store.agreements import Consent
from responder.store.connection import Store
from responder.store.issuance import Issuance, NewLink
from responder.store.records import load_link, write_link
from responder.store.transaction import Transaction


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
        consent = Consent(is_required=self._requires_agreement)
        issuance = Issuance(self._store, actor=actor, consent=consent)

        async def make(transaction: Transaction) -> NewLink:
            before, incident = await load_link(self._store, transaction, parent_link_id)
            parent, child = core.issue_child(
                before,
                incident,
                link_id=issuance.link_id,
                token_hmac=issuance.token_hmac,
                agency=agency,
                issued_by=actor.identity,
                now=self._store.now(),
                building_ids=building_ids,
                lifetime_s=lifetime_s,
                device_limit=device_limit,
                issued_by_device_id=by_device_id,
            )
            return NewLink(link=child, incident=incident, parent=parent)

        return await issuance.run(make)


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
