"""Where the embedded Redis listens: in the data directory, or in a private one when that is too deep."""

import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from responder.store.errors import RedisServerError

# sun_path holds 104 bytes on macOS and the BSDs, 108 on Linux, with a closing zero byte.
_MAX_PATH_BYTES = 103

_SOCKET_NAME = "redis.sock"

# Says where the socket is, for the command line beside a running service.
_NOTE_NAME = "socket-path"


def url_of(socket: Path) -> str:
    return f"unix://{quote(str(socket))}"


def place_socket(directory: Path) -> Path:
    """A path for the socket that is short enough, noted in the directory. Raises RedisServerError."""
    socket = directory.resolve() / _SOCKET_NAME
    if not _fits(socket):
        socket = Path(tempfile.mkdtemp(prefix="responder-")) / _SOCKET_NAME
    if not _fits(socket):
        raise RedisServerError(f"{socket} is too long for a socket: set TMPDIR to a shorter path")
    (directory / _NOTE_NAME).write_text(str(socket))
    return socket


def read_socket(directory: Path) -> Path | None:
    """The noted path; None when there is none."""
    note = directory / _NOTE_NAME
    return Path(note.read_text()) if note.exists() else None


def remove_socket(directory: Path, socket: Path) -> None:
    """Removes what `place_socket` made."""
    (directory / _NOTE_NAME).unlink(missing_ok=True)
    if socket.name == _SOCKET_NAME and socket.parent != directory.resolve():
        shutil.rmtree(socket.parent, ignore_errors=True)


def _fits(socket: Path) -> bool:
    return len(str(socket).encode()) <= _MAX_PATH_BYTES
