"""The pictures since the last key frame, kept so that a joining viewer need not wait for the next one."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from responder.delivery.ladder import Rung

# A 1080p camera at 4 Mbps with an 8 s group of pictures; a larger one is not worth its memory 100 times.
MAX_GOP_BYTES = 4_000_000
# Cameras are seen with groups of 2 to 10 s.
MAX_GOP_S = 12.0


class Frame(Struct, frozen=True, kw_only=True):
    """One coded picture of a rung, packetized once for every viewer."""

    index: int
    """Gapless per rung: a missing one means that pictures are missing."""
    timestamp: int
    """90 kHz, unwrapped, strictly increasing per rung."""
    captured_at_s: float
    """Unix time at which the camera took the picture, as well as the service knows."""
    keyframe: bool
    payloads: tuple[bytes, ...]
    """RTP payloads of `h264.packetize`; the last one takes the marker bit."""
    size_bytes: int
    """Sum of the payloads' lengths."""


class Gop:
    """Frames of one rung since its last key frame, bounded in bytes and time.

    A group that outgrows a bound, or misses a frame, is of no use to a decoder: it is forgotten until
    the next key frame.
    """

    def __init__(self, *, max_bytes: int = MAX_GOP_BYTES, max_s: float = MAX_GOP_S) -> None:
        self._max_bytes = max_bytes
        self._max_s = max_s
        self._frames: list[Frame] = []
        self._size_bytes = 0

    def append(self, frame: Frame) -> None:
        """Begins a new group with a key frame, or continues the one that is kept."""
        if frame.keyframe:
            self.clear()
        elif not self._continues(frame):
            self.clear()
            return
        self._frames.append(frame)
        self._size_bytes += frame.size_bytes

    def frames(self) -> tuple[Frame, ...]:
        """The kept frames, a key frame first; empty when there is no whole group."""
        return tuple(self._frames)

    def clear(self) -> None:
        """Forgets the group: the feed restarted."""
        self._frames.clear()
        self._size_bytes = 0

    def _continues(self, frame: Frame) -> bool:
        if not self._frames or frame.index != self._frames[-1].index + 1:
            return False
        if self._size_bytes + frame.size_bytes > self._max_bytes:
            return False
        return frame.timestamp - self._frames[0].timestamp <= self._max_s * 90_000


class RungStream(Protocol):
    """One rung of one feed, as transport sees it."""

    @property
    def camera_id(self) -> str: ...

    @property
    def rung(self) -> Rung: ...

    @property
    def bitrate_bps(self) -> float:
        """Measured over the last seconds, payloads only."""
        ...

    def gop(self) -> tuple[Frame, ...]:
        """The cached group of pictures, empty when there is none."""
        ...

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Calls `receive` with every frame from now on, until the returned function is called."""
        ...

    def request_keyframe(self) -> None:
        """Somebody waits for a key frame: one comes soon if the rung is made here, else in its own time."""
        ...
