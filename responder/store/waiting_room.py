"""The devices that wait at a full link: let in or turned away with one tap."""

from collections.abc import Callable

from responder.access import waiting
from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.device import Device
from responder.access.incident import Incident
from responder.access.link import Link
from responder.store.changes import DeviceChanged, LinkChanged
from responder.store.connection import Store
from responder.store.records import device_key, link_key, load_link
from responder.store.transaction import Transaction, transact


class WaitingRoom:
    """Raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of_link(self, link: Link) -> list[Device]:
        """The devices that wait at the link, in the order of their coming."""
        keys = [device_key(self._store, device_id) for device_id in link.waiting_device_ids]
        found = await self._store.read_many(keys, Device)
        return [device for device in found if device is not None]

    async def admit(self, link_id: str, device_id: str, *, actor: Actor) -> Link:
        """Lets the device in over the limit. Raises NotFound, LinkRevoked, LinkExpired or IncidentClosed."""

        def decide(link: Link, incident: Incident) -> Link:
            return waiting.admit(link, incident, device_id, self._store.now())

        return await self._change(link_id, device_id, decide, AuditKind.DEVICE_ADMITTED, actor)

    async def turn_away(self, link_id: str, device_id: str, *, actor: Actor) -> Link:
        """Keeps the device out of this link for good. Raises NotFound."""

        def decide(link: Link, incident: Incident) -> Link:
            return waiting.turn_away(link, device_id)

        return await self._change(link_id, device_id, decide, AuditKind.DEVICE_TURNED_AWAY, actor)

    async def _change(
        self,
        link_id: str,
        device_id: str,
        decide: Callable[[Link, Incident], Link],
        kind: AuditKind,
        actor: Actor,
    ) -> Link:
        async def change(transaction: Transaction) -> Link:
            before, incident = await load_link(self._store, transaction, link_id)
            link = decide(before, incident)
            transaction.put(link_key(self._store, link_id), link)
            transaction.record(
                AuditEvent(
                    kind=kind,
                    at_s=self._store.now(),
                    actor=actor,
                    incident_id=link.incident_id,
                    link_id=link_id,
                    device_id=device_id,
                    building_ids=incident.building_ids,
                )
            )
            transaction.announce(LinkChanged(link_id=link_id, incident_id=link.incident_id))
            transaction.announce(DeviceChanged(device_id=device_id, link_id=link_id))
            return link

        return await transact(self._store, change)
