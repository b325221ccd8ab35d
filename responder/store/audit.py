"""The audit trail: durable before a decision is acknowledged, and never in the way of live video."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from itertools import islice
from typing import cast

import msgspec
import structlog

from responder.access.audit import Actor, AuditEvent, AuditKind, AuditQuery, Source
from responder.access.chain import GENESIS, AuditRecord, ChainHead
from responder.access.trail import Entry
from responder.store.connection import Store
from responder.store.errors import AuditBacklogFull, StoreUnavailable
from responder.store.transaction import (
    HASH_FIELD,
    RECORD_FIELD,
    PendingTransaction,
    Transaction,
    head_key,
    record,
    trail_key,
)

log = structlog.get_logger(__name__)

# Ten minutes of 60 phones switching 12 slots every 5 s; about 50 MB.
MAX_BACKLOG = 100_000

# One transaction's worth of waiting events: far below Redis' buffers, far above a quiet day's rate.
_BATCH = 500

# Entries fetched at once while reading: they take some milliseconds to unpack, in which no video is sent.
_PAGE = 100

# `Store.patiently` has already waited; a short breath between its failures is enough.
_FLUSH_PAUSE_S = 0.5


_SERVICE = Actor(identity="responder", source=Source.SERVICE)


class Audit:
    """Appends to the trail and reads it back. `start` and `stop` run the writer behind `enqueue`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._backlog: deque[AuditEvent] = deque()
        self._filled = asyncio.Event()
        self._flushing: PendingTransaction[int] | None = None
        self._writer: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Runs the writer; its first event says that the service started."""
        self.enqueue(self._own_event(AuditKind.SERVICE_STARTED))
        self._writer = asyncio.create_task(self._write_forever(), name="audit writer")
        self._writer.add_done_callback(_shout_if_crashed)

    async def stop(self) -> None:
        """Writes what still waits, and that the service stopped.

        Raises StoreUnavailable when that fails; the log then holds the events.
        """
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
            self._backlog.append(self._own_event(AuditKind.SERVICE_STOPPED))
        try:
            await self._flush()
        except StoreUnavailable:
            self._log_what_waits()
            raise

    async def record(self, event: AuditEvent) -> None:
        """Returns once the event is on disk. Raises StoreUnavailable."""
        await record(self._store, event)

    def enqueue(self, event: AuditEvent) -> None:
        """Takes an event without waiting; it is written in order as soon as Redis takes it.

        Raises AuditBacklogFull when MAX_BACKLOG events wait: then a view must not start. The end of a view is
        always taken; there are no more of them than of beginnings.
        """
        if len(self._backlog) >= MAX_BACKLOG and event.kind is not AuditKind.VIEW_STOPPED:
            log.critical("audit_backlog_full", waiting=len(self._backlog))
            raise AuditBacklogFull(f"{MAX_BACKLOG} audit events wait for the store")
        self._backlog.append(event)
        self._filled.set()

    @property
    def waiting(self) -> int:
        """How many enqueued events are not on disk yet."""
        return len(self._backlog)

    async def read(self, query: AuditQuery) -> AsyncGenerator[AuditRecord, None]:
        """The records that the query asks for, oldest first. Raises StoreUnavailable."""
        # An event is recorded when it happened or, after an outage, later: only the start narrows the range.
        async for entry in self.entries(since_s=query.since_s):
            record = msgspec.json.decode(entry.record, type=AuditRecord)
            if query.matches(record.event):
                yield record

    async def entries(self, *, since_s: float = 0.0) -> AsyncGenerator[Entry, None]:
        """The trail as it lies in the store, oldest first. Raises StoreUnavailable."""
        async for page in self.pages(since_s=since_s):
            for entry in page:
                yield entry

    async def pages(self, *, since_s: float = 0.0) -> AsyncGenerator[list[Entry], None]:
        """The same, as many at once as are fetched at once."""
        after = str(int(since_s * 1000))
        while page := await self._page(after):
            yield [
                Entry(hash=fields[HASH_FIELD].decode(), record=msgspec.Raw(fields[RECORD_FIELD]))
                for _, fields in page
            ]
            after = f"({page[-1][0].decode()}"

    async def end(self) -> ChainHead:
        """Where the trail ends now. Raises StoreUnavailable."""
        return await self._store.read(head_key(self._store), ChainHead) or GENESIS

    async def _page(self, start: str) -> list[tuple[bytes, dict[bytes, bytes]]]:
        fetch = partial(self._store.redis.xrange, trail_key(self._store), min=start, count=_PAGE)
        return await self._store.patiently(
            cast("Callable[[], Awaitable[list[tuple[bytes, dict[bytes, bytes]]]]]", fetch)
        )

    async def _write_forever(self) -> None:
        while True:
            await self._filled.wait()
            try:
                await self._flush()
            except StoreUnavailable:
                log.warning("audit_waits_for_store", waiting=len(self._backlog))
                await asyncio.sleep(_FLUSH_PAUSE_S)

    async def _flush(self) -> None:
        while self._backlog:
            self._flushing = self._flushing or self._next_batch()
            written = await self._flushing.run()
            self._flushing = None
            for _ in range(written):
                self._backlog.popleft()
        self._filled.clear()

    def _next_batch(self) -> PendingTransaction[int]:
        batch = tuple(islice(self._backlog, _BATCH))

        async def decide(transaction: Transaction) -> int:
            for event in batch:
                transaction.record(event)
            return len(batch)

        return PendingTransaction(self._store, decide)

    def _own_event(self, kind: AuditKind) -> AuditEvent:
        return AuditEvent(kind=kind, at_s=self._store.now(), actor=_SERVICE)

    def _log_what_waits(self) -> None:
        for event in self._backlog:
            log.critical("audit_event_not_stored", event_json=msgspec.json.encode(event).decode())


def _shout_if_crashed(writer: asyncio.Task[None]) -> None:
    """Nobody awaits the writer, and a trail that silently stopped growing would be the worst of failures."""
    if not writer.cancelled() and (error := writer.exception()) is not None:
        log.critical("audit_writer_crashed", exc_info=error)
