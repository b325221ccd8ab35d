"""A browser redeems a link: it gets a place, an identity and a cookie, or a reason why not."""

from msgspec import Struct

from responder.access import device as device_core
from responder.access import link as link_core
from responder.access.audit import UNKNOWN_IDENTITY, Actor, AuditEvent, AuditKind, Source
from responder.access.device import Device
from responder.access.errors import AccessDenied, LinkUnknown
from responder.access.incident import Incident
from responder.access.link import Link
from responder.store.admission import Admission
from responder.store.changes import DeviceChanged, LinkChanged
from responder.store.connection import Store
from responder.store.records import device_key, device_secret_key, link_key, load_link, token_key
from responder.store.secret import Purpose, new_id, new_token
from responder.store.transaction import Transaction, record, transact


class Redeemed(Struct, frozen=True, kw_only=True):
    """An admitted device and its cookie's value, which is kept nowhere else."""

    admission: Admission
    device_secret: str


class Redemption:
    """One browser's attempt, run once; `token` is from the link, `device_secret` from its cookie, if any."""

    def __init__(
        self, store: Store, *, token: str, device_secret: str | None, label: str, address: str
    ) -> None:
        self._store = store
        self._token = token
        self._known_secret = device_secret
        # Never adopt a secret that the browser brought and nobody gave it: somebody else may know it.
        self._new_secret = new_token()
        self._new_device_id = new_id()
        self._label = label
        self._address = address
        self._found: tuple[Link, Incident] | None = None

    async def run(self) -> Redeemed:
        """Admits the device.

        Raises StoreUnavailable, or LinkUnknown, LinkRevoked, LinkExpired, IncidentClosed, DeviceRemoved or
        DeviceLimitReached, each recorded before it is raised.
        """
        try:
            return await transact(self._store, self._decide)
        except AccessDenied as refusal:
            await self._record(refusal)
            raise

    async def _decide(self, transaction: Transaction) -> Redeemed:
        before, incident = self._found = await self._find(transaction)
        now = self._store.now()
        device, secret = await self._identify(transaction, before.link_id)
        link = link_core.redeem(before, incident, device.device_id, now)
        device = device_core.follow(
            device, link_id=link.link_id, label=self._label, address=self._address, now=now
        )
        admission = Admission(device=device, link=link, incident=incident)
        self._write(transaction, admission)
        return Redeemed(admission=admission, device_secret=secret)

    async def _find(self, transaction: Transaction) -> tuple[Link, Incident]:
        link_id = await transaction.get(token_key(self._store, self._token), str)
        if link_id is None:
            raise LinkUnknown
        return await load_link(self._store, transaction, link_id)

    async def _identify(self, transaction: Transaction, link_id: str) -> tuple[Device, str]:
        """The device with the known secret, else a new one; with its secret."""
        secret = self._known_secret
        if secret and (known := await self._known_device(transaction, secret)):
            return known, secret
        device = Device(
            device_id=self._new_device_id,
            secret_hmac=self._store.hmac(Purpose.DEVICE, self._new_secret),
            label=self._label,
            address=self._address,
            link_id=link_id,
            redeemed_at_s=self._store.now(),
        )
        return device, self._new_secret

    async def _known_device(self, transaction: Transaction, secret: str) -> Device | None:
        secret_hmac = self._store.hmac(Purpose.DEVICE, secret)
        device_id = await transaction.get(device_secret_key(self._store, secret_hmac), str)
        if device_id is None:
            return None
        return await transaction.get(device_key(self._store, device_id), Device)

    def _write(self, transaction: Transaction, admission: Admission) -> None:
        device, link = admission.device, admission.link
        transaction.put(link_key(self._store, link.link_id), link)
        transaction.put(device_key(self._store, device.device_id), device)
        transaction.put(device_secret_key(self._store, device.secret_hmac), device.device_id)
        transaction.record(
            AuditEvent(
                kind=AuditKind.LINK_REDEEMED,
                at_s=self._store.now(),
                actor=self._actor(link.agency, device.device_id),
                incident_id=link.incident_id,
                link_id=link.link_id,
                device_id=device.device_id,
                building_ids=admission.incident.building_ids,
                detail=device.label,
            )
        )
        transaction.announce(LinkChanged(link_id=link.link_id, incident_id=link.incident_id))
        transaction.announce(DeviceChanged(device_id=device.device_id, link_id=link.link_id))

    def _actor(self, agency: str, device_id: str | None) -> Actor:
        return Actor(identity=agency, source=Source.LINK, device_id=device_id, address=self._address)

    async def _record(self, refusal: AccessDenied) -> None:
        link, incident = self._found or (None, None)
        event = AuditEvent(
            kind=AuditKind.REDEEM_REFUSED,
            at_s=self._store.now(),
            actor=self._actor(link.agency if link else UNKNOWN_IDENTITY, None),
            outcome=refusal.reason,
            incident_id=link.incident_id if link else None,
            link_id=link.link_id if link else None,
            building_ids=incident.building_ids if incident else (),
            detail=self._label,
        )

        await record(self._store, event)
