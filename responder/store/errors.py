"""What can go wrong between the service and its Redis."""

from typing import ClassVar


class StoreError(Exception):
    """Base of this package's errors; `reason` is stable and doubles as the problem type on the wire."""

    reason: ClassVar[str] = "store-error"


class StoreUnavailable(StoreError):
    """Redis cannot be reached, or does not accept writes; whatever was asked for was not acknowledged."""

    reason = "store-unavailable"

    def __init__(self) -> None:
        super().__init__(
            "The record store cannot be reached right now. Live video goes on; try again shortly."
        )


class StoreDamaged(StoreError):
    """A record is missing or unreadable; somebody wrote to Redis past this service."""

    reason = "store-damaged"


class AuditBacklogFull(StoreError):
    """So many events wait for Redis that no more are taken; nothing already taken is lost."""

    reason = "audit-backlog-full"


class RedisServerError(StoreError):
    """The embedded server cannot be run here; the message says why and what to do."""


class DataDirectoryBusy(RedisServerError):
    """Another running service owns the data directory."""


class SecretUnreadable(StoreError):
    """The data directory's secret is damaged or open to other users."""
