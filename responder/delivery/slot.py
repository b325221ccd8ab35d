"""One video window of a phone: any camera poured into it leaves as one continuous RTP stream."""

import math
from collections.abc import Sequence
from enum import Enum, auto

from msgspec import Struct

from responder.delivery.gop import Frame

CLOCK_HZ = 90_000

_SEQUENCE_MASK = 0xFFFF
_TIMESTAMP_MASK = 0xFFFF_FFFF
# Frames of a burst stand this close together: about as fast as a link brings them. The player decodes them
# at once and shows the newest, instead of replaying two seconds in real time.
_BURST_STEP = CLOCK_HZ // 1000
# A stream whose time runs further ahead than this (a camera stalled, then jumped) is moved back: the player
# would hold its pictures until their time has come.
_MAX_AHEAD = CLOCK_HZ // 2
# A camera's clock may run wrong by this part at most; more is not a clock but a fault.
_MAX_DRIFT = 0.02
# So long a look tells drift from jitter: some frame in it was not late.
_DRIFT_WINDOW_S = 10.0


class SlotFrame(Struct, frozen=True, kw_only=True):
    """A frame with its place in the slot's RTP stream."""

    frame: Frame
    first_sequence_number: int
    """16 bit; the payloads take consecutive numbers from here."""
    timestamp: int
    """32 bit, 90 kHz."""


class _State(Enum):
    STOPPED = auto()
    WAITING = auto()  # for a key frame
    FLOWING = auto()


class Slot:
    """Gives frames their sequence numbers and timestamps.

    Rule 1: sequence numbers have no gaps and timestamps strictly increase, over any switch or gap.
    Rule 2: a stream begins with a key frame, and after a missing index only the next key frame continues it.
    Rule 3: timestamps follow the time that passed here, not what cameras claim, but for a camera's slow
    drift.
    """

    def __init__(self, *, first_sequence_number: int, first_timestamp: int) -> None:
        self._state = _State.STOPPED
        self._sequence_number = first_sequence_number
        self._last_timestamp = first_timestamp - _BURST_STEP
        self._origin_timestamp = 0
        self._origin_s = 0.0
        self._started = False
        self._least_lag = math.inf
        self._window_ends_s = 0.0
        self._offset = 0
        self._next_index = 0
        self._newest: SlotFrame | None = None

    @property
    def waiting(self) -> bool:
        """Whether a stream is poured in, but no picture can be sent before its next key frame."""
        return self._state is _State.WAITING

    def pour(self, gop: Sequence[Frame], now: float, burst_bytes: int) -> list[SlotFrame]:
        """Switches to a new stream: the frames of its cached group of pictures, all to be sent now.

        Empty when there is none or it is larger than `burst_bytes`: then the slot waits for the next key
        frame. The newest frame has its true place in time; the earlier ones stand just before it.
        """
        self._state = _State.WAITING
        if not gop or not gop[0].keyframe or sum(frame.size_bytes for frame in gop) > burst_bytes:
            return []
        step = self._align(gop[-1], now, len(gop))
        newest = gop[-1].timestamp + self._offset
        last = len(gop) - 1
        return [self._send(frame, newest - step * (last - place)) for place, frame in enumerate(gop)]

    def accept(self, frame: Frame, now: float) -> SlotFrame | None:
        """Places a live frame; `None` when it is not to be sent: stopped, known, or a key frame is due."""
        if self._state is _State.FLOWING and frame.index == self._next_index:
            lag = self._true_timestamp(now) - frame.timestamp - self._offset
            if lag < -_MAX_AHEAD:
                self._align(frame, now, 1)
            else:
                self._follow(lag, now)
            return self._send(frame, frame.timestamp + self._offset)
        if self._state is _State.STOPPED or not frame.keyframe:
            self._note_gap(frame)
            return None
        self._align(frame, now, 1)
        return self._send(frame, frame.timestamp + self._offset)

    def retract(self, slot_frame: SlotFrame, packets_sent: int = 0) -> None:
        """Takes back a frame, but for its first packets, and all after it: the numbers are free again."""
        self._sequence_number = (slot_frame.first_sequence_number + packets_sent) & _SEQUENCE_MASK
        self._newest = None
        if self._state is _State.FLOWING:
            self._state = _State.WAITING

    def stop(self) -> None:
        """Empties the slot: nothing is accepted until the next `pour`."""
        self._state = _State.STOPPED
        self._newest = None

    def clock(self) -> tuple[int, float] | None:
        """(RTP timestamp, capture time in Unix seconds) of the newest frame; `None` before the first one."""
        if self._newest is None:
            return None
        return self._newest.timestamp, self._newest.frame.captured_at_s

    def _note_gap(self, frame: Frame) -> None:
        if self._state is _State.FLOWING and frame.index > self._next_index:
            self._state = _State.WAITING

    def _true_timestamp(self, now: float) -> int:
        """Where the slot's time stands: it runs since the first frame."""
        return self._origin_timestamp + round((now - self._origin_s) * CLOCK_HZ)

    def _align(self, newest: Frame, now: float, count: int) -> int:
        """Puts `newest` at its true place, with room for `count` frames up to it; gives the step between."""
        if not self._started:
            self._started = True
            self._origin_s = now
            self._origin_timestamp = self._last_timestamp + count * _BURST_STEP
        timestamp = max(self._true_timestamp(now), self._last_timestamp + count)
        self._offset = timestamp - newest.timestamp
        self._begin_window(now)
        return min(_BURST_STEP, (timestamp - self._last_timestamp) // count)

    def _follow(self, lag: int, now: float) -> None:
        """Lets the slot's time drift with the camera's, or a switch would jump by hours of drift."""
        self._least_lag = min(self._least_lag, lag)
        if now < self._window_ends_s:
            return
        bound = _MAX_DRIFT * _DRIFT_WINDOW_S * CLOCK_HZ
        self._origin_timestamp -= round(max(-bound, min(bound, self._least_lag)))
        self._begin_window(now)

    def _begin_window(self, now: float) -> None:
        self._least_lag = math.inf
        self._window_ends_s = now + _DRIFT_WINDOW_S

    def _send(self, frame: Frame, timestamp: int) -> SlotFrame:
        first_sequence_number = self._sequence_number
        self._sequence_number = (first_sequence_number + len(frame.payloads)) & _SEQUENCE_MASK
        self._last_timestamp = timestamp
        self._next_index = frame.index + 1
        self._state = _State.FLOWING
        self._newest = SlotFrame(
            frame=frame,
            first_sequence_number=first_sequence_number,
            timestamp=timestamp & _TIMESTAMP_MASK,
        )
        return self._newest
