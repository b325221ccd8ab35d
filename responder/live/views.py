"""Which pictures a device is being shown, frame by frame: the ground of the record of views."""

from collections.abc import Mapping

from msgspec import Struct

from responder.media.rendition import Rendition


class Shown(Struct, frozen=True, kw_only=True, order=True):
    """A camera's pictures; with `is_masked` a part of each is painted over."""

    camera_id: str
    is_masked: bool = False


def shown_of(rendition: Rendition) -> Shown:
    return Shown(camera_id=rendition.camera_id, is_masked=rendition.is_masked)


class Views:
    """A view starts with its first frame in any slot and stops when no slot holds its pictures any more.

    Whoever sees more or less of a camera than before begins another view of it.
    """

    def __init__(self) -> None:
        self._shown: dict[int, Shown] = {}

    def frame_sent(self, slot: int, shown: Shown) -> Shown | None:
        """Notes the first frame in a slot; returns what is shown when that starts a view."""
        is_new = shown not in self._shown.values()
        self._shown[slot] = shown
        return shown if is_new else None

    def poured(self, slots: Mapping[int, Shown]) -> list[Shown]:
        """Notes what the slots hold now; returns what that stops."""
        before = set(self._shown.values())
        self._shown = {slot: shown for slot, shown in self._shown.items() if slots.get(slot) == shown}
        return sorted(before - set(self._shown.values()))

    def is_showing(self, slot: int, camera_id: str) -> bool:
        """Whether a frame of this camera has gone out in this slot since it was last poured."""
        shown = self._shown.get(slot)
        return shown is not None and shown.camera_id == camera_id

    @property
    def cameras(self) -> list[str]:
        return sorted({shown.camera_id for shown in self._shown.values()})
