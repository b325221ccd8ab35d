"""Numbers the frames of one rung and hands them to everybody who watches it."""

from collections.abc import Callable

from responder.delivery.gop import Frame, Gop
from responder.media.bitrate import BitrateMeter


class Relay:
    """Frame numbers go on for ever; one is left out where pictures may be missing."""

    def __init__(self, probable_bitrate_bps: float) -> None:
        self._subscribers: list[Callable[[Frame], None]] = []
        self._gop = Gop()
        self._meter = BitrateMeter()
        self._bitrate_bps = probable_bitrate_bps
        self._next_index = 0

    @property
    def bitrate_bps(self) -> float:
        """Measured over the last seconds; what was measured last, or is probable, while there is none."""
        return self._bitrate_bps

    def gop(self) -> tuple[Frame, ...]:
        """The frames since the last key frame; empty when there is none."""
        return self._gop.frames()

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Hands every frame from now on to `receive`, until the returned function is called."""
        self._subscribers.append(receive)

        def unsubscribe() -> None:
            if receive in self._subscribers:
                self._subscribers.remove(receive)

        return unsubscribe

    def send(
        self,
        payloads: tuple[bytes, ...],
        *,
        keyframe: bool,
        timestamp: int,
        captured_at_s: float,
        now: float,
    ) -> None:
        """The next frame; `timestamp` is larger than any before it."""
        frame = Frame(
            index=self._next_index,
            timestamp=timestamp,
            captured_at_s=captured_at_s,
            keyframe=keyframe,
            payloads=payloads,
            size_bytes=sum(map(len, payloads)),
        )
        self._next_index += 1
        self._meter.add(frame.size_bytes, now)
        self._bitrate_bps = self._meter.rate_bps() or self._bitrate_bps
        self._gop.append(frame)
        for receive in tuple(self._subscribers):
            receive(frame)

    def leave_gap(self) -> None:
        """Pictures are missing here: viewers wait for the next key frame."""
        self._next_index += 1

    def forget(self) -> None:
        """A new session follows: it does not continue what was sent before."""
        self.leave_gap()
        self._gop.clear()
        self._meter.clear()
