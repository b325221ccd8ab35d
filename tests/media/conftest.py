"""A site with two simulated cameras, and feeds that read them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from msgspec import Struct

from responder.delivery.gop import Frame, RungStream
from responder.demo.backdrops import Place
from responder.demo.camera import SimulatedCamera
from responder.demo.footage import make_footage
from responder.demo.rtsp_server import RtspServer
from responder.demo.scene import SceneSpec
from responder.demo.strip import Luma
from responder.media.feeds import Feeds
from responder.media.patience import Patience
from responder.media.status import FeedState
from responder.settings import CameraNetwork, CameraSettings

PASSWORD = "s3cret/with:odd@signs"
SPECS = {
    "gym": SceneSpec(camera_number=1, name="Gym", place=Place.GYM),
    "yard": SceneSpec(camera_number=2, name="Yard", place=Place.YARD, night=True),
}
# Fast enough for tests, slow enough for a busy machine.
PATIENCE = Patience(linger_s=0.3, silence_s=1.0, poster_interval_s=0.2)
# Nothing that is waited for takes longer.
WITHIN_S = 15.0


class CameraSite(Struct, frozen=True, kw_only=True):
    """The simulated cameras and the feeds that are configured for them."""

    server: RtspServer
    feeds: Feeds

    def camera(self, camera_id: str) -> SimulatedCamera:
        """The simulated camera itself, to break it."""
        return self.server.cameras[camera_id]

    async def until(self, camera_id: str, state: FeedState) -> None:
        """Waits until the feed is in a state."""
        await self.until_true(lambda: self.feeds.feed(camera_id).status.state is state)

    async def until_true(self, condition: Callable[[], bool]) -> None:
        """Waits until something holds, looking whenever a feed changed."""
        changed = asyncio.Event()
        unsubscribe = self.feeds.on_status(lambda camera_id: changed.set())
        async with asyncio.timeout(WITHIN_S):
            while not condition():
                await changed.wait()
                changed.clear()
        unsubscribe()


class Viewer:
    """Subscribes to a stream and keeps its frames."""

    def __init__(self, stream: RungStream) -> None:
        self.frames: list[Frame] = []
        self._came = asyncio.Event()
        self.leave = stream.subscribe(self._receive)

    def _receive(self, frame: Frame) -> None:
        self.frames.append(frame)
        self._came.set()

    async def see(self, count: int) -> list[Frame]:
        """Waits for this many more frames and returns all so far."""
        wanted = len(self.frames) + count
        async with asyncio.timeout(WITHIN_S):
            while len(self.frames) < wanted:
                self._came.clear()
                await self._came.wait()
        return self.frames


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what no event tells."""
    async with asyncio.timeout(WITHIN_S):
        while not condition():  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.02)


def pictures(frames: Sequence[Frame]) -> list[Luma]:
    """What a decoder shows of a rung's frames, taken from their RTP payloads (RFC 6184)."""
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_count = 1
    shown = [picture for frame in frames for picture in decoder.decode(av.Packet(_annexb(frame.payloads)))]
    return [luma_of(picture) for picture in shown + decoder.decode(None)]


def luma_of(picture: av.VideoFrame) -> Luma:
    """The brightness of a picture's pixels."""
    return np.asarray(picture.to_ndarray(format="gray"), np.uint8)


def _annexb(payloads: Sequence[bytes]) -> bytes:
    nals: list[bytes] = []
    for payload in payloads:
        kind = payload[0] & 0x1F
        if kind == 24:
            nals += _aggregated(payload[1:])
        elif kind == 28 and payload[1] & 0x80:
            nals.append(bytes(((payload[0] & 0xE0) | (payload[1] & 0x1F),)) + payload[2:])
        elif kind == 28:
            nals[-1] += payload[2:]
        else:
            nals.append(payload)
    return b"".join(b"\0\0\0\1" + nal for nal in nals)


def _aggregated(body: bytes) -> list[bytes]:
    nals = []
    while body:
        size = int.from_bytes(body[:2], "big")
        nals.append(body[2 : 2 + size])
        body = body[2 + size :]
    return nals


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this run keeps its footage."""
    return tmp_path_factory.mktemp("media-clips")


def settings(server: RtspServer, camera_id: str, password: str = PASSWORD) -> CameraSettings:
    """How a simulated camera is configured."""
    return CameraSettings(
        camera_id=camera_id,
        main_url=server.url(camera_id, "main"),
        sub_url=server.url(camera_id, "sub"),
        username="viewer",
        password=password,
    )


@pytest.fixture
async def server(clips: Path) -> AsyncIterator[RtspServer]:
    """Cameras `gym` and `yard`; a key frame comes twice a second, so that nobody waits long for one."""
    footage = make_footage(SPECS.values(), clips, frames=8)
    cameras = [
        SimulatedCamera.from_footage(name, footage[spec.camera_number], spec, clips)
        for name, spec in SPECS.items()
    ]
    server = RtspServer(cameras, username="viewer", password=PASSWORD)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def site(server: RtspServer) -> AsyncIterator[CameraSite]:
    """Both cameras configured, nothing connected."""
    feeds = Feeds(
        [settings(server, camera_id) for camera_id in SPECS],
        CameraNetwork(allow_loopback=True),
        PATIENCE,
        transcoding_cores=1,
    )
    await feeds.start()
    yield CameraSite(server=server, feeds=feeds)
    await feeds.stop()
