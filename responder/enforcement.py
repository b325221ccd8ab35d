"""Makes every change of an access reach the phones that watch: the only bridge from store to live video."""

import asyncio
import time

import structlog

from gis.campus import Campus
from responder.access.errors import AccessDenied
from responder.access.permit import Permit, staff_permit
from responder.live.sessions import LiveSessions
from responder.store.changes import (
    AccountChanged,
    Change,
    DeviceChanged,
    IncidentChanged,
    LinkChanged,
    Resync,
    subscribe,
)
from responder.store.connection import Store
from responder.store.devices import Devices
from responder.store.errors import StoreUnavailable
from responder.store.staff_sessions import StaffSessions

log = structlog.get_logger(__name__)

# The store has been patient already; a change must not wait much longer than Redis is away.
RETRY_S = 0.2


class Enforcement:
    """Recomputes the permits that a change concerns, and ends the live sessions of those that are over.

    Expiry needs no change: live sessions end by their own clock, even while the store is away.
    """

    def __init__(
        self,
        *,
        store: Store,
        devices: Devices,
        staff_sessions: StaffSessions,
        campus: Campus,
        live: LiveSessions,
    ) -> None:
        self._store = store
        self._devices = devices
        self._staff_sessions = staff_sessions
        self._campus = campus
        self._live = live

    async def run(self) -> None:
        """Until cancelled. Every connection to the store begins with a `Resync`, so nothing is missed."""
        async for change in subscribe(self._store):
            for device_id in sorted({it.device_id for it in self._live if concerns(change, it.permit)}):
                await self._enforce(device_id)

    async def _enforce(self, device_id: str) -> None:
        """Applies the device's permit as it is now; tries until the store answers."""
        while sessions := self._live.of_device(device_id):
            try:
                permit = await self._permit(sessions[0].permit)
            except AccessDenied as denial:
                self._live.end_device(device_id, denial)
                log.info("access_ended", device_id=device_id, reason=denial.reason)
                return
            except StoreUnavailable:
                log.warning("enforcement_waits_for_store", device_id=device_id)
                await asyncio.sleep(RETRY_S)
                continue
            for session in self._live.of_device(device_id):
                session.change_permit(permit)
            return

    async def _permit(self, held: Permit) -> Permit:
        """What the holder may see now. Raises AccessDenied or StoreUnavailable."""
        now_s = time.time()
        if held.link_id is not None:
            return (await self._devices.get(held.device_id)).permit(now_s)
        signed_in = await self._staff_sessions.get(held.device_id)
        return staff_permit(signed_in.account, signed_in.session, self._campus.building_by_id, now_s)


def concerns(change: Change, permit: Permit) -> bool:
    """Whether the change can alter what the permit's holder may see."""
    match change:
        case Resync():
            return True
        case IncidentChanged():
            return permit.incident_id == change.incident_id
        case LinkChanged():
            return permit.link_id == change.link_id
        case DeviceChanged():
            return permit.device_id == change.device_id
        case AccountChanged():
            return permit.link_id is None and permit.agency == change.username
