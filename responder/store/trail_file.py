"""The audit trail as a file: written from the store, verified anywhere, without one."""

import asyncio
import os
from collections.abc import AsyncIterable, Iterator
from pathlib import Path

from responder.access.trail import CheckpointLine, Entry, Line, TrailFileError, TrailHeader, read_lines
from responder.access.verification import Verdict, verify


async def write_trail(path: Path, lines: AsyncIterable[bytes]) -> None:
    """Writes a new file, readable by its owner alone, and syncs it. Raises FileExistsError or OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        async for line in lines:
            file.write(line)
        file.flush()
        await asyncio.to_thread(os.fsync, file.fileno())


def verify_file(path: Path, public_key: bytes | None = None) -> Verdict:
    """What the file is worth against the district's key (32 bytes, raw), or else the one that it names.

    The latter shows damage, but not a forgery that brought its own key. Raises OSError or TrailFileError.
    """
    checkpoints = [line.checkpoint for line in _lines(path) if isinstance(line, CheckpointLine)]
    entries = (line for line in _lines(path) if isinstance(line, Entry))
    return verify(entries, checkpoints, public_key or public_key_in(path))


def public_key_in(path: Path) -> bytes:
    """The key that the file names. Raises OSError or TrailFileError."""
    header = next(_lines(path), None)
    if not isinstance(header, TrailHeader):
        raise TrailFileError(1, "the file is empty")
    try:
        return bytes.fromhex(header.public_key)
    except ValueError as error:
        raise TrailFileError(1, "the public key is not hexadecimal") from error


def _lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        yield from read_lines(file)
