"""What happened in an incident, found in the audit trail without reading all of it."""

from collections.abc import Awaitable
from typing import cast

import msgspec

from responder.access.audit import AuditEvent
from responder.access.chain import AuditRecord
from responder.store.connection import Store
from responder.store.transaction import RECORD_FIELD, timeline_key, trail_key

# The newest ones: more does nobody read, and a weak link should not carry them.
MAX_EVENTS = 500

_Entries = list[tuple[bytes, dict[bytes, bytes]]]


class Timelines:
    """Raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def events(self, incident_id: str) -> list[AuditEvent]:
        """The newest MAX_EVENTS events of the incident's timeline, oldest first; views are not among them."""
        found = await self._store.patiently(lambda: self._read(timeline_key(self._store, incident_id)))
        return [
            msgspec.json.decode(fields[RECORD_FIELD], type=AuditRecord).event
            for entries in found
            for _, fields in entries
        ]

    async def _read(self, key: str) -> list[_Entries]:
        """An entry that was archived meanwhile is none."""
        redis = self._store.redis
        ids = await cast("Awaitable[list[bytes]]", redis.zrange(key, -MAX_EVENTS, -1))
        async with redis.pipeline(transaction=False) as pipeline:
            for entry_id in ids:
                pipeline.xrange(trail_key(self._store), min=entry_id, max=entry_id)
            return cast("list[_Entries]", await pipeline.execute())
