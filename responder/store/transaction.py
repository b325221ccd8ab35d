"""One atomic change: decide on the current state, then write state, audit records and announcements together.

Rules
1. What a decision reads is watched: when anybody changes it before the commit, the decision is made again.
2. The state, the audit records and the announcements are one MULTI/EXEC: all of them happen or none.
3. When the answer of a commit is lost, a mark that was written with it tells whether it happened.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar, cast

import msgspec
from redis.asyncio.client import Pipeline
from redis.typing import EncodableT, FieldT

from responder.access import chain, timeline
from responder.access.audit import AuditEvent
from responder.access.chain import GENESIS, AuditRecord, ChainHead
from responder.store import changes
from responder.store.changes import Change
from responder.store.connection import Store
from responder.store.patience import heard
from responder.store.secret import new_id

T = TypeVar("T")

# Longer than any outage after which somebody still asks whether a commit happened.
_MARK_LIFETIME_S = 3600

# The trail itself is kept; this only finds an incident's part of it while a console still shows it.
_TIMELINE_LIFETIME_S = 30 * 24 * 3600

# Of one entry of a stream.
Fields = dict[FieldT, EncodableT]

# Field names inside the audit stream's entries.
RECORD_FIELD = b"record"
HASH_FIELD = b"hash"


def trail_key(store: Store) -> str:
    """The stream that is the audit trail."""
    return store.key("audit")


def head_key(store: Store) -> str:
    """Where the trail's ChainHead lies."""
    return store.key("audit", "head")


def timeline_key(store: Store, incident_id: str) -> str:
    """The index of the trail's entries that tell what happened in an incident: views would bury them."""
    return store.key("timeline", incident_id)


def entry_id(record: AuditRecord) -> str:
    """The record's id in the stream: its time, for range queries, and its number, which makes it unique."""
    return f"{int(record.recorded_at_s * 1000)}-{record.sequence}"


class Transaction:
    """What one decision has read, and what it wants written."""

    def __init__(self, store: Store, pipeline: Pipeline) -> None:
        self._store = store
        self._pipeline = pipeline
        self._writes: list[Callable[[Pipeline], object]] = []
        self._events: list[AuditEvent] = []
        self._changes: list[Change] = []

    async def get(self, key: str, type_: type[T]) -> T | None:
        """The JSON value at the key, decoded; from now on the key is watched."""
        await self._pipeline.watch(key)
        raw = await cast("Awaitable[bytes | None]", self._pipeline.get(key))
        heard()
        return None if raw is None else msgspec.json.decode(raw, type=type_)

    def put(self, key: str, value: object, *, lifetime_s: float | None = None) -> None:
        """Writes the value as JSON; with `lifetime_s` Redis forgets it after that long."""
        data = msgspec.json.encode(value)
        lifetime_ms = None if lifetime_s is None else max(1, round(lifetime_s * 1000))
        self._writes.append(lambda pipeline: pipeline.set(key, data, px=lifetime_ms))

    def forget(self, key: str) -> None:
        self._writes.append(lambda pipeline: pipeline.delete(key))

    def index(self, key: str, members: Mapping[str, float]) -> None:
        """Puts members with their order (a time, usually) into the sorted set at the key."""
        self._writes.append(lambda pipeline: pipeline.zadd(key, dict(members)))

    def unindex(self, key: str, member: str) -> None:
        self._writes.append(lambda pipeline: pipeline.zrem(key, member))

    def record(self, event: AuditEvent) -> None:
        """Appends the event to the audit trail."""
        self._events.append(event)

    def announce(self, change: Change) -> None:
        """Tells every subscriber of `changes` once the rest is written."""
        self._changes.append(change)

    async def commit(self, mark: str) -> None:
        """Writes everything and the mark, or nothing. Raises WatchError when something read has changed."""
        if not (self._writes or self._events or self._changes):
            return
        head = await self.get(head_key(self._store), ChainHead) if self._events else None
        self._pipeline.multi()  # type: ignore[no-untyped-call] # redis-py left it unannotated
        for write in self._writes:
            write(self._pipeline)
        self._append_audit(head or GENESIS)
        for change in self._changes:
            self._pipeline.publish(changes.channel(self._store), changes.encode(change))
        self._pipeline.set(mark, b"1", ex=_MARK_LIFETIME_S)
        await self._pipeline.execute()

    def _append_audit(self, head: ChainHead) -> None:
        stream, now = trail_key(self._store), self._store.now()
        for event in self._events:
            record, head = chain.append(event, head, now)
            entry: Fields = {RECORD_FIELD: chain.canonical(record), HASH_FIELD: head.hash}
            self._pipeline.xadd(stream, entry, id=entry_id(record))
            if event.incident_id is not None and timeline.belongs(event):
                key = timeline_key(self._store, event.incident_id)
                self._pipeline.zadd(key, {entry_id(record): record.sequence})
                self._pipeline.expire(key, _TIMELINE_LIFETIME_S)
        if self._events:
            self._pipeline.set(head_key(self._store), msgspec.json.encode(head))


class PendingTransaction(Generic[T]):
    """A change that may be tried until it succeeds, and happens at most once however often it is tried."""

    def __init__(self, store: Store, decide: Callable[[Transaction], Awaitable[T]]) -> None:
        self._store = store
        self._decide = decide
        self._mark = store.key("committed", new_id())
        self._uncertain: list[T] = []

    async def run(self) -> T:
        """Commits what `decide` wants written and returns its result, once that is on disk.

        `decide` may run several times; what it raises ends the try with nothing written.
        Raises StoreUnavailable.
        """
        return await self._store.patiently_in_turn(self._attempt)

    async def _attempt(self) -> T:
        async with self._store.redis.pipeline(transaction=True) as pipeline:
            if self._uncertain and await self._is_committed(pipeline):
                return self._uncertain[-1]
            transaction = Transaction(self._store, pipeline)
            result = await self._decide(transaction)
            self._uncertain.append(result)
            await transaction.commit(self._mark)
            return result

    async def _is_committed(self, pipeline: Pipeline) -> bool:
        """Watches the mark, so that a commit still on its way makes this attempt start over."""
        await pipeline.watch(self._mark)
        return bool(await pipeline.exists(self._mark))


async def transact(store: Store, decide: Callable[[Transaction], Awaitable[T]]) -> T:
    """One PendingTransaction, run once."""
    return await PendingTransaction(store, decide).run()


async def record(store: Store, *events: AuditEvent) -> None:
    """Appends the events to the audit trail; returns once they are on disk. Raises StoreUnavailable."""

    async def decide(transaction: Transaction) -> None:
        for event in events:
            transaction.record(event)

    await transact(store, decide)
