"""Streams run on at their true pace, watched or not."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest

from responder.demo.playout import Playout, Stream
from responder.demo.track import Track


def track(frames: int, *, frames_per_s: float = 50, name: str = "a") -> Track:
    """A loop whose payloads say which frame they are."""
    return Track(
        media="",
        payload_type=96,
        clock_hz=90_000,
        frames_per_s=frames_per_s,
        frames=tuple((f"{name}{n}".encode(),) for n in range(frames)),
        counters=tuple(range(frames)),
    )


class Recorder:
    """A sink that keeps what it gets."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, int]] = []
        self.came = asyncio.Event()

    def send_frame(self, track: Track, payloads: Sequence[bytes], timestamp: int) -> None:
        """One frame."""
        self.sent.append((payloads[0], timestamp))
        self.came.set()

    async def get(self, count: int) -> list[tuple[bytes, int]]:
        """Waits for so many frames."""
        async with asyncio.timeout(10):
            while len(self.sent) < count:
                self.came.clear()
                await self.came.wait()
        return self.sent


@pytest.mark.parametrize("start_s", [0.0, -1.3, 7.77])
def test_timestamps_count_from_the_start(start_s: float) -> None:
    """Frame n is due n intervals after the start; its timestamp says the same."""
    stream = Stream("c", "main", track(5), start_s)
    for index in range(12):
        assert stream.due_at(index) == pytest.approx(start_s + index / 50)
        assert stream.timestamp(index) == index * 1800
        assert stream.next_index(stream.due_at(index) - 0.001) == index


def test_timestamps_of_reordered_frames_are_those_of_showing() -> None:
    """With B-frames the camera sends a later picture first; its timestamp is later, too."""
    reordered = Track(
        media="",
        payload_type=96,
        clock_hz=90_000,
        frames_per_s=50,
        frames=((b"I",), (b"P",), (b"b",)),
        counters=(0, 2, 1),
    )
    stream = Stream("c", "main", reordered, 0.0)
    assert [stream.timestamp(index) for index in range(6)] == [0, 3600, 1800, 5400, 9000, 7200]


async def test_every_frame_is_sent_once_and_in_order() -> None:
    """The loop goes round without a seam, to every sink alike."""
    playout, stream = Playout(), Stream("c", "main", track(4), 0.0)
    one, other = Recorder(), Recorder()
    playout.join(stream, one)
    playout.join(stream, other)
    await asyncio.gather(one.get(10), other.get(10))
    assert one.sent[:10] == other.sent[:10]
    assert {b[1] - a[1] for a, b in pairwise(one.sent)} == {1800}
    frames = [int(payload[1:]) for payload, _ in one.sent]
    assert all(b == (a + 1) % 4 for a, b in pairwise(frames))
    playout.stop()


async def test_runs_on_while_nobody_watches() -> None:
    """Who comes back joins where the camera is now, not where it was left."""
    playout, stream, sink = Playout(), Stream("c", "main", track(1000), 0.0), Recorder()
    playout.join(stream, sink)
    await sink.get(2)
    playout.leave(stream, sink)
    left = len(sink.sent)
    await asyncio.sleep(0.2)
    assert len(sink.sent) == left
    playout.join(stream, sink)
    await sink.get(left + 1)
    assert sink.sent[left][1] - sink.sent[left - 1][1] > 5 * 1800
    playout.stop()


async def test_other_footage_begins_with_its_first_frame() -> None:
    """A change of footage is seen from its key frame on, and the RTP clock runs on."""
    playout, stream, sink = Playout(), Stream("c", "main", track(5), 0.0), Recorder()
    playout.join(stream, sink)
    await sink.get(3)
    stream.change_track(track(5, name="b"), asyncio.get_running_loop().time())
    changed = len(sink.sent)
    await sink.get(changed + 3)
    assert [payload for payload, _ in sink.sent[changed : changed + 3]] == [b"b0", b"b1", b"b2"]
    assert all(b > a for (_, a), (_, b) in pairwise(sink.sent))
    playout.stop()


async def test_tells_what_was_sent() -> None:
    """The listener gets camera, stream, counter and time of every frame."""
    told: list[tuple[str, str, int, float]] = []
    playout = Playout(lambda *frame: told.append(frame))
    stream, sink = Stream("c", "main", track(5), 0.0), Recorder()
    playout.join(stream, sink)
    await sink.get(5)
    assert [(camera, name) for camera, name, _, _ in told] == [("c", "main")] * len(told)
    assert all((b[2] - a[2]) % 5 == 1 and b[3] > a[3] for a, b in pairwise(told))
    assert stream.sent_at_s[told[-1][2]] == told[-1][3]
    playout.stop()
