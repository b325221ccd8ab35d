"""A browser redeems a link: it gets a place, an identity and a cookie, or a reason why not.

What a decision refuses is returned, not raised, so that the count of wrong PINs and the record of the
refusal are written in the same transaction.
"""

import hmac

from msgspec import Struct

from responder.access import device as device_core
from responder.access import link as link_core
from responder.access import lockout, waiting
from responder.access import pin as pin_core
from responder.access.audit import UNKNOWN_IDENTITY, Actor, AuditEvent, AuditKind, Source
from responder.access.device import Device
from responder.access.errors import AccessDenied, DeviceLimitReached, LinkUnknown
from responder.access.incident import Incident
from responder.access.link import Link
from responder.access.lockout import WrongAttempts
from responder.access.permit import permit_for
from responder.access.pin import PinWrong
from responder.store.admission import Admission
from responder.store.changes import DeviceChanged, LinkChanged
from responder.store.connection import Store
from responder.store.records import (
    code_key,
    device_key,
    device_secret_key,
    link_key,
    load_link,
    pin_hmac,
    token_key,
    unknown_tokens_key,
)
from responder.store.secret import Purpose, new_id
from responder.store.taps import TapKey
from responder.store.transaction import Transaction, transact

# From one address within 15 minutes; whoever mistypes does not do so more often.
_UNKNOWN_RECORDED = 20


class Redeemed(Struct, frozen=True, kw_only=True):
    """An admitted device and its cookie's value, which is kept nowhere else.

    At a full link with a waiting room, and at one that waits for approval or has not begun, the device has a
    cookie and waits: its `permit` says so until then.
    """

    admission: Admission
    device_secret: str


class Redemption:
    """One browser's attempt, run once.

    `token` is from the link, or `code` was spoken; `device_secret` is from the browser's cookie, if any;
    `tap_key` is the same in every attempt that one tap leads to.
    """

    def __init__(
        self,
        store: Store,
        *,
        token: str = "",
        code: str | None = None,
        device_secret: str | None,
        label: str,
        address: str,
        pin: str | None = None,
        tap_key: str | None = None,
    ) -> None:
        """Raises InvalidRequest for a key that is none."""
        self._store = store
        self._link_key = token_key(store, token) if code is None else code_key(store, code)
        self._known_secret = device_secret
        self._tap = TapKey(store, tap_key)
        self._new_device_id = new_id()
        self._label = label
        self._address = address
        self._pin = pin

    async def run(self) -> Redeemed:
        """Admits the device, or lets it wait; of a tap that is tried again there is one place and one record.

        Raises StoreUnavailable, or LinkUnknown, LinkRevoked, LinkExpired, IncidentClosed, DeviceRemoved,
        DeviceLimitReached, PinRequired, PinWrong or PinLocked, each recorded before it is raised; LinkPending
        or LinkUpcoming where the device sees something by another link, which it keeps.
        """
        outcome = await transact(self._store, self._decide)
        if isinstance(outcome, AccessDenied):
            raise outcome
        return outcome

    async def _decide(self, transaction: Transaction) -> Redeemed | AccessDenied:
        link_id = await transaction.get(self._link_key, str)
        if link_id is None:
            return await self._refuse_unknown(transaction)
        before, incident = await load_link(self._store, transaction, link_id)
        tapped = await self._tap.device(transaction, link_id)
        device, secret = await self._identify(transaction, tapped, link_id)
        try:
            if await self._watches_another(transaction, device, link_id):
                link_core.require_active(before, incident, self._store.now())
            link, kind = self._place(before, incident, device.device_id)
        except PinWrong as refusal:
            transaction.put(link_key(self._store, link_id), pin_core.count_wrong(before, self._store.now()))
            return self._refuse(transaction, refusal, (before, incident))
        except AccessDenied as refusal:
            return self._refuse(transaction, refusal, (before, incident))
        is_repeated = tapped is not None and tapped.device_id == device.device_id
        device = device_core.follow(
            device, link_id=link_id, label=self._label, address=self._address, now=self._store.now()
        )
        admission = Admission(device=device, link=link, incident=incident)
        self._write(transaction, admission)
        if not is_repeated:
            self._tap.keep(transaction, device)
        if not is_repeated or link != before:
            self._tell(transaction, admission, kind)
        return Redeemed(admission=admission, device_secret=secret)

    async def _watches_another(self, transaction: Transaction, device: Device, link_id: str) -> bool:
        """Whether the device would lose what it sees now: for a link that opens later it must not."""
        if device.link_id == link_id:
            return False
        link, incident = await load_link(self._store, transaction, device.link_id)
        try:
            permit_for(link, incident, device.device_id, self._store.now())
        except AccessDenied:
            return False
        return True

    def _place(self, link: Link, incident: Incident, device_id: str) -> tuple[Link, AuditKind]:
        """The link with the device inside, or waiting. Raises AccessDenied."""
        now = self._store.now()
        link_core.require_alive(link, incident, now)
        typed = None if self._pin is None else pin_hmac(self._store, link.link_id, self._pin)
        refusal = pin_core.check(link, device_id, typed, now)
        if refusal is not None:
            raise refusal
        try:
            return link_core.redeem(link, incident, device_id, now), AuditKind.LINK_REDEEMED
        except DeviceLimitReached:
            return waiting.wait(link, incident, device_id, now), AuditKind.DEVICE_WAITS

    async def _identify(
        self, transaction: Transaction, tapped: Device | None, link_id: str
    ) -> tuple[Device, str]:
        """The device with the known secret, else the one that this tap made, else a new one; with its secret.

        A secret that the browser brought and nobody gave it is never adopted: somebody else may know it.
        """
        secret = self._known_secret
        if secret and (known := await self._known_device(transaction, secret)):
            return known, secret
        if tapped is not None and self._is_made_by_tap(tapped):
            return tapped, self._tap.secret(tapped.device_id)
        secret = self._tap.secret(self._new_device_id)
        device = Device(
            device_id=self._new_device_id,
            secret_hmac=self._store.hmac(Purpose.DEVICE, secret),
            label=self._label,
            address=self._address,
            link_id=link_id,
            redeemed_at_s=self._store.now(),
        )
        return device, secret

    def _is_made_by_tap(self, device: Device) -> bool:
        """Not by an earlier one: then it had a cookie, which this browser does not have."""
        made = self._store.hmac(Purpose.DEVICE, self._tap.secret(device.device_id))
        return hmac.compare_digest(device.secret_hmac, made)

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

    def _tell(self, transaction: Transaction, admission: Admission, kind: AuditKind) -> None:
        """The record and the announcements."""
        device, link = admission.device, admission.link
        transaction.record(
            AuditEvent(
                kind=kind,
                at_s=self._store.now(),
                actor=self._actor(link.agency, device.device_id),
                incident_id=link.incident_id,
                link_id=link.link_id,
                device_id=device.device_id,
                building_ids=tuple(sorted(link_core.scope(link, admission.incident))),
                detail=device.label,
            )
        )
        transaction.announce(LinkChanged(link_id=link.link_id, incident_id=link.incident_id))
        transaction.announce(DeviceChanged(device_id=device.device_id, link_id=link.link_id))

    async def _refuse_unknown(self, transaction: Transaction) -> AccessDenied:
        """Recorded, but not without end: nobody fills the trail by knocking with tokens made up."""
        key, now = unknown_tokens_key(self._store, self._address), self._store.now()
        attempts = await transaction.get(key, WrongAttempts) or WrongAttempts()
        if lockout.is_locked(attempts, now, limit=_UNKNOWN_RECORDED):
            return LinkUnknown()
        attempts = lockout.add(attempts, now, limit=_UNKNOWN_RECORDED)
        transaction.put(key, attempts, lifetime_s=lockout.WINDOW_S)
        return self._refuse(transaction, LinkUnknown(), None)

    def _refuse(
        self, transaction: Transaction, refusal: AccessDenied, found: tuple[Link, Incident] | None
    ) -> AccessDenied:
        link, incident = found or (None, None)
        transaction.record(
            AuditEvent(
                kind=AuditKind.REDEEM_REFUSED,
                at_s=self._store.now(),
                actor=self._actor(link.agency if link else UNKNOWN_IDENTITY, None),
                outcome=refusal.reason,
                incident_id=link.incident_id if link else None,
                link_id=link.link_id if link else None,
                building_ids=incident.building_ids if incident else (),
                detail=self._label,
            )
        )
        return refusal

    def _actor(self, identity: str, device_id: str | None) -> Actor:
        return Actor(identity=identity, source=Source.LINK, device_id=device_id, address=self._address)
