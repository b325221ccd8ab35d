"""Brings the markers of every incident that is watched here from the store to the live sessions."""

import asyncio
import contextlib

from responder.live.sessions import LiveSessions
from responder.store.changes import IncidentChanged, MarkersChanged, Resync, subscribe
from responder.store.connection import Store
from responder.store.errors import StoreUnavailable
from responder.store.markers import Markers
from responder.supervision import cancelled

# A lost announcement must not hide a marker for long; one look is one question to Redis.
RESYNC_S = 2.0


class MarkerRelay:
    """Markers are announced when they change; while the store is away, phones keep those that they have."""

    def __init__(self, *, store: Store, live: LiveSessions) -> None:
        self._store = store
        self._live = live
        self._markers = Markers(store)

    async def run(self) -> None:
        """Until cancelled."""
        listening = asyncio.create_task(self._listen(), name="marker changes")
        try:
            while not listening.done():
                await self._follow()
            listening.result()
        finally:
            await cancelled(listening)

    async def _listen(self) -> None:
        async for change in subscribe(self._store):
            if isinstance(change, MarkersChanged | IncidentChanged | Resync):
                self._live.markers.outdated.set()

    async def look(self) -> None:
        """Brings the markers as they are now. Raises StoreUnavailable; nothing has changed then."""
        watched = sorted({it.permit.incident_id for it in self._live if it.permit.incident_id is not None})
        standing = await self._markers.of_incidents(watched)
        self._live.markers.replace(dict(zip(watched, standing, strict=True)))

    async def _follow(self) -> None:
        """Looks how things are, then waits until they may have changed."""
        outdated = self._live.markers.outdated
        outdated.clear()
        with contextlib.suppress(StoreUnavailable):
            await self.look()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RESYNC_S):
                await outdated.wait()
