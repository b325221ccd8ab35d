"""What is poured into one slot: the stream's subscription, and from which key frame on it is shown."""

import time
from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from responder.delivery.gop import Frame, RungStream
from responder.delivery.slot import CLOCK_HZ, Slot
from responder.transport.fanout import FanOut

# A phone in trouble asks with every report; more than two key frames a second are of no more help.
KEYFRAME_INTERVAL_S = 0.5
# In about this time a key frame is made and here, and a slot is looked at again.
KEYFRAME_WAIT_S = 0.1
# So far back a picture may jump when its rung changes.
YOUNG_GOP = CLOCK_HZ // 4

# Rule 1: a stream is subscribed as soon as it is poured, so that its camera connects. It is shown from its
#         cached group of pictures if the link can take that burst now, else from its next key frame.
# Rule 2: another rung of the same camera replaces the shown one without a gap, at its next key frame: an
#         older group of pictures would show again what has been seen. The old goes on until then, or until
#         it comes too late and is dropped.
# Rule 3: another camera's stream ends the shown one at once: its picture must not stand under a new name.
# Rule 4: a key frame is asked for by the phone at most twice a second, and answered from the cache. A slot
#         that waits for one asks its stream, as often at most: a rung that is made here can begin anew. All
#         who watch pay for that, so none is asked for while the cached group is about to fit.


class Tap(Struct, frozen=True):
    """A subscribed stream and how to end the subscription."""

    stream: RungStream
    unsubscribe: Callable[[], None]


class Flow:
    """What one slot shows: at most one stream, and one more of the same camera waiting to replace it."""

    def __init__(
        self, index: int, slot: Slot, fan_out: FanOut, on_shown: Callable[[int, RungStream], None]
    ) -> None:
        """`on_shown` is told when the first frame of a poured stream has left."""
        self.slot = slot
        self.keyframes_requested = 0
        self._index = index
        self._fan_out = fan_out
        self._on_shown = on_shown
        self._shown: Tap | None = None
        self._successor: Tap | None = None
        self._refreshed_at = float("-inf")
        self._asked_at = float("-inf")

    def pour(self, stream: RungStream | None, now: float) -> None:
        """Show `stream` from now on; None empties the slot; the same stream again changes nothing."""
        latest = self._successor or self._shown
        if stream is (latest and latest.stream):
            return
        self._end_successor()
        self._asked_at = float("-inf")
        if stream is None:
            self.stop()
        elif self._shown is None or stream is not self._shown.stream:
            self._replace(self._shown, stream, now)

    def stop(self) -> None:
        """Empty the slot: no frame of it is accepted any more."""
        self._end_successor()
        if self._shown is not None:
            self._shown.unsubscribe()
            self._shown = None
        self._fan_out.forget(self._index)
        self.slot.stop()

    def begin(self, now: float) -> None:
        """The phone is connected: show what was poured meanwhile."""
        if self._shown is not None:
            self._start(self._shown.stream, now)

    def refresh(self, now: float) -> None:
        """The phone's decoder asks for a key frame."""
        self.keyframes_requested += 1
        if self._shown is not None and now - self._refreshed_at >= KEYFRAME_INTERVAL_S:
            self._refreshed_at = now
            self._restart(self._shown.stream, now)

    def tick(self, now: float) -> None:
        """Begin what could not begin before because the link's budget was spent, or the old one went on."""
        if not self.slot.waiting:
            if self._successor is not None:
                self._ask(self._successor.stream, now)
        elif self._successor is not None:
            self._promote(self._successor, now)
        elif self._shown is not None and self._fits(self._shown.stream, now):
            self._restart(self._shown.stream, now)
        elif self._shown is not None:
            self._ask_for_a_beginning(self._shown.stream, now)

    def _replace(self, shown: Tap | None, stream: RungStream, now: float) -> None:
        tap = Tap(stream, stream.subscribe(partial(self._receive, stream)))
        self._successor = tap
        goes_on = self._fan_out.is_open and not self.slot.waiting and _is_other_rung(shown, stream)
        if goes_on and not self._is_young(stream, now):
            self._ask(stream, now)
        else:
            self._promote(tap, now)

    def _promote(self, tap: Tap, now: float) -> None:
        shown, self._shown, self._successor = self._shown, tap, None
        if shown is not None:
            shown.unsubscribe()
        if shown is not None and shown.stream.camera_id != tap.stream.camera_id:
            self._fan_out.forget(self._index)
        if self._fan_out.is_open:
            self._start(tap.stream, now)

    def _start(self, stream: RungStream, now: float) -> None:
        self._fan_out.call_when_next_leaves(self._index, lambda: self._on_shown(self._index, stream))
        self._restart(stream, now)

    def _ask(self, stream: RungStream, now: float) -> None:
        if now - self._asked_at >= KEYFRAME_INTERVAL_S:
            self._asked_at = now
            stream.request_keyframe()

    def _ask_for_a_beginning(self, stream: RungStream, now: float) -> None:
        """Unless the cached group is one, as soon as the link has carried what is before it."""
        gop = stream.gop()
        if not gop or self._fan_out.burst_wait_s(_size_bytes(gop), now) > KEYFRAME_WAIT_S:
            self._ask(stream, now)

    def _restart(self, stream: RungStream, now: float) -> None:
        """Continue with the cached group of pictures, or wait for the next key frame."""
        self._fan_out.discard(self._index)
        for slot_frame in self.slot.pour(stream.gop(), now, self._fan_out.burst_bytes(now)):
            self._fan_out.enqueue(self._index, slot_frame, now)
        if self.slot.waiting:
            self._ask_for_a_beginning(stream, now)

    def _receive(self, stream: RungStream, frame: Frame) -> None:
        if not self._fan_out.is_open:
            return
        now = time.monotonic()
        successor = self._successor
        if successor is not None and stream is successor.stream:
            if not frame.keyframe:
                return
            self._promote(successor, now)
            # The cached group that just began to be shown may hold this very frame.
            if not self.slot.waiting:
                return
        elif self._shown is None or stream is not self._shown.stream:
            # A feed that was counting its receivers when this one left.
            return
        slot_frame = self.slot.accept(frame, now)
        if slot_frame is not None:
            self._fan_out.enqueue(self._index, slot_frame, now)

    def _end_successor(self) -> None:
        if self._successor is not None:
            self._successor.unsubscribe()
            self._successor = None

    def _is_young(self, stream: RungStream, now: float) -> bool:
        gop = stream.gop()
        return bool(gop) and gop[-1].timestamp - gop[0].timestamp <= YOUNG_GOP and self._fits(stream, now)

    def _fits(self, stream: RungStream, now: float) -> bool:
        gop = stream.gop()
        return bool(gop) and _size_bytes(gop) <= self._fan_out.burst_bytes(now)


def _size_bytes(gop: Sequence[Frame]) -> int:
    return sum(frame.size_bytes for frame in gop)


def _is_other_rung(shown: Tap | None, stream: RungStream) -> bool:
    return shown is not None and shown.stream.camera_id == stream.camera_id
