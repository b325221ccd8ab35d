"""Devices, kept: who comes with which cookie, and what it may see."""

from responder.access import link as link_core
from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.device import Device
from responder.access.errors import NotFound
from responder.access.link import Link
from responder.store.admission import Admission, Admissions
from responder.store.changes import DeviceChanged, LinkChanged
from responder.store.child_links import revoke_children
from responder.store.connection import Store
from responder.store.records import device_key, link_key, load_link
from responder.store.secret import Purpose
from responder.store.transaction import Transaction, transact


class Devices:
    """Finds and removes devices. Everything raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._admissions = Admissions(store)

    async def by_secret(self, device_secret: str) -> Admission:
        """Raises NotSignedIn for a cookie that nobody was given."""
        return await self._admissions.of_secret(self._store.hmac(Purpose.DEVICE, device_secret))

    async def get(self, device_id: str) -> Admission:
        """Raises NotSignedIn for an unknown device."""
        return await self._admissions.of_device(device_id)

    async def of_link(self, link: Link) -> list[Device]:
        """The devices that hold a place of the link, in the order of their coming."""
        keys = [device_key(self._store, device_id) for device_id in link.device_ids]
        found = await self._store.read_many(keys, Device)
        return [device for device in found if device is not None]

    async def remove(self, device_id: str, *, actor: Actor) -> Link:
        """Ends the device's place in its link, and what it handed on; it cannot come back by this link.

        Raises NotFound.
        """

        async def decide(transaction: Transaction) -> Link:
            device = await transaction.get(device_key(self._store, device_id), Device)
            if device is None:
                raise NotFound("There is no such device.")
            before, incident = await load_link(self._store, transaction, device.link_id)
            link = link_core.remove_device(before, device_id)
            await revoke_children(
                self._store, transaction, link, incident, actor=actor, of_device_id=device_id
            )
            transaction.put(link_key(self._store, link.link_id), link)
            transaction.record(
                AuditEvent(
                    kind=AuditKind.DEVICE_REMOVED,
                    at_s=self._store.now(),
                    actor=actor,
                    incident_id=incident.incident_id,
                    link_id=link.link_id,
                    device_id=device_id,
                    building_ids=incident.building_ids,
                    detail=device.label,
                )
            )
            transaction.announce(DeviceChanged(device_id=device_id, link_id=link.link_id))
            return link

        return await transact(self._store, decide)

    async def clear(self, device_id: str, *, actor: Actor) -> Link:
        """Notes that the device's unit is clear of the scene. Raises NotSignedIn or NotFound."""
        link_id = (await self.get(device_id)).link.link_id

        async def decide(transaction: Transaction) -> Link:
            before, incident = await load_link(self._store, transaction, link_id)
            link = link_core.clear(before, device_id)
            if link == before:
                return link
            transaction.put(link_key(self._store, link_id), link)
            transaction.record(
                AuditEvent(
                    kind=AuditKind.UNIT_CLEARED,
                    at_s=self._store.now(),
                    actor=actor,
                    incident_id=incident.incident_id,
                    link_id=link_id,
                    device_id=device_id,
                    building_ids=incident.building_ids,
                    detail=link.agency,
                )
            )
            transaction.announce(LinkChanged(link_id=link_id, incident_id=incident.incident_id))
            return link

        return await transact(self._store, decide)
