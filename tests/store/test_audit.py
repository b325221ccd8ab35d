"""The trail is durable, ordered and chained, and never stands in the way of live video."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from responder.access.audit import AuditEvent, AuditKind, AuditQuery
from responder.access.chain import AuditRecord
from responder.store import audit as audit_module
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.errors import AuditBacklogFull, StoreUnavailable
from responder.store.redis_server import EmbeddedRedis
from tests.store.conftest import OFFICER, Clock, opened, until

VIEW = AuditEvent(kind=AuditKind.VIEW_STARTED, at_s=1.0, actor=OFFICER, camera_id="c0")


def view(number: int) -> AuditEvent:
    return replace(VIEW, camera_id=f"c{number}")


async def cameras_in(audit: Audit) -> list[str | None]:
    query = AuditQuery(kinds=frozenset({AuditKind.VIEW_STARTED}))
    return [record.event.camera_id async for record in audit.read(query)]


async def test_reads_back_what_was_recorded(audit: Audit, clock: Clock) -> None:
    """The record is the event, numbered, timed and chained."""
    await audit.record(view(1))
    await audit.record(view(2))
    first, second = [record async for record in audit.read(AuditQuery())]
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.event == view(1)
    assert first.recorded_at_s == clock.now
    assert second.previous_hash != first.previous_hash


async def test_reads_only_what_is_asked_for(audit: Audit, clock: Clock) -> None:
    """A query narrows by time and by subject."""
    for number in range(5):
        await audit.record(replace(view(number), at_s=clock.now))
        clock.now += 10
    query = AuditQuery(since_s=clock.now - 40, until_s=clock.now - 10)
    assert [record.event.camera_id async for record in audit.read(query)] == ["c1", "c2", "c3"]
    query = AuditQuery(camera_id="c4")
    assert [record.event.camera_id async for record in audit.read(query)] == ["c4"]


async def test_reads_more_than_a_page(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page borders neither lose nor repeat a record."""
    monkeypatch.setattr(audit_module, "_PAGE", 3)
    for number in range(10):
        await audit.record(view(number))
    assert await cameras_in(audit) == [f"c{number}" for number in range(10)]


async def test_keeps_its_order_when_the_clock_is_set_back(audit: Audit, clock: Clock) -> None:
    """A record is never refused because time ran backwards."""
    await audit.record(view(1))
    clock.now -= 3600
    await audit.record(view(2))
    assert await cameras_in(audit) == ["c1", "c2"]


async def test_stores_the_very_text_that_was_hashed(audit: Audit) -> None:
    """The stored bytes decode to the record, so anybody can check the hash."""
    await audit.record(view(1))
    entries = [entry async for entry in audit.entries()]
    assert [msgspec.json.decode(entry.record, type=AuditRecord).event for entry in entries] == [view(1)]


async def test_writes_what_was_enqueued_in_order(audit: Audit) -> None:
    """Enqueueing returns at once; the writer follows."""
    await audit.start()
    for number in range(1200):
        audit.enqueue(view(number))
    await until(lambda: audit.waiting == 0)
    assert await cameras_in(audit) == [f"c{number}" for number in range(1200)]
    await audit.stop()


async def test_writes_what_waits_when_stopped(audit: Audit) -> None:
    """Shutting down loses nothing."""
    await audit.start()
    for number in range(3):
        audit.enqueue(view(number))
    await audit.stop()
    assert await cameras_in(audit) == ["c0", "c1", "c2"]


async def test_frames_the_run_of_a_service(audit: Audit) -> None:
    """Between a start and a missing stop lies a crash, and the trail shows it."""
    await audit.start()
    audit.enqueue(view(0))
    await audit.stop()
    assert [record.event.kind async for record in audit.read(AuditQuery())] == [
        AuditKind.SERVICE_STARTED,
        AuditKind.VIEW_STARTED,
        AuditKind.SERVICE_STOPPED,
    ]


async def test_holds_events_while_redis_is_away_and_writes_them_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Live video goes on without Redis, and its record is complete afterwards."""
    monkeypatch.setattr("responder.store.connection.PATIENCE_S", 0.1)
    server = EmbeddedRedis(tmp_path)
    await server.start()
    async with opened(server, tmp_path) as store:
        audit = Audit(store)
        await audit.start()
        audit.enqueue(view(0))
        await until(lambda: audit.waiting == 0)
        await server.stop()
        for number in range(1, 4):
            audit.enqueue(view(number))
            await asyncio.sleep(0.1)
        assert audit.waiting == 3
        await server.start()
        await until(lambda: audit.waiting == 0)
        assert await cameras_in(audit) == ["c0", "c1", "c2", "c3"]
        await audit.stop()
        await server.stop()


async def test_refuses_more_than_it_can_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full backlog is a loud, named failure: no view starts unrecorded."""
    monkeypatch.setattr(audit_module, "MAX_BACKLOG", 2)
    audit = Audit(store)
    audit.enqueue(view(1))
    audit.enqueue(view(2))
    with pytest.raises(AuditBacklogFull):
        audit.enqueue(view(3))
    audit.enqueue(replace(view(1), kind=AuditKind.VIEW_STOPPED))
    assert audit.waiting == 3


async def test_says_what_it_could_not_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What is not on disk is not acknowledged; what waits at the end is in the log, whole."""
    monkeypatch.setattr("responder.store.connection.PATIENCE_S", 0.2)
    server = EmbeddedRedis(tmp_path)
    await server.start()
    async with opened(server, tmp_path) as store:
        await server.stop()
        audit = Audit(store)
        with pytest.raises(StoreUnavailable):
            await audit.record(view(1))
        audit.enqueue(view(2))
        with pytest.raises(StoreUnavailable):
            await audit.stop()
    assert '"camera_id":"c2"' in caplog.text
