"""Simulated cameras for the tests of this package."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from responder.demo.backdrops import Place
from responder.demo.camera import SimulatedCamera
from responder.demo.footage import make_footage
from responder.demo.rtsp_server import RtspServer
from responder.demo.scene import SceneSpec

# A loop of 2 s, which is one GOP.
FRAMES = 30
# (camera id, stream, frame counter, sent at)
SentFrames = asyncio.Queue[tuple[str, str, int, float]]
SPECS = {
    "gym": SceneSpec(camera_number=1, name="Gym", place=Place.GYM),
    "yard": SceneSpec(camera_number=2, name="Yard", place=Place.YARD, night=True),
}


@pytest.fixture(scope="session")
def footage_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this run keeps its clips."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
async def sent() -> SentFrames:
    """Every frame that the server sends."""
    return asyncio.Queue()


@pytest.fixture
async def server(footage_directory: Path, sent: SentFrames) -> AsyncIterator[RtspServer]:
    """Two cameras, `gym` and `yard`, behind user `viewer` with password `look`."""
    footage = make_footage(SPECS.values(), footage_directory, frames=FRAMES)
    cameras = [
        SimulatedCamera.from_footage(name, footage[spec.camera_number], spec, footage_directory)
        for name, spec in SPECS.items()
    ]
    server = RtspServer(
        cameras, username="viewer", password="look", on_sent=lambda *frame: sent.put_nowait(frame)
    )
    await server.start()
    yield server
    await server.stop()
