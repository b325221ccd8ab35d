"""Where views are written down."""

from typing import Protocol

from responder.access.audit import Actor, AuditEvent, AuditKind
from responder.access.permit import Permit
from responder.live.views import Shown


class Record(Protocol):
    """Never holds up the video."""

    def enqueue(self, event: AuditEvent) -> None:
        """Raises AuditBacklogFull for a view's start, never for its end."""
        ...


def view_event(
    kind: AuditKind, shown: Shown, permit: Permit, actor: Actor, at_s: float, detail: str = ""
) -> AuditEvent:
    """What is written down of a view: who was shown what on whose permit. `at_s` is Unix time."""
    return AuditEvent(
        kind=kind,
        at_s=at_s,
        actor=actor,
        incident_id=permit.incident_id,
        link_id=permit.link_id,
        device_id=permit.device_id,
        camera_id=shown.camera_id,
        detail=detail,
        is_masked=shown.is_masked,
    )
