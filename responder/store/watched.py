"""When anybody was last seen watching an incident, on whichever node."""

from responder.store.connection import Store

# Much longer than any agreement waits before an incident that nobody watches is over.
_REMEMBERED_S = 7 * 24 * 3600


class Watched:
    """Raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(self, incident_id: str) -> None:
        """Somebody watches it now."""
        key, at_s = self._key(incident_id), str(self._store.now())
        await self._store.patiently(lambda: self._store.redis.set(key, at_s, ex=_REMEMBERED_S))

    async def last_at_s(self, incident_id: str) -> float | None:
        """Unix seconds; None when nobody ever did."""
        return await self._store.read(self._key(incident_id), float)

    def _key(self, incident_id: str) -> str:
        return self._store.key("watched", incident_id)
