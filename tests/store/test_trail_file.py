"""An exported trail is verified without the service, its store or its secrets."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from responder.access.audit import AuditEvent, AuditKind
from responder.access.trail import TrailFileError
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.connection import Store
from responder.store.trail_file import public_key_in, verify_file, write_trail
from tests.store.conftest import OFFICER

VIEW = AuditEvent(kind=AuditKind.VIEW_STARTED, at_s=1.0, actor=OFFICER, camera_id="c1", detail="Müller, 5 °C")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
async def exported(store: Store, audit: Audit, tmp_path: Path) -> Path:
    """A trail of three records, signed, as a file."""
    for _ in range(3):
        await audit.record(VIEW)
    path = tmp_path / "trail.jsonl"
    await write_trail(path, Checkpoints(store, audit, KEY).export())
    return path


def test_a_whole_file_is_sound(exported: Path) -> None:
    """Under the district's key, and under the one that the file names."""
    public_key = KEY.public_key().public_bytes_raw()
    assert public_key_in(exported) == public_key
    for key in (public_key, None):
        verdict = verify_file(exported, key)
        assert verdict.is_sound
        assert (verdict.record_count, verdict.signed_sequence) == (3, 3)


def test_is_private(exported: Path) -> None:
    """The record of who watched children is not left open."""
    assert exported.stat().st_mode & 0o777 == 0o600


async def test_never_overwrites(exported: Path, store: Store, audit: Audit) -> None:
    """An older export is not destroyed."""
    with pytest.raises(FileExistsError):
        await write_trail(exported, Checkpoints(store, audit, KEY).export())


def test_a_changed_file_is_not(exported: Path) -> None:
    """One letter is enough."""
    exported.write_bytes(exported.read_bytes().replace(b"5 \xc2\xb0C", b"6 \xc2\xb0C", 1))
    assert not verify_file(exported).is_sound


def test_a_shortened_file_is_not(exported: Path) -> None:
    """The checkpoint at the end remembers the record that is gone."""
    lines = exported.read_bytes().splitlines(keepends=True)
    exported.write_bytes(b"".join([*lines[:3], *lines[4:]]))
    assert not verify_file(exported).is_sound


def test_a_file_signed_by_somebody_else_is_not(exported: Path) -> None:
    """Only the published key counts."""
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    assert not verify_file(exported, other).is_sound


@pytest.mark.parametrize("content", [b"", b"no trail\n", b'{"type":"trail","format":1,"public_key":"xyz"}\n'])
def test_says_when_it_is_no_trail(tmp_path: Path, content: bytes) -> None:
    """Some other file is named as such."""
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(TrailFileError, match="line 1"):
        verify_file(path)
