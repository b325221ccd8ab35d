"""Who owns a data directory: one service, and the one redis-server that it left or started.

Rules
1. `service.lock` is held by the running service alone; it ends with the process, however that ends.
2. `server.lock` is held by the service and handed down to its redis-server, so it outlives a crashed
   service for as long as that server runs.
"""

import fcntl
import os
from pathlib import Path


class DataLock:
    """An advisory lock on a file (flock)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """For handing the lock down to a child process."""
        if self._descriptor is None:
            raise RuntimeError(f"{self._path} is not locked")
        return self._descriptor

    def take(self) -> bool:
        """Whether the lock is ours now; False when somebody else holds it."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Lets go of our hold; a child that has it keeps it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
