"""Which cameras a device is being shown, frame by frame: the ground of the record of views."""

from collections.abc import Mapping


class Views:
    """A view of a camera starts with its first frame in any slot and stops when no slot holds it any more."""

    def __init__(self) -> None:
        self._shown: dict[int, str] = {}

    def frame_sent(self, slot: int, camera_id: str) -> str | None:
        """Notes the first frame of a camera in a slot; returns the camera when that starts a view."""
        is_new = camera_id not in self._shown.values()
        self._shown[slot] = camera_id
        return camera_id if is_new else None

    def poured(self, cameras: Mapping[int, str]) -> list[str]:
        """Notes what the slots hold now (slot -> camera); returns the cameras whose views that stops."""
        before = set(self._shown.values())
        self._shown = {
            slot: camera_id for slot, camera_id in self._shown.items() if cameras.get(slot) == camera_id
        }
        return sorted(before - set(self._shown.values()))

    def is_showing(self, slot: int, camera_id: str) -> bool:
        """Whether a frame of this camera has gone out in this slot since it was last poured."""
        return self._shown.get(slot) == camera_id

    @property
    def cameras(self) -> list[str]:
        return sorted(set(self._shown.values()))
