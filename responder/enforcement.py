"""Makes every change of an access reach the phones that watch: the only bridge from store to live video."""

import asyncio

import structlog

from responder.access.errors import AccessDenied
from responder.access.link import same_agency
from responder.access.permit import Permit
from responder.live.messages import LiveEnded
from responder.live.session import LiveSession
from responder.live.sessions import LiveSessions
from responder.store.changes import (
    AccountChanged,
    AgreementChanged,
    Change,
    DeviceChanged,
    IncidentChanged,
    LinkChanged,
    MarkersChanged,
    Resync,
    subscribe,
)
from responder.store.connection import Store
from responder.store.errors import StoreUnavailable
from responder.store.permits import Permits

log = structlog.get_logger(__name__)

# The store has been patient already; a change must not wait much longer than Redis is away.
RETRY_S = 0.2

# A device, and the incident that somebody who is signed in named.
Holding = tuple[str, str]


class Enforcement:
    """Recomputes the permits that a change concerns, and ends the live sessions of those that are over.

    Expiry needs no change: live sessions end by their own clock, even while the store is away.
    """

    def __init__(self, *, store: Store, permits: Permits, live: LiveSessions) -> None:
        self._store = store
        self._permits = permits
        self._live = live

    async def run(self) -> None:
        """Until cancelled. Every connection to the store begins with a `Resync`, so nothing is missed."""
        async for change in subscribe(self._store):
            concerned = {holding(session) for session in self._live if concerns(change, session.permit)}
            for held in sorted(concerned):
                await self._enforce(held)

    async def _enforce(self, held: Holding) -> None:
        """Applies the holder's permit as it is now; tries until the store answers."""
        while sessions := [session for session in self._live if holding(session) == held]:
            try:
                permit = await self._permits.renewed(sessions[0].permit)
            except AccessDenied as denial:
                self._deny(sessions, denial)
                return
            except StoreUnavailable:
                log.warning("enforcement_waits_for_store", device_id=held[0])
                await asyncio.sleep(RETRY_S)
                continue
            for session in sessions:
                _apply(permit, session)
            return

    def _deny(self, sessions: list[LiveSession], denial: AccessDenied) -> None:
        device_id = sessions[0].device_id
        for session in sessions:
            session.deny(denial)
        if not self._live.connected(device_id):
            # Still pictures are views as well; with nothing left they end too.
            self._live.end_device(device_id, denial)
        log.info("access_ended", device_id=device_id, reason=denial.reason)


def _apply(permit: Permit, session: LiveSession) -> None:
    """A device that opened another link starts over, so that the record names the right agency and reason."""
    if permit.link_id == session.permit.link_id:
        session.change_permit(permit)
    else:
        session.end(LiveEnded(reason="permit-replaced", detail="This device watches by another link now."))


def holding(session: LiveSession) -> Holding:
    """Sessions of one device share a permit, unless somebody who is signed in watches several incidents."""
    permit = session.permit
    return permit.device_id, (permit.incident_id or "") if permit.username else ""


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
            return permit.username == change.username
        case MarkersChanged():
            return False
        case AgreementChanged():
            return same_agency(permit.agency, change.agency)
