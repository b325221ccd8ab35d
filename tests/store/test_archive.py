"""Old records move into files that verify, and both file and store stay a whole trail."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from responder.access.audit import AuditEvent, AuditKind
from responder.access.errors import InvalidRequest
from responder.store.archive import MIN_RETENTION_S, Archive
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.connection import Store
from responder.store.errors import StoreDamaged
from responder.store.secret import load_signing_key
from responder.store.trail_file import verify_file
from responder.store.transaction import trail_key
from tests.store.conftest import OFFICER, Clock, kinds_of

VIEW = AuditEvent(kind=AuditKind.VIEW_STARTED, at_s=1.0, actor=OFFICER)


@pytest.fixture
def checkpoints(store: Store, audit: Audit, data_dir: Path) -> Checkpoints:
    return Checkpoints(store, audit, load_signing_key(data_dir))


@pytest.fixture
def archive(store: Store, audit: Audit, checkpoints: Checkpoints) -> Archive:
    return Archive(store, audit, checkpoints)


async def pass_a_year(audit: Audit, checkpoints: Checkpoints, clock: Clock, records: int) -> float:
    """Records and signs something, then waits out the retention; what is older than the result is old."""
    for number in range(records):
        await audit.record(replace(VIEW, camera_id=f"c{number}"))
    await checkpoints.sign()
    clock.now += MIN_RETENTION_S + 1
    return clock.now - MIN_RETENTION_S


async def test_moves_old_records_and_keeps_both_sides_sound(
    archive: Archive, audit: Audit, checkpoints: Checkpoints, clock: Clock, tmp_path: Path
) -> None:
    """The file has the first year, the store the second, and each verifies."""
    before_s = await pass_a_year(audit, checkpoints, clock, records=3)
    await audit.record(VIEW)
    assert await archive.write(tmp_path / "1.jsonl", before_s=before_s, actor=OFFICER) == 3
    verdict = verify_file(tmp_path / "1.jsonl", checkpoints.public_key)
    assert verdict.is_sound
    assert (verdict.record_count, verdict.signed_sequence) == (3, 3)
    assert await kinds_of(audit) == [AuditKind.VIEW_STARTED, AuditKind.AUDIT_ARCHIVED]
    assert (await checkpoints.verify()).is_sound


async def test_continues_where_the_last_file_ended(
    archive: Archive, audit: Audit, checkpoints: Checkpoints, clock: Clock, tmp_path: Path
) -> None:
    """The second file begins behind the signed end of the first."""
    before_s = await pass_a_year(audit, checkpoints, clock, records=2)
    await archive.write(tmp_path / "1.jsonl", before_s=before_s, actor=OFFICER)
    before_s = await pass_a_year(audit, checkpoints, clock, records=2)
    # Two new ones, and the record of the first move.
    assert await archive.write(tmp_path / "2.jsonl", before_s=before_s, actor=OFFICER) == 3
    assert verify_file(tmp_path / "2.jsonl", checkpoints.public_key).is_sound
    assert (await checkpoints.verify()).is_sound


async def test_moves_nothing_when_nothing_is_old(
    archive: Archive, audit: Audit, checkpoints: Checkpoints, clock: Clock, tmp_path: Path
) -> None:
    """No empty files, not even the second time."""
    assert await archive.write(tmp_path / "0.jsonl", before_s=0.0, actor=OFFICER) == 0
    before_s = await pass_a_year(audit, checkpoints, clock, records=2)
    await archive.write(tmp_path / "1.jsonl", before_s=before_s, actor=OFFICER)
    assert await archive.write(tmp_path / "2.jsonl", before_s=before_s, actor=OFFICER) == 0
    assert os.listdir(tmp_path) == ["1.jsonl"]


async def test_keeps_a_year_in_the_store(archive: Archive, clock: Clock, tmp_path: Path) -> None:
    """Whatever is asked for."""
    with pytest.raises(InvalidRequest, match="year"):
        await archive.write(tmp_path / "1.jsonl", before_s=clock.now - MIN_RETENTION_S + 1, actor=OFFICER)


async def test_moves_nothing_of_a_trail_that_is_not_sound(
    archive: Archive, audit: Audit, checkpoints: Checkpoints, clock: Clock, store: Store, tmp_path: Path
) -> None:
    """Evidence of tampering stays where it is."""
    before_s = await pass_a_year(audit, checkpoints, clock, records=3)
    await store.redis.xtrim(trail_key(store), maxlen=2, approximate=False)
    with pytest.raises(StoreDamaged, match="not sound"):
        await archive.write(tmp_path / "1.jsonl", before_s=before_s, actor=OFFICER)
    assert len(await kinds_of(audit)) == 2


async def test_takes_nothing_out_when_the_file_cannot_be_written(
    archive: Archive, audit: Audit, checkpoints: Checkpoints, clock: Clock, tmp_path: Path
) -> None:
    """An existing file is not overwritten, and the records stay."""
    before_s = await pass_a_year(audit, checkpoints, clock, records=2)
    (tmp_path / "1.jsonl").write_text("something else")
    with pytest.raises(FileExistsError):
        await archive.write(tmp_path / "1.jsonl", before_s=before_s, actor=OFFICER)
    assert len(await kinds_of(audit)) == 2
