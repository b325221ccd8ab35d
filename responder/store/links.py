"""Links, kept: issued, redeemed, extended and revoked."""

from collections.abc import Collection

from responder.access import link as core
from responder.access.account import Account
from responder.access.agreement import SETTLED, AgreementBroken, Override
from responder.access.audit import Actor, AuditKind
from responder.access.beginning import postpone
from responder.access.child_link import extend_child
from responder.access.errors import NotFound
from responder.access.incident import Incident
from responder.access.link import DEFAULT_DEVICE_LIMIT, DEFAULT_LIFETIME_S, Link
from responder.access.pin import require_form
from responder.store.agreements import Consent, hold_to_agreement
from responder.store.child_links import revoke_children
from responder.store.connection import Store
from responder.store.issuance import Issuance, NewLink
from responder.store.records import (
    link_key,
    links_key,
    load_incident,
    load_link,
    pin_hmac,
    write_link,
)
from responder.store.redemption import Redeemed, Redemption
from responder.store.transaction import Transaction, transact


class Links:
    """Issues, extends, revokes and finds links. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store, *, requires_agreement: bool = False) -> None:
        """With `requires_agreement` an agency without one gets no link."""
        self._store = store
        self._requires_agreement = requires_agreement

    async def issue(
        self,
        incident_id: str,
        *,
        agency: str,
        actor: Actor,
        begins_at_s: float | None = None,
        lifetime_s: float = DEFAULT_LIFETIME_S,
        device_limit: int = DEFAULT_DEVICE_LIMIT,
        pin: str | None = None,
        has_waiting_room: bool = False,
        camera_groups: Collection[str] | None = None,
        by: Account | None = None,
        is_agreed: bool = False,
        override: Override | None = None,
    ) -> tuple[Link, str]:
        """A new link and its token, kept nowhere; it waits for its time, and for approval where asked.

        `by` is the account of whoever opens it; with `is_agreed` nobody does, because the agreement said so
        before. Who may give an `override` is the caller's to check. Raises NotFound, IncidentClosed,
        InvalidRequest, or AgreementBroken, which is recorded.
        """
        if pin is not None:
            require_form(pin)
        settled = SETTLED if is_agreed else frozenset()
        consent = Consent(is_required=self._requires_agreement, by=by, override=override, settled=settled)
        issuance = Issuance(self._store, actor=actor, consent=consent)

        async def make(transaction: Transaction) -> NewLink:
            incident = await load_incident(self._store, transaction, incident_id)
            link = core.issue(
                incident,
                link_id=issuance.link_id,
                token_hmac=issuance.token_hmac,
                agency=agency,
                issued_by=actor.identity,
                now=self._store.now(),
                lifetime_s=lifetime_s,
                device_limit=device_limit,
                pin_hmac=None if pin is None else pin_hmac(self._store, issuance.link_id, pin),
                has_waiting_room=has_waiting_room,
                camera_groups=camera_groups,
            )
            if begins_at_s is not None:
                link = postpone(link, begins_at_s, self._store.now())
            return NewLink(link=link, incident=incident)

        return await issuance.run(make)

    async def redeem(
        self,
        token: str,
        *,
        device_secret: str | None,
        label: str,
        address: str,
        pin: str | None = None,
        tap_key: str | None = None,
    ) -> Redeemed:
        """Admits the browser with this cookie, or gives it one; see `Redemption.run` for what it raises."""
        redemption = Redemption(
            self._store,
            token=token,
            device_secret=device_secret,
            label=label,
            address=address,
            pin=pin,
            tap_key=tap_key,
        )
        return await redemption.run()

    async def extend(
        self, link_id: str, *, by_s: float, actor: Actor, override: Override | None = None
    ) -> Link:
        """Raises NotFound, LinkRevoked, LinkPending, IncidentClosed, InvalidRequest or AgreementBroken."""
        # What was approved once is still approved an hour later.
        consent = Consent(settled=SETTLED, override=override)

        async def decide(transaction: Transaction) -> Link | AgreementBroken:
            before, incident = await load_link(self._store, transaction, link_id)
            link = await self._extended(transaction, before, incident, by_s)
            outcome = await hold_to_agreement(
                self._store, transaction, link, incident, actor=actor, consent=consent
            )
            if isinstance(outcome, Link):
                write_link(
                    self._store, transaction, link, incident, kind=AuditKind.LINK_EXTENDED, actor=actor
                )
            return outcome

        outcome = await transact(self._store, decide)
        if isinstance(outcome, AgreementBroken):
            raise outcome
        return outcome

    async def _extended(self, transaction: Transaction, link: Link, incident: Incident, by_s: float) -> Link:
        """With more time; one that was handed on stays within the link that it comes from."""
        if link.parent_link_id is None:
            return core.extend(link, incident, by_s, self._store.now())
        parent, _ = await load_link(self._store, transaction, link.parent_link_id)
        return extend_child(link, parent, incident, by_s, self._store.now())

    async def revoke(self, link_id: str, *, actor: Actor) -> Link:
        """The link, dead for good, and all that was handed on from it. Raises NotFound or LinkRevoked."""

        async def decide(transaction: Transaction) -> Link:
            before, incident = await load_link(self._store, transaction, link_id)
            link = core.revoke(before, revoked_by=actor.identity, now=self._store.now())
            await revoke_children(self._store, transaction, link, incident, actor=actor)
            write_link(self._store, transaction, link, incident, kind=AuditKind.LINK_REVOKED, actor=actor)
            return link

        return await transact(self._store, decide)

    async def get(self, link_id: str) -> Link:
        """Raises NotFound."""
        link = await self._store.read(link_key(self._store, link_id), Link)
        if link is None:
            raise NotFound("There is no such link.")
        return link

    async def for_incident(self, incident_id: str) -> list[Link]:
        """The incident's links, in the order of issue; empty for an unknown incident."""
        ids = await self._store.members(links_key(self._store, incident_id))
        found = await self._store.read_many([link_key(self._store, link_id) for link_id in ids], Link)
        return [link for link in found if link is not None]
