"""Rungs that the camera does not send are made once, on demand, in processes that may die."""

import asyncio
import os
import signal
import time
from itertools import pairwise

import pytest
import uvloop

from responder.delivery.ladder import Rung
from responder.demo.camera import Fault
from responder.demo.rtsp_server import RtspServer
from responder.demo.strip import read_strip
from responder.media.errors import UnknownRung
from responder.media.feeds import Feeds
from responder.media.made_stream import MadeStream
from responder.media.recipe import RECIPES
from responder.media.status import FeedState
from responder.media.transcoder import Transcoder
from responder.settings import CameraNetwork
from tests.media.conftest import PATIENCE, CameraSite, Viewer, pictures, settings, until

STAP_A = 24


def children() -> set[int]:
    """Transcoding processes of this test run."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        pids = [int(pid) for pid in file.read().split()]
    return {pid for pid in pids if b"transcode_process" in command(pid)}


def command(pid: int) -> bytes:
    """Command line of a process; empty when it is gone."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


@pytest.mark.parametrize(("rung", "size", "rate"), [(Rung.LOW, (480, 270), 15), (Rung.THUMB, (320, 180), 8)])
async def test_makes_smaller_rungs(site: CameraSite, rung: Rung, size: tuple[int, int], rate: int) -> None:
    """The pictures are the camera's: in order, in the rung's size, at most at its rate, a key frame first."""
    feed = site.feeds.feed("gym")
    frames = await Viewer(feed.whole.stream(rung)).see(rate * 3)
    shown = pictures(frames)
    readings = [read_strip(picture) for picture in shown]
    assert {picture.shape for picture in shown} == {(size[1], size[0])}
    assert {reading.camera_number for reading in readings if reading} == {1}
    assert all(reading is not None for reading in readings)
    assert all(b.index == a.index + 1 and b.timestamp > a.timestamp for a, b in pairwise(frames))
    seconds = frames[-1].captured_at_s - frames[0].captured_at_s
    assert (len(frames) - 1) / seconds <= rate * 1.1
    keys = [frame for frame in frames if frame.keyframe]
    assert frames[0].keyframe
    assert all(frame.payloads[0][0] & 0x1F == STAP_A for frame in keys)
    assert all(b.timestamp - a.timestamp <= 2.2 * 90_000 for a, b in pairwise(keys))
    assert len(site.server.connections) == 1


async def test_offers_what_it_makes(site: CameraSite) -> None:
    """The offer has the size and, after some seconds, the bitrate of what is made."""
    feed = site.feeds.feed("gym")
    viewer = Viewer(feed.whole.stream(Rung.THUMB))
    frames = await viewer.see(25)
    offer = next(offer for offer in feed.whole.offers() if offer.rung is Rung.THUMB)
    sent_bps = sum(frame.size_bytes for frame in frames) * 8 / 3
    assert (offer.width_px, offer.height_px) == (320, 180)
    assert offer.bitrate_bps == pytest.approx(sent_bps, rel=0.5)
    assert sent_bps < 1.5 * RECIPES[Rung.THUMB].bitrate_bps


async def test_makes_once_for_everybody(site: CameraSite) -> None:
    """Two viewers get the same frames; two rungs and two cameras share one process."""
    stream = site.feeds.feed("gym").whole.stream(Rung.THUMB)
    viewers = [Viewer(stream), Viewer(stream)]
    others = [Viewer(site.feeds.feed(camera).whole.stream(Rung.LOW)) for camera in ("gym", "yard")]
    await asyncio.gather(*(viewer.see(5) for viewer in viewers + others))
    assert viewers[0].frames[:5] == viewers[1].frames[:5]
    assert len(children()) == 1
    assert len(site.server.connections) == 2


async def test_begins_at_once_when_the_camera_is_connected(site: CameraSite) -> None:
    """The cached group of pictures is decoded, so that nobody waits for the camera's next key frame."""
    feed = site.feeds.feed("gym")
    await Viewer(feed.whole.stream(Rung.MID)).see(4)
    await Viewer(feed.whole.stream(Rung.LOW)).see(1)
    newest = feed.whole.stream(Rung.MID).gop()[-1]
    viewer = Viewer(feed.whole.stream(Rung.THUMB))
    first = (await viewer.see(1))[0]
    assert first.keyframe
    assert first.captured_at_s >= newest.captured_at_s


async def test_stops_when_nobody_watches(site: CameraSite) -> None:
    """After the last viewer left the rung ends, and so does the camera's session."""
    feed = site.feeds.feed("gym")
    viewer = Viewer(feed.whole.stream(Rung.THUMB))
    await viewer.see(1)
    viewer.leave()
    await site.until("gym", FeedState.IDLE)
    assert feed.whole.stream(Rung.THUMB).gop() == ()


async def test_a_killed_process_is_replaced(site: CameraSite) -> None:
    """After kill -9 the rung goes on after a gap, with a key frame; passed-through rungs notice nothing."""
    passed_through = Viewer(site.feeds.feed("gym").whole.stream(Rung.MID))
    made = Viewer(site.feeds.feed("gym").whole.stream(Rung.THUMB))
    await made.see(3)
    (process,) = children()
    before = len(made.frames)
    os.kill(process, signal.SIGKILL)
    frames = await made.see(10)
    resumed = [b for a, b in pairwise(frames[before - 1 :]) if b.index > a.index + 1]
    assert [frame.keyframe for frame in resumed] == [True]
    assert all(b.timestamp > a.timestamp for a, b in pairwise(frames))
    assert process not in children()
    assert all(b.index == a.index + 1 for a, b in pairwise(passed_through.frames))
    assert all(read_strip(picture) for picture in pictures(frames[frames.index(resumed[0]) :]))


async def test_a_hanging_process_is_replaced(site: CameraSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that lives but does not answer is killed, and the rung goes on."""
    made = Viewer(site.feeds.feed("gym").whole.stream(Rung.THUMB))
    await made.see(3)
    (process,) = children()
    monkeypatch.setattr("responder.media.transcoder.DEAD_AFTER_S", 0.5)
    await made.see(1)
    os.kill(process, signal.SIGSTOP)
    await until(lambda: process not in children())
    # A busy machine needs longer than that to start the next one.
    monkeypatch.undo()
    await made.see(5)
    (replacement,) = children()
    assert replacement != process


async def test_a_node_without_spare_cores_makes_nothing(server: RtspServer) -> None:
    """Only what cameras send is offered, and asking for more is the caller's error."""
    feeds = Feeds(
        [settings(server, "gym")], CameraNetwork(allow_loopback=True), PATIENCE, transcoding_cores=0
    )
    await feeds.start()
    feed = feeds.feed("gym")
    assert [offer.rung for offer in feed.whole.offers()] == [Rung.SOURCE, Rung.MID]
    with pytest.raises(UnknownRung):
        feed.whole.stream(Rung.THUMB)
    feeds.hold(["gym"])
    await CameraSite(server=server, feeds=feeds).until("gym", FeedState.LIVE)
    assert not children()
    await feeds.stop()


async def test_nothing_is_left_running(site: CameraSite) -> None:
    """When the feeds stop, the transcoding processes are gone."""
    await Viewer(site.feeds.feed("gym").whole.stream(Rung.THUMB)).see(1)
    assert children()
    await site.feeds.stop()
    assert not children()


def test_a_process_that_ended_unnoticed_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service was too busy to see it end: it is not killed in vain, nor is another one started."""
    monkeypatch.setattr("responder.media.transcoder.STOP_WITHIN_S", 0.2)

    async def end_while_busy() -> None:
        transcoder = Transcoder(1)
        transcoder.warm_up()
        await until(lambda: bool(children()))
        (process,) = children()
        os.kill(process, signal.SIGSTOP)
        stopping = asyncio.create_task(transcoder.stop())
        for _ in range(20):
            # Until it waits for the process.
            await asyncio.sleep(0)
        os.kill(process, signal.SIGKILL)
        time.sleep(0.4)  # noqa: ASYNC251 - the loop is held up
        async with asyncio.timeout(5):
            await stopping

    uvloop.run(end_while_busy())
    assert not children()


async def test_another_stream_takes_over(site: CameraSite) -> None:
    """When the sub stream alone fails, the rung is made from the main stream."""
    feed = site.feeds.feed("gym")
    viewer = Viewer(feed.whole.stream(Rung.THUMB))
    await viewer.see(2)
    await site.camera("gym").inject(Fault.STALL, ["sub"])
    await until(lambda: bool(feed.whole.stream(Rung.SOURCE).gop()))
    before = len(viewer.frames)
    frames = await viewer.see(25)
    after = frames[next(n for n, frame in enumerate(frames) if n >= before and frame.keyframe) :]
    assert all(read_strip(picture) for picture in pictures(after))
    assert feed.status.state is FeedState.LIVE
    assert all(b.timestamp > a.timestamp and b.index > a.index for a, b in pairwise(frames))


async def test_a_broken_stream_s_own_rung_is_made_from_another(site: CameraSite) -> None:
    """While the sub stream is stalled, MID is made from the main stream; then it is passed through again."""
    feed = site.feeds.feed("gym")
    release = feed.hold()
    passed_through = feed.whole.stream(Rung.MID)
    await site.until("gym", FeedState.LIVE)
    await site.camera("gym").inject(Fault.STALL, ["sub"])
    await site.until("gym", FeedState.STALLED)
    assert Rung.MID in [offer.rung for offer in feed.whole.offers()]
    viewer = Viewer(feed.whole.stream(Rung.MID))
    frames = await viewer.see(3)
    assert all(picture.shape == (360, 640) and read_strip(picture) for picture in pictures(frames))
    assert feed.status.state is FeedState.LIVE
    await site.camera("gym").heal()
    await until(lambda: feed.whole.stream(Rung.MID) is passed_through)
    release()


async def test_makes_key_frames_on_demand(site: CameraSite) -> None:
    """A phone that lost its picture need not wait for the next key frame."""
    stream = site.feeds.feed("gym").whole.stream(Rung.LOW)
    assert isinstance(stream, MadeStream)
    viewer = Viewer(stream)
    await viewer.see(12)
    stream.request_keyframe()
    frames = await viewer.see(12)
    assert any(frame.keyframe for frame in frames[12:])


async def test_high_is_made_of_what_is_larger(site: CameraSite) -> None:
    """A main stream that already is what HIGH would be is not encoded again."""
    await Viewer(site.feeds.feed("gym").whole.stream(Rung.SOURCE)).see(40)
    assert Rung.HIGH not in [offer.rung for offer in site.feeds.feed("gym").whole.offers()]
