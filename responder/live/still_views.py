"""Devices that are shown still pictures: as much a view of a camera as live video, so it is written down."""

from msgspec import Struct

from responder.access.audit import Actor, AuditKind
from responder.access.permit import Permit
from responder.live.record import Record, view_event
from responder.live.views import Shown

# A device that looks on asks for the next picture within 3 s; on a bad link it takes some more.
OVER_AFTER_S = 10.0
DETAIL = "still pictures"


class _StillView(Struct, kw_only=True):
    shown: Shown
    permit: Permit
    actor: Actor
    shown_at_s: float


class StillViews:
    """A view stops with its last picture, which is known `OVER_AFTER_S` later. Times are Unix time."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._views: dict[tuple[str, str], _StillView] = {}

    def shown(self, permit: Permit, actor: Actor, shown: Shown, now_s: float) -> None:
        """A picture of the camera goes to the device, or it holds the newest one and goes on showing it.

        More or less of the same camera is another view. Raises AuditBacklogFull for the first one: what
        cannot be written down must not be shown.
        """
        key = (permit.device_id, shown.camera_id)
        view = self._views.get(key)
        if view is not None and view.shown != shown:
            self._end(key, now_s)
            view = None
        if view is None:
            view = _StillView(shown=shown, permit=permit, actor=actor, shown_at_s=now_s)
            self._write_down(AuditKind.VIEW_STARTED, view, now_s)
            self._views[key] = view
        view.shown_at_s = now_s

    def cameras(self, device_id: str) -> list[str]:
        """What the device is shown in still pictures."""
        return sorted(camera_id for device, camera_id in self._views if device == device_id)

    def end_old(self, now_s: float) -> None:
        """Ends the views whose device does not look any more: they were over with their last picture."""
        for key, view in list(self._views.items()):
            if now_s - view.shown_at_s > OVER_AFTER_S:
                self._end(key, view.shown_at_s)

    def end_device(self, device_id: str, now_s: float) -> None:
        """The device's access is over."""
        for key in [key for key in self._views if key[0] == device_id]:
            self._end(key, now_s)

    def end_all(self, now_s: float) -> None:
        """The service stops."""
        for key in list(self._views):
            self._end(key, now_s)

    def _end(self, key: tuple[str, str], at_s: float) -> None:
        self._write_down(AuditKind.VIEW_STOPPED, self._views.pop(key), at_s)

    def _write_down(self, kind: AuditKind, view: _StillView, at_s: float) -> None:
        self._record.enqueue(view_event(kind, view.shown, view.permit, view.actor, at_s, DETAIL))
