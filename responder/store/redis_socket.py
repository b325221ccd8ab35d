"""Where the embedded Redis listens: in the data directory, or in a private one when that is too deep."""

import shutil
import socket
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from responder.store.errors import RedisServerError

# Linux: struct ucred begins with the process id (unix(7)); macOS: SOL_LOCAL and LOCAL_PEERPID (sys/un.h).
_PEER_PROCESS = (socket.SOL_SOCKET, socket.SO_PEERCRED, 12) if sys.platform == "linux" else (0, 2, 4)

# sun_path holds 104 bytes on macOS and the BSDs, 108 on Linux, with a closing zero byte.
_MAX_PATH_BYTES = 103

_SOCKET_NAME = "redis.sock"

# Says where the socket is, for the command line beside a running service.
_NOTE_NAME = "socket-path"


def url_of(path: Path) -> str:
    return f"unix://{quote(str(path))}"


def place_socket(directory: Path) -> Path:
    """A path for the socket that is short enough, noted in the directory. Raises RedisServerError."""
    path = directory.resolve() / _SOCKET_NAME
    if not _fits(path):
        path = Path(tempfile.mkdtemp(prefix="responder-")) / _SOCKET_NAME
    if not _fits(path):
        raise RedisServerError(f"{path} is too long for a socket: set TMPDIR to a shorter path")
    (directory / _NOTE_NAME).write_text(str(path))
    return path


def read_socket(directory: Path) -> Path | None:
    """The noted path; None when there is none."""
    note = directory / _NOTE_NAME
    return Path(note.read_text()) if note.exists() else None


def remove_socket(directory: Path, path: Path) -> None:
    """Removes what `place_socket` made."""
    (directory / _NOTE_NAME).unlink(missing_ok=True)
    if path.name == _SOCKET_NAME and path.parent != directory.resolve():
        shutil.rmtree(path.parent, ignore_errors=True)


def listener(path: Path) -> int | None:
    """The process that listens there, even if it hangs; None when none does, or on a system that cannot tell.

    The kernel says so, which is never out of date as a file with a number can be.
    """
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.settimeout(0)
            client.connect(str(path))
            return int.from_bytes(client.getsockopt(*_PEER_PROCESS)[:4], sys.byteorder)
        except OSError:
            return None


def _fits(path: Path) -> bool:
    return len(str(path).encode()) <= _MAX_PATH_BYTES
