"""Links, kept: issued, redeemed, extended and revoked."""

from datetime import UTC, datetime

from responder.access import link as core
from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.errors import NotFound
from responder.access.incident import Incident
from responder.access.link import DEFAULT_DEVICE_LIMIT, DEFAULT_LIFETIME_S, Link
from responder.store.changes import LinkChanged
from responder.store.connection import Store
from responder.store.records import link_key, load_incident, load_link, token_key
from responder.store.redemption import Redeemed, Redemption
from responder.store.secret import Purpose, new_id, new_token
from responder.store.transaction import Transaction, transact


class Links:
    """Issues, extends, revokes and finds links. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def issue(
        self,
        incident_id: str,
        *,
        agency: str,
        actor: Actor,
        lifetime_s: float = DEFAULT_LIFETIME_S,
        device_limit: int = DEFAULT_DEVICE_LIMIT,
    ) -> tuple[Link, str]:
        """A new link and its token, kept nowhere. Raises NotFound, IncidentClosed or InvalidRequest."""
        link_id, token = new_id(), new_token()

        async def decide(transaction: Transaction) -> Link:
            incident = await load_incident(self._store, transaction, incident_id)
            now = self._store.now()
            link = core.issue(
                incident,
                link_id=link_id,
                token_hmac=self._store.hmac(Purpose.LINK, token),
                agency=agency,
                issued_by=actor.identity,
                now=now,
                lifetime_s=lifetime_s,
                device_limit=device_limit,
            )
            transaction.put(token_key(self._store, token), link_id)
            transaction.index(self._index(incident_id), {link_id: now})
            self._write(transaction, link, incident, AuditKind.LINK_ISSUED, actor)
            return link

        return await transact(self._store, decide), token

    async def redeem(self, token: str, *, device_secret: str | None, label: str, address: str) -> Redeemed:
        """Admits the browser with this cookie, or gives it one; see `Redemption.run` for what it raises."""
        redemption = Redemption(
            self._store, token=token, device_secret=device_secret, label=label, address=address
        )
        return await redemption.run()

    async def extend(self, link_id: str, *, by_s: float, actor: Actor) -> Link:
        """Raises NotFound, LinkRevoked, IncidentClosed or InvalidRequest."""

        async def decide(transaction: Transaction) -> Link:
            before, incident = await load_link(self._store, transaction, link_id)
            link = core.extend(before, incident, by_s, self._store.now())
            self._write(transaction, link, incident, AuditKind.LINK_EXTENDED, actor)
            return link

        return await transact(self._store, decide)

    async def revoke(self, link_id: str, *, actor: Actor) -> Link:
        """Raises NotFound or LinkRevoked."""

        async def decide(transaction: Transaction) -> Link:
            before, incident = await load_link(self._store, transaction, link_id)
            link = core.revoke(before, revoked_by=actor.identity, now=self._store.now())
            self._write(transaction, link, incident, AuditKind.LINK_REVOKED, actor)
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
        ids = await self._store.members(self._index(incident_id))
        found = await self._store.read_many([link_key(self._store, link_id) for link_id in ids], Link)
        return [link for link in found if link is not None]

    def _index(self, incident_id: str) -> str:
        return self._store.key("incident-links", incident_id)

    def _write(
        self, transaction: Transaction, link: Link, incident: Incident, kind: AuditKind, actor: Actor
    ) -> None:
        transaction.put(link_key(self._store, link.link_id), link)
        transaction.record(
            AuditEvent(
                kind=kind,
                at_s=self._store.now(),
                actor=actor,
                incident_id=link.incident_id,
                link_id=link.link_id,
                building_ids=incident.building_ids,
                detail=f"{link.agency}, until {_utc(link.expires_at_s)}",
            )
        )
        transaction.announce(LinkChanged(link_id=link.link_id, incident_id=link.incident_id))


def _utc(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, tz=UTC).isoformat(timespec="seconds")
