"""Feeds read simulated cameras on demand, share their frames, and let go of them again."""

import asyncio
import io
import time
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from responder.delivery.ladder import Rung
from responder.demo.camera import Fault
from responder.demo.rtsp_server import RtspServer
from responder.demo.strip import StripReading, read_strip
from responder.media.errors import UnknownCamera, UnknownRung
from responder.media.feeds import Feeds
from responder.media.status import FeedState
from responder.settings import CameraNetwork, CameraSettings
from tests.media.conftest import PASSWORD, PATIENCE, CameraSite, Viewer, settings

STAP_A = 24


async def test_connects_on_demand_and_plays(site: CameraSite) -> None:
    """Nothing is connected before somebody subscribes; then frames come gapless, a key frame first."""
    feed = site.feeds.feed("gym")
    assert (feed.status.state, site.server.connections) == (FeedState.IDLE, set())
    frames = await Viewer(feed.whole.stream(Rung.MID)).see(40)
    assert (feed.status.state, len(site.server.connections)) == (FeedState.LIVE, 1)
    assert frames[0].keyframe
    assert all(b.index == a.index + 1 for a, b in pairwise(frames))
    assert {(b.timestamp - a.timestamp) % 6000 for a, b in pairwise(frames)} == {0}
    assert all(frame.size_bytes == sum(map(len, frame.payloads)) for frame in frames)


async def test_key_frames_carry_their_parameter_sets(site: CameraSite) -> None:
    """Every key frame begins with SPS and PPS in one aggregation packet."""
    frames = await Viewer(site.feeds.feed("gym").whole.stream(Rung.MID)).see(20)
    keys = [frame for frame in frames if frame.keyframe]
    assert len(keys) >= 2
    for frame in keys:
        first = frame.payloads[0]
        assert first[0] & 0x1F == STAP_A
        assert (first[3] & 0x1F, first[5 + int.from_bytes(first[1:3], "big")] & 0x1F) == (7, 8)


async def test_capture_time_is_when_the_camera_sent_it(site: CameraSite) -> None:
    """A frame is stamped after the camera sent it, and before it was handed on."""
    viewer = Viewer(site.feeds.feed("gym").whole.stream(Rung.MID))
    await viewer.see(2)
    while not (key := viewer.frames[-1]).keyframe:
        await viewer.see(1)
    sent_at_s = site.server.sent_at_s("gym", "sub", 0)
    assert sent_at_s is not None
    assert sent_at_s <= key.captured_at_s <= time.time()


async def test_viewers_share_one_session(site: CameraSite) -> None:
    """Two viewers of a rung see the same frames over one connection to the camera."""
    stream = site.feeds.feed("gym").whole.stream(Rung.MID)
    one, other = Viewer(stream), Viewer(stream)
    await asyncio.gather(one.see(5), other.see(5))
    assert one.frames[:5] == other.frames[:5]
    assert len(site.camera("gym").connections) == 1


async def test_late_viewers_find_the_group_of_pictures(site: CameraSite) -> None:
    """The cached frames begin with a key frame and continue without a gap into the live ones."""
    stream = site.feeds.feed("gym").whole.stream(Rung.MID)
    await Viewer(stream).see(10)
    cached = stream.gop()
    live = await Viewer(stream).see(1)
    assert cached[0].keyframe
    assert [frame.index for frame in (*cached, live[0])] == list(
        range(cached[0].index, cached[0].index + len(cached) + 1)
    )


async def test_lingers_then_disconnects(site: CameraSite) -> None:
    """After the last viewer left the session goes on for a while, and a viewer who comes back gets it."""
    feed = site.feeds.feed("gym")
    viewer = Viewer(feed.whole.stream(Rung.MID))
    await viewer.see(1)
    viewer.leave()
    viewer.leave()
    assert feed.status.state is FeedState.LIVE
    viewer = Viewer(feed.whole.stream(Rung.MID))
    await viewer.see(10)
    assert len(site.server.connections) == 1
    viewer.leave()
    await site.until("gym", FeedState.IDLE)
    assert feed.whole.stream(Rung.MID).gop() == ()


async def test_hold_keeps_the_sub_streams_connected(site: CameraSite) -> None:
    """Held cameras are live without any viewer, on their small stream only; unknown ids do not matter."""
    release = site.feeds.hold(["gym", "yard", "unsurveyed"])
    await site.until_true(
        lambda: all(site.feeds.feed(it).status.state is FeedState.LIVE for it in ("gym", "yard"))
    )
    assert site.feeds.feed("gym").whole.stream(Rung.MID).gop()
    assert not site.feeds.feed("gym").whole.stream(Rung.SOURCE).gop()
    release()
    release()
    await site.until("gym", FeedState.IDLE)


async def test_offers_become_measured(site: CameraSite) -> None:
    """Before it connects a camera offers usual values; afterwards those of its streams."""
    feed = site.feeds.feed("gym")
    assert [(offer.rung, offer.width_px) for offer in feed.whole.offers()] == [
        (Rung.SOURCE, 1280),
        (Rung.GOOD, 960),
        (Rung.MID, 640),
        (Rung.LOW, 480),
        (Rung.THUMB, 320),
    ]
    viewer = Viewer(feed.whole.stream(Rung.MID))
    frames = await viewer.see(45)
    measured = next(offer for offer in feed.whole.offers() if offer.rung is Rung.MID)
    sent_bps = sum(frame.size_bytes for frame in frames[-30:]) * 8 / 2
    assert (measured.width_px, measured.height_px) == (640, 360)
    assert measured.bitrate_bps == pytest.approx(sent_bps, rel=0.5)
    assert measured.bitrate_bps != 500_000


async def test_a_camera_with_one_stream_holds_that_one(server: RtspServer) -> None:
    """Without a sub stream the main stream is held, and the smaller rungs are made of it."""
    camera = CameraSettings(
        camera_id="gym", main_url=server.url("gym", "sub"), username="viewer", password=PASSWORD
    )
    feeds = Feeds([camera], CameraNetwork(allow_loopback=True), PATIENCE)
    await feeds.start()
    site = CameraSite(server=server, feeds=feeds)
    feeds.hold(["gym"])
    await site.until("gym", FeedState.LIVE)
    assert len(server.connections) == 1
    assert next(offer.rung for offer in feeds.feed("gym").whole.offers()) is Rung.SOURCE
    assert Rung.MID in [offer.rung for offer in feeds.feed("gym").whole.offers()]
    await feeds.stop()


async def test_poster_shows_the_camera(site: CameraSite) -> None:
    """The poster is a small WebP of this camera, with the capture time of its frame."""
    release = site.feeds.hold(["yard"])
    await site.until_true(lambda: site.feeds.feed("yard").whole.poster is not None)
    poster = site.feeds.feed("yard").whole.poster
    assert poster is not None
    image = Image.open(io.BytesIO(poster.webp))
    assert (image.format, image.size) == ("WEBP", (320, 180))
    assert (poster.width_px, poster.height_px) == (320, 180)
    assert len(poster.webp) <= 15_000
    reading = read_strip(np.asarray(image.convert("L")))
    assert reading == StripReading(camera_number=2, counter=0)
    assert time.time() - 15 < poster.captured_at_s <= time.time()
    release()


async def test_posters_are_renewed(site: CameraSite) -> None:
    """Each key frame, when it comes after the poster interval, gives a newer poster."""
    site.feeds.hold(["gym"])
    await site.until_true(lambda: site.feeds.feed("gym").whole.poster is not None)
    first = site.feeds.feed("gym").whole.poster
    await site.until_true(lambda: site.feeds.feed("gym").whole.poster is not first)
    second = site.feeds.feed("gym").whole.poster
    assert first is not None
    assert second is not None
    assert second.captured_at_s - first.captured_at_s > 0.3


async def test_posters_come_from_any_frame_while_somebody_asks(server: RtspServer) -> None:
    """Whoever asks again and again sees more than one picture between two key frames."""
    feeds = Feeds([settings(server, "gym")], CameraNetwork(allow_loopback=True))
    await feeds.start()
    site = CameraSite(server=server, feeds=feeds)
    feeds.hold(["gym"])
    feed = feeds.feed("gym")
    await site.until_true(lambda: feed.whole.poster is not None)
    taken: list[float] = []
    for _ in range(4):
        feed.whole.ask_for_poster()
        await site.until_true(
            lambda: feed.whole.poster is not None and feed.whole.poster.captured_at_s not in taken
        )
        assert feed.whole.poster is not None
        taken.append(feed.whole.poster.captured_at_s)
    # The simulated cameras send a key frame every 2 s.
    assert taken[-1] - taken[0] < 2.5
    assert taken == sorted(set(taken))
    await feeds.stop()


async def test_asking_for_a_poster_connects_the_camera_for_a_while(site: CameraSite) -> None:
    """Where nobody watches, a photo comes all the same; once nobody asks any more, the camera is let go."""
    feed = site.feeds.feed("gym")

    def has_come() -> bool:
        feed.whole.ask_for_poster()
        return feed.whole.poster is not None

    await site.until_true(has_come)
    assert feed.status.state is FeedState.LIVE
    await site.until("gym", FeedState.IDLE)


async def test_unknown_cameras_and_rungs_are_errors(site: CameraSite) -> None:
    """Asking for what is not configured is the caller's error."""
    with pytest.raises(UnknownCamera):
        site.feeds.feed("unsurveyed")
    with pytest.raises(UnknownRung):
        site.feeds.feed("gym").whole.stream(Rung.HIGH)


async def test_stops_while_a_camera_hangs(server: RtspServer) -> None:
    """Stopping does not wait for a camera that is connected and silent."""
    feeds = Feeds([settings(server, "gym")], CameraNetwork(allow_loopback=True))
    await feeds.start()
    viewer = Viewer(feeds.feed("gym").whole.stream(Rung.MID))
    await viewer.see(1)
    await server.cameras["gym"].inject(Fault.STALL)
    async with asyncio.timeout(2):
        await feeds.stop()
    assert feeds.feed("gym").status.state is FeedState.IDLE
    await server.cameras["gym"].heal()


async def test_only_allowed_addresses_are_connected(server: RtspServer) -> None:
    """A camera at an address that the site does not allow is never connected, and says why."""
    feeds = Feeds([settings(server, "gym")], CameraNetwork(allowed=("10.0.0.0/8",)), PATIENCE)
    await feeds.start()
    feeds.hold(["gym"])
    await CameraSite(server=server, feeds=feeds).until("gym", FeedState.UNREACHABLE)
    assert "networks that the site allows" in feeds.feed("gym").status.reason
    assert not server.connections
    await feeds.stop()
