"""Each way in which a camera misbehaves is told to people, and none of them disturbs another camera."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import structlog

from responder.delivery.ladder import Rung
from responder.demo.camera import Fault
from responder.demo.rtsp_server import RtspServer
from responder.demo.strip import read_strip
from responder.media.feeds import Feeds
from responder.media.status import FeedState
from responder.settings import CameraNetwork, CameraSettings
from tests.media.conftest import PASSWORD, PATIENCE, CameraSite, Viewer, pictures, settings, until


@pytest.fixture
async def witness(site: CameraSite) -> AsyncIterator[Viewer]:
    """Watches the other camera: whatever happens to `gym`, `yard` plays on without a gap."""
    viewer = Viewer(site.feeds.feed("yard").whole.stream(Rung.MID))
    await viewer.see(1)
    yield viewer
    frames = await viewer.see(5)
    assert all(b.index == a.index + 1 for a, b in pairwise(frames))
    # On a busy machine the simulated camera itself may leave out a frame.
    assert {(b.timestamp - a.timestamp) % 6000 for a, b in pairwise(frames)} == {0}


@pytest.fixture
async def viewer(site: CameraSite, witness: Viewer) -> Viewer:
    """Watches `gym` live before it misbehaves."""
    viewer = Viewer(site.feeds.feed("gym").whole.stream(Rung.MID))
    await viewer.see(3)
    return viewer


async def test_stall_is_told_and_recovers(site: CameraSite, viewer: Viewer) -> None:
    """A connected camera without pictures is STALLED, is torn down, and is live again once it sends."""
    await site.camera("gym").inject(Fault.STALL)
    await site.until("gym", FeedState.STALLED)
    assert "stopped sending pictures" in site.feeds.feed("gym").status.reason
    await site.camera("gym").heal()
    await site.until("gym", FeedState.LIVE)
    await viewer.see(3)
    increasing(viewer)


async def test_disconnect_is_healed_at_once(site: CameraSite, viewer: Viewer) -> None:
    """The session is opened again; a frame number is left out, and the next frame is a key frame."""
    last = viewer.frames[-1].index
    await site.camera("gym").inject(Fault.DISCONNECT)
    frames = await viewer.see(25)
    after = [frame for frame in frames if frame.index > last]
    gap = [(a, b) for a, b in pairwise([*frames[:3], *after]) if b.index != a.index + 1]
    assert len(gap) == 1
    assert gap[0][1].keyframe
    increasing(viewer)
    assert site.feeds.feed("gym").status.state is FeedState.LIVE


async def test_refusing_camera_is_unreachable(site: CameraSite, viewer: Viewer) -> None:
    """A camera that hangs up on every connection is UNREACHABLE until it plays again."""
    await site.camera("gym").inject(Fault.REFUSE)
    await site.until("gym", FeedState.UNREACHABLE)
    await site.camera("gym").heal()
    await site.until("gym", FeedState.LIVE)
    frames = await viewer.see(3)
    assert frames[0].keyframe
    increasing(viewer)


async def test_rejected_password_is_not_tried_again(site: CameraSite, viewer: Viewer) -> None:
    """401 is told as such, and neither stream tries again within the minute."""
    await site.camera("gym").inject(Fault.REJECT)
    await site.until("gym", FeedState.CREDENTIALS_REJECTED)
    assert site.feeds.feed("gym").status.reason == "The camera rejects the user name or password."
    assert site.feeds.feed("gym").whole.offers() == ()
    await site.camera("gym").heal()
    Viewer(site.feeds.feed("gym").whole.stream(Rung.SOURCE))
    await asyncio.sleep(1)
    assert not site.camera("gym").connections
    assert site.feeds.feed("gym").status.state is FeedState.CREDENTIALS_REJECTED


async def test_resolution_change_flows_on(site: CameraSite, viewer: Viewer) -> None:
    """A new SPS in the running stream costs no frame; the offer has the new size."""
    await site.camera("gym").inject(Fault.RESOLUTION_CHANGE, ["sub"])
    await viewer.see(25)
    assert all(b.index == a.index + 1 for a, b in pairwise(viewer.frames))
    offer = next(it for it in site.feeds.feed("gym").whole.offers() if it.rung is Rung.MID)
    assert (offer.width_px, offer.height_px) == (480, 270)


@pytest.mark.parametrize("fault", [Fault.TIMESTAMP_JUMP, Fault.TIMESTAMP_RESET])
async def test_timestamps_stay_steady(site: CameraSite, viewer: Viewer, fault: Fault) -> None:
    """When the camera's clock jumps or starts again, the rung's timestamps go on as before."""
    before = len(viewer.frames)
    await site.camera("gym").inject(fault)
    await viewer.see(10)
    assert all(b.index == a.index + 1 for a, b in pairwise(viewer.frames))
    steps = [b.timestamp - a.timestamp for a, b in pairwise(viewer.frames)]
    assert all(0 < step < 45_000 for step in steps)
    assert steps[before + 4 :] == [6000] * len(steps[before + 4 :])


@pytest.mark.parametrize("fault", [Fault.MJPEG, Fault.H265, Fault.B_FRAMES])
async def test_unplayable_video_is_made_playable(site: CameraSite, viewer: Viewer, fault: Fault) -> None:
    """What phones cannot play is not passed on; the same rung is made from it instead, and is never black."""
    feed = site.feeds.feed("gym")
    passed_through = feed.whole.stream(Rung.MID)
    await site.camera("gym").inject(fault, ["sub"])
    await until(lambda: feed.whole.stream(Rung.MID) is not passed_through)
    assert [offer.rung for offer in feed.whole.offers()].count(Rung.MID) == 1
    viewer.leave()
    made = Viewer(feed.whole.stream(Rung.MID))
    frames = await made.see(10)
    readings = [read_strip(picture) for picture in pictures(frames)]
    assert {reading.camera_number for reading in readings if reading} == {1}
    counters = [reading.counter for reading in readings if reading]
    assert len(counters) == len(frames)
    assert all((b - a) % 30 == 1 for a, b in pairwise(counters)), counters
    assert feed.status.state is FeedState.LIVE
    increasing(made)


async def test_sound_alone_is_told(site: CameraSite, viewer: Viewer) -> None:
    """A camera without video cannot be shown; the reason says so."""
    await site.camera("gym").inject(Fault.AUDIO_ONLY)
    await site.until("gym", FeedState.UNSUPPORTED)
    assert site.feeds.feed("gym").status.reason == "The camera sends sound, but no video."


async def test_high_profile_passes(site: CameraSite, viewer: Viewer) -> None:
    """High profile usually decodes in spite of what browsers say: it is passed on."""
    await site.camera("gym").inject(Fault.HIGH_PROFILE, ["sub"])
    await viewer.see(25)
    assert site.feeds.feed("gym").status.state is FeedState.LIVE
    assert all(b.index == a.index + 1 for a, b in pairwise(viewer.frames))


@pytest.mark.parametrize(
    ("url", "network"),
    [
        ("rtsp://127.0.0.1:1/main", CameraNetwork(allow_loopback=True)),
        ("rtsp://no-such-camera.invalid/main", CameraNetwork(allow_loopback=True)),
    ],
    ids=["closed port", "unknown host"],
)
async def test_unreachable_cameras_say_so(server: RtspServer, url: str, network: CameraNetwork) -> None:
    """A camera that is not there is UNREACHABLE."""
    feeds = Feeds([CameraSettings(camera_id="gone", main_url=url)], network, PATIENCE)
    await feeds.start()
    feeds.hold(["gone"])
    await CameraSite(server=server, feeds=feeds).until("gone", FeedState.UNREACHABLE)
    assert feeds.feed("gone").status.reason
    await feeds.stop()


async def test_credentials_stay_secret(server: RtspServer, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither logs, nor output, nor reasons hold the address or the password, even when things go wrong."""
    feeds = Feeds([settings(server, "gym")], CameraNetwork(allow_loopback=True), PATIENCE)
    await feeds.start()
    site = CameraSite(server=server, feeds=feeds)
    reasons = []
    with structlog.testing.capture_logs() as logs:
        for fault, state in [
            (Fault.REFUSE, FeedState.UNREACHABLE),
            (Fault.AUDIO_ONLY, FeedState.UNSUPPORTED),
            (Fault.REJECT, FeedState.CREDENTIALS_REJECTED),
        ]:
            await server.cameras["gym"].inject(fault)
            release = feeds.hold(["gym"])
            await site.until("gym", state)
            reasons.append(feeds.feed("gym").status.reason)
            release()
            await site.until("gym", FeedState.IDLE)
            await server.cameras["gym"].heal()
    await feeds.stop()
    told = f"{logs}{reasons}{capfd.readouterr()}"
    assert len(logs) >= 3
    for secret in (PASSWORD, "s3cret", str(server.port), "viewer:"):
        assert secret not in told


def increasing(viewer: Viewer) -> None:
    """Timestamps and indices increase strictly, whatever happened."""
    for a, b in pairwise(viewer.frames):
        assert a.index < b.index
        assert a.timestamp < b.timestamp
