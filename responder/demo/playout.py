"""Sends frames of all simulated streams at their true pace, from one timer."""

import asyncio
import heapq
import itertools
import math
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from responder.demo.track import Track

# Frames due within this are sent in one wake-up; far below what anybody sees.
TOGETHER_S = 0.002
# After a pause of the process (a suspended laptop) frames are skipped rather than sent all at once.
SKIP_AFTER_S = 0.5

Sent = Callable[[str, str, int, float], None]


class Sink(Protocol):
    """Whoever gets a stream's frames."""

    def send_frame(self, track: Track, payloads: Sequence[bytes], timestamp: int) -> None:
        """Takes one frame; `timestamp` is its RTP time, 32 bits."""


class Stream:
    """One stream of a camera; it runs on, watched or not: a viewer joins in the middle."""

    def __init__(self, camera_id: str, name: str, track: Track, started_at_s: float) -> None:
        self.camera_id = camera_id
        self.name = name
        self.track = track
        self.stalled = False
        self.timestamp_offset_s = 0.0
        self.sinks: set[Sink] = set()
        self.sent_at_s: dict[int, float] = {}
        self.scheduled_at_s = 0.0
        self._clock_zero_s = started_at_s
        self._started_at_s = started_at_s

    def next_index(self, now: float) -> int:
        """Index of the first frame that is due at `now` or later; counts on over the loop."""
        return math.ceil((now - self._started_at_s) * self.track.frames_per_s)

    def due_at(self, index: int) -> float:
        """When this frame is to be sent, on the event loop's clock."""
        return self._started_at_s + index / self.track.frames_per_s

    def change_track(self, track: Track, now: float) -> None:
        """Plays other footage from its first frame on; the RTP clock runs on."""
        self._started_at_s = max(now, self.scheduled_at_s)
        self.track = track

    def reset_timestamps(self, now: float) -> None:
        """The RTP clock starts again near zero, as after a reboot that kept the connection."""
        self._clock_zero_s, self.timestamp_offset_s = now, 0.0

    def timestamp(self, index: int) -> int:
        """RTP time of a frame: when it is shown, which B-frames make another order than that of sending."""
        track = self.track
        shown_later_s = (
            track.counters[index % len(track.frames)] - index % len(track.frames)
        ) / track.frames_per_s
        elapsed_s = self.due_at(index) - self._clock_zero_s + shown_later_s + self.timestamp_offset_s
        return round(elapsed_s * track.clock_hz) & 0xFFFF_FFFF

    def send(self, index: int, sent_at_s: float) -> int:
        """Hands one frame to every sink; returns the frame counter it shows."""
        at = index % len(self.track.frames)
        timestamp = self.timestamp(index)
        for sink in tuple(self.sinks):
            sink.send_frame(self.track, self.track.frames[at], timestamp)
        counter = self.track.counters[at]
        self.sent_at_s[counter] = sent_at_s
        return counter


class Playout:
    """Wakes when the next frame of any watched stream is due. Lives on one event loop."""

    def __init__(self, on_sent: Sent = lambda camera_id, stream, counter, sent_at_s: None) -> None:
        self._on_sent = on_sent
        self._due: list[tuple[float, int, Stream]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def join(self, stream: Stream, sink: Sink) -> None:
        """Sends the stream's frames to the sink, from the next one on."""
        if not stream.sinks:
            now = asyncio.get_running_loop().time()
            self._schedule(stream, stream.due_at(stream.next_index(now)))
            self._arm()
        stream.sinks.add(sink)

    def leave(self, stream: Stream, sink: Sink) -> None:
        """Stops sending to the sink."""
        stream.sinks.discard(sink)
        if not stream.sinks:
            self._due = [entry for entry in self._due if entry[2] is not stream]
            heapq.heapify(self._due)

    def stop(self) -> None:
        """Sends nothing more."""
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _tick(self) -> None:
        now = asyncio.get_running_loop().time()
        while self._due and self._due[0][0] <= now + TOGETHER_S:
            due_at, _, stream = heapq.heappop(self._due)
            self._send(stream, due_at if now - due_at < SKIP_AFTER_S else now)
        self._arm()

    def _send(self, stream: Stream, due_at: float) -> None:
        # Half a frame early: `due_at` may be rounded to just after the frame.
        index = stream.next_index(due_at - 0.5 / stream.track.frames_per_s)
        if not stream.stalled:
            sent_at_s = time.time()
            self._on_sent(stream.camera_id, stream.name, stream.send(index, sent_at_s), sent_at_s)
        self._schedule(stream, stream.due_at(index + 1))

    def _schedule(self, stream: Stream, due_at: float) -> None:
        stream.scheduled_at_s = due_at
        heapq.heappush(self._due, (due_at, next(self._order), stream))

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._due:
            self._timer = asyncio.get_running_loop().call_at(self._due[0][0], self._tick)
