"""Which cameras the other units of an incident have large on their screens now."""

from collections.abc import Iterable
from typing import Protocol

from responder.access.permit import Permit
from responder.live.messages import CameraAttention

# Worked out once for all phones of the node; a glance lasts longer than this.
VALID_S = 1.0


class Looker(Protocol):
    """A live session, as far as its attention goes."""

    @property
    def permit(self) -> Permit: ...

    @property
    def focused(self) -> str | None:
        """The camera that the phone has large, when its permit covers it."""
        ...


class AttentionBoard:
    """Remembers for `VALID_S` who looks where. Times are of the monotonic clock."""

    def __init__(self) -> None:
        self._seen_at_s = float("-inf")
        self._looks: dict[str, dict[str, dict[str, str]]] = {}

    def others(self, sessions: Iterable[Looker], looker: Looker, now_s: float) -> list[CameraAttention]:
        """What the other devices of the looker's incident have large, permitted to it or not."""
        if now_s - self._seen_at_s >= VALID_S:
            self._seen_at_s = now_s
            self._looks = _looks(sessions)
        cameras = self._looks.get(looker.permit.incident_id or "", {})
        return [
            CameraAttention(camera_id=camera_id, agencies=sorted(others))
            for camera_id, by_device in sorted(cameras.items())
            if (others := [it for device, it in by_device.items() if device != looker.permit.device_id])
        ]


def _looks(sessions: Iterable[Looker]) -> dict[str, dict[str, dict[str, str]]]:
    """Incident, camera, device -> agency."""
    looks: dict[str, dict[str, dict[str, str]]] = {}
    for session in sessions:
        permit, camera_id = session.permit, session.focused
        if camera_id is None or permit.incident_id is None:
            continue
        cameras = looks.setdefault(permit.incident_id, {})
        cameras.setdefault(camera_id, {})[permit.device_id] = permit.agency
    return looks
