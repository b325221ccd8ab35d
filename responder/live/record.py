"""Where views are written down."""

from typing import Protocol

from responder.access.audit import AuditEvent


class Record(Protocol):
    """Never holds up the video."""

    def enqueue(self, event: AuditEvent) -> None:
        """Raises AuditBacklogFull for a view's start, never for its end."""
        ...
