"""The trail is signed as it grows, and whoever changes it past the service is found out."""

import asyncio
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from responder.access.audit import AuditEvent, AuditKind
from responder.access.trail import CheckpointLine, Entry, TrailHeader, read_lines
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.connection import Store
from responder.store.secret import load_signing_key
from responder.store.transaction import Fields, trail_key
from tests.store.conftest import OFFICER, Clock

VIEW = AuditEvent(kind=AuditKind.VIEW_STARTED, at_s=1.0, actor=OFFICER)


@pytest.fixture
def checkpoints(store: Store, audit: Audit, data_dir: Path) -> Checkpoints:
    return Checkpoints(store, audit, load_signing_key(data_dir))


async def record(audit: Audit, count: int) -> None:
    for number in range(count):
        await audit.record(replace(VIEW, camera_id=f"c{number}"))


async def raw_entries(store: Store) -> list[tuple[bytes, dict[bytes, bytes]]]:
    """What somebody sees who goes to Redis past the service."""
    return cast("list[tuple[bytes, dict[bytes, bytes]]]", await store.redis.xrange(trail_key(store)))


async def test_signs_the_end_of_the_trail(audit: Audit, checkpoints: Checkpoints, clock: Clock) -> None:
    """The checkpoint names the last record; the whole trail verifies against it."""
    await record(audit, 3)
    await checkpoints.sign()
    (checkpoint,) = await checkpoints.all()
    assert (checkpoint.claim.sequence, checkpoint.claim.signed_at_s) == (3, clock.now)
    verdict = await checkpoints.verify()
    assert verdict.is_sound
    assert (verdict.record_count, verdict.signed_sequence) == (3, 3)


async def test_signs_only_what_is_new(audit: Audit, checkpoints: Checkpoints) -> None:
    """A quiet night makes no checkpoints."""
    await checkpoints.sign()
    assert await checkpoints.all() == []
    await record(audit, 2)
    await checkpoints.sign()
    await checkpoints.sign()
    await record(audit, 2)
    await checkpoints.sign()
    assert [checkpoint.claim.sequence for checkpoint in await checkpoints.all()] == [2, 4]


async def test_does_not_sign_a_trail_that_was_cut(
    audit: Audit, checkpoints: Checkpoints, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Records deleted past the service are noticed at the next checkpoint, loudly."""
    await record(audit, 2)
    await checkpoints.sign()
    await record(audit, 3)
    await store.redis.xtrim(trail_key(store), maxlen=1, approximate=False)
    verdict = await checkpoints.sign()
    assert not verdict.is_sound
    assert [checkpoint.claim.sequence for checkpoint in await checkpoints.all()] == [2]
    assert "audit_chain_broken" in caplog.text


async def test_finds_a_tail_that_was_deleted(audit: Audit, checkpoints: Checkpoints, store: Store) -> None:
    """The store remembers where the trail ended, and so do the signatures."""
    await record(audit, 5)
    entries = await raw_entries(store)
    await store.redis.xdel(trail_key(store), entries[-1][0])
    assert not (await checkpoints.verify()).is_sound


async def test_finds_a_record_that_was_changed(audit: Audit, checkpoints: Checkpoints, store: Store) -> None:
    """Redis lets an entry be deleted and added elsewhere only at the end: the whole chain breaks."""
    await record(audit, 3)
    await checkpoints.sign()
    entries = await raw_entries(store)
    await store.redis.delete(trail_key(store))
    for entry_id, fields in entries:
        changed: Fields = {name: value.replace(b'"c1"', b'"c9"') for name, value in fields.items()}
        await store.redis.xadd(trail_key(store), changed, id=entry_id)
    findings = (await checkpoints.verify()).findings
    assert findings[0].sequence == 2
    assert "hash" in findings[0].problem


async def test_signs_now_and_then_by_itself(audit: Audit, checkpoints: Checkpoints) -> None:
    """Starting signs what the last run left unsigned."""
    await record(audit, 1)
    await checkpoints.start()
    signed = False

    async def look() -> None:
        nonlocal signed
        signed = bool(await checkpoints.all())

    async with asyncio.timeout(5):
        while not signed:
            await look()
    await checkpoints.stop()


async def test_exports_the_trail_with_its_checkpoints_in_place(
    audit: Audit, checkpoints: Checkpoints
) -> None:
    """A checkpoint stands behind the record that it signs, and the export ends signed."""
    await record(audit, 2)
    await checkpoints.sign()
    await record(audit, 2)
    lines = list(read_lines([line async for line in checkpoints.export()]))
    assert [type(line) for line in lines] == [
        TrailHeader,
        Entry,
        Entry,
        CheckpointLine,
        Entry,
        Entry,
        CheckpointLine,
    ]
    header = lines[0]
    assert isinstance(header, TrailHeader)
    assert header.public_key == checkpoints.public_key.hex()
