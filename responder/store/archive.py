"""Moves old audit records from the store into a file that verifies by itself; what stays verifies as well.

Only records behind a signed one move, so the trail in the store begins where a checkpoint says it does.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.chain import AuditRecord
from responder.access.checkpoint import Checkpoint
from responder.access.errors import InvalidRequest
from responder.access.trail import FORMAT, CheckpointLine, Entry, TrailHeader, write_line
from responder.access.verification import Verdict
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.connection import Store
from responder.store.errors import StoreDamaged
from responder.store.trail_file import verify_file, write_trail
from responder.store.transaction import entry_id, trail_key

# CJIS Security Policy 5.9.5, 5.4.6: at least one year at hand; a leap year has 366 days.
MIN_RETENTION_S = 366 * 86400.0

# Entries taken out of the stream by one command.
_AT_ONCE = 1000


class Archive:
    """Takes nothing out of the store before the file is safe. Raises StoreUnavailable when Redis is away."""

    def __init__(self, store: Store, audit: Audit, checkpoints: Checkpoints) -> None:
        self._store = store
        self._audit = audit
        self._checkpoints = checkpoints

    async def write(self, path: Path, *, before_s: float, actor: Actor) -> int:
        """Moves what was recorded before `before_s` (Unix seconds) into a new file; returns how many records.

        Raises InvalidRequest within the retention, StoreDamaged when the trail is not sound, or OSError.
        """
        if before_s > self._store.now() - MIN_RETENTION_S:
            raise InvalidRequest("Records stay in the store for a year at least.")
        if not (await self._checkpoints.verify()).is_sound:
            raise StoreDamaged("the audit trail is not sound; nothing is moved")
        signed = [one for one in await self._checkpoints.all() if one.claim.recorded_at_s < before_s]
        entry_ids = [entry_id(record) async for record, _ in self._old(signed[-1])] if signed else []
        if not entry_ids:
            return 0
        await write_trail(path, self._lines(signed))
        verdict = await asyncio.to_thread(verify_file, path, self._checkpoints.public_key)
        if not verdict.is_sound:
            raise StoreDamaged(f"{path} does not verify; nothing is moved")
        await self._record(path, verdict, actor)
        await self._take_out(entry_ids)
        return verdict.record_count

    async def _old(self, last: Checkpoint) -> AsyncGenerator[tuple[AuditRecord, Entry], None]:
        """The records up to the one that the checkpoint signs."""
        async for entry in self._audit.entries():
            record = msgspec.json.decode(entry.record, type=AuditRecord)
            if record.sequence > last.claim.sequence:
                return
            yield record, entry

    async def _lines(self, signed: list[Checkpoint]) -> AsyncGenerator[bytes, None]:
        yield write_line(TrailHeader(format=FORMAT, public_key=self._checkpoints.public_key.hex()))
        async for _, entry in self._old(signed[-1]):
            yield write_line(entry)
        for checkpoint in signed:
            yield write_line(CheckpointLine(checkpoint=checkpoint))

    async def _record(self, path: Path, verdict: Verdict, actor: Actor) -> None:
        detail = f"{verdict.record_count} records up to {verdict.end.sequence} to {path.name}"
        event = AuditEvent(kind=AuditKind.AUDIT_ARCHIVED, at_s=self._store.now(), actor=actor, detail=detail)
        await self._audit.record(event)

    async def _take_out(self, entry_ids: Sequence[str]) -> None:
        # Entry by entry: Redis 6.2's XTRIM MINID takes too many when entries lie more than 49 days apart.
        for start in range(0, len(entry_ids), _AT_ONCE):
            some = entry_ids[start : start + _AT_ONCE]
            await self._store.patiently(partial(self._store.redis.xdel, trail_key(self._store), *some))
