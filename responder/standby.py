"""Connects a building's cameras as soon as a link to it is issued: its first opener waits for nothing."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable

import structlog

from responder.access.incident import Incident
from responder.access.link import Link, LinkState, state
from responder.live.cameras import LiveCameras
from responder.store.changes import subscribe
from responder.store.connection import Store
from responder.store.errors import StoreUnavailable
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.supervision import cancelled

log = structlog.get_logger(__name__)

# Expiry announces nothing; and a lost announcement must not leave a camera dark for long.
RESYNC_S = 2.0
# A link that waits for approval opens with one tap: its pictures are there by then.
_CONNECTED = frozenset({LinkState.ACTIVE, LinkState.PENDING})
# A camera that is slow to answer needs as long; a link that begins later opens with pictures, too.
_AHEAD_S = 60.0


class Standby:
    """Holds the sub streams of every building that an active link opens; lets them go with the last link."""

    def __init__(self, *, store: Store, incidents: Incidents, links: Links, cameras: LiveCameras) -> None:
        self._store = store
        self._incidents = incidents
        self._links = links
        self._cameras = cameras
        self._changed = asyncio.Event()
        self._held: frozenset[str] = frozenset()
        self._release: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Until cancelled; then nothing is held any more."""
        listening = asyncio.create_task(self._listen(), name="standby changes")
        try:
            while not listening.done():
                await self._follow()
            listening.result()
        finally:
            self._hold(frozenset())
            await cancelled(listening)

    async def _listen(self) -> None:
        async for _ in subscribe(self._store):
            self._changed.set()

    async def _follow(self) -> None:
        """Acts on how things are, then waits until they may have changed."""
        self._changed.clear()
        # While the store is away, what is held stays held.
        with contextlib.suppress(StoreUnavailable):
            self._hold(await self._shared_buildings())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RESYNC_S):
                await self._changed.wait()

    async def _shared_buildings(self) -> frozenset[str]:
        incidents = await self._incidents.list_open()
        shared = [(incident, await self._links.for_incident(incident.incident_id)) for incident in incidents]
        return shared_buildings(shared, time.time())

    def _hold(self, building_ids: frozenset[str]) -> None:
        """Takes the new hold before it lets go of the old one, so that what is in both stays connected."""
        if building_ids == self._held:
            return
        log.info("standby_changed", building_ids=sorted(building_ids))
        previous, self._held = self._release, building_ids
        self._release = self._cameras.hold(self._cameras.of_buildings(sorted(building_ids)))
        previous()


def shared_buildings(shared: Iterable[tuple[Incident, Iterable[Link]]], now_s: float) -> frozenset[str]:
    """The buildings that at least one link opens, or will as soon as it is approved or within a minute."""
    return frozenset(
        building_id
        for incident, links in shared
        if any(_is_connected(link, incident, now_s) for link in links)
        for building_id in incident.building_ids
    )


def _is_connected(link: Link, incident: Incident, now_s: float) -> bool:
    found = state(link, incident, now_s)
    return found in _CONNECTED or (found is LinkState.UPCOMING and link.starts_at_s <= now_s + _AHEAD_S)
