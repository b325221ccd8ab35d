"""What the demo is made of: a simulated camera for every one on the map, and settings that use them."""

import asyncio
import json
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from gis.campus import Camera, Campus
from gis.imdf import read_campus
from responder.demo.backdrops import Place
from responder.demo.camera import SimulatedCamera
from responder.demo.footage import make_footage
from responder.demo.rtsp_server import RtspServer
from responder.demo.scene import SceneSpec

# Starting Python and reading 28 clips takes seconds, on a busy machine twenty.
_READY_WITHIN_S = 120.0

# First word found in a camera's id decides; an indoor camera without one looks down a corridor.
_PLACES = (
    (("parking", "drive", "dock", "drop-off"), Place.PARKING),
    (("playground", "courtyard", "stadium", "gate"), Place.YARD),
    (("gym", "weight"), Place.GYM),
    (("lobby", "cafeteria", "cafetorium"), Place.HALL),
)


class DemoError(Exception):
    """The demo cannot be shown here; the message says why."""


class CameraAccess(Struct, frozen=True, kw_only=True):
    """How the simulated cameras are reached."""

    port: int
    username: str
    password: str


class _Order(Struct, frozen=True):
    """What the camera process is told on its standard input."""

    campus: str
    footage: str
    username: str
    password: str


def scenes(campus: Campus) -> dict[str, SceneSpec]:
    """What each camera of the campus shows, by camera id."""
    return {
        camera.camera_id: SceneSpec(camera_number=number, name=camera.name, place=_place(camera))
        for number, camera in enumerate(campus.cameras, start=1)
    }


def _place(camera: Camera) -> Place:
    for words, place in _PLACES:
        if any(word in camera.camera_id for word in words):
            return place
    return Place.YARD if camera.level_id is None else Place.CORRIDOR


def prepare_footage(
    campus: Campus, directory: Path, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Encodes what is not there yet, on all cores: about a second per camera and core."""
    make_footage(scenes(campus).values(), directory, progress=progress)


@asynccontextmanager
async def simulated_cameras(campus_path: Path, footage: Path) -> AsyncIterator[CameraAccess]:
    """Runs the cameras in a process of their own, so that the service's numbers are its own.

    The process ends with the block, and also when this process is killed: its standard input closes.
    Raises DemoError.
    """
    order = _Order(str(campus_path), str(footage), "demo", secrets.token_urlsafe(12))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "responder.demo.demo",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # Ctrl-C in a terminal goes to the whole group; the cameras end after the service.
        start_new_session=True,
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    try:
        process.stdin.write(msgspec.json.encode(order) + b"\n")
        port = await _told_port(process.stdout)
        yield CameraAccess(port=port, username=order.username, password=order.password)
    finally:
        process.stdin.close()
        await process.wait()


async def _told_port(stdout: asyncio.StreamReader) -> int:
    """What the camera process says first. Raises DemoError."""
    try:
        async with asyncio.timeout(_READY_WITHIN_S):
            line = await stdout.readline()
    except TimeoutError as error:
        raise DemoError(f"the simulated cameras did not start within {_READY_WITHIN_S:.0f} s") from error
    if not line:
        raise DemoError("the simulated cameras ended while starting; see the messages above")
    return int(json.loads(line)["port"])


def own_campus(campus_path: Path, data_dir: Path) -> Path:
    """A copy of the campus as it is delivered: a camera that is placed in a demo stays where it was drawn."""
    copy = data_dir / "campus_maps" / campus_path.name
    shutil.rmtree(copy, ignore_errors=True)
    return Path(shutil.copytree(campus_path, copy))


def settings_text(
    *, campus: Campus, campus_path: Path, cameras: CameraAccess, server: dict[str, object], media_port: int
) -> str:
    """A `responder.toml` for the campus with its simulated cameras; `server` is its server table."""
    tables: list[tuple[str, dict[str, object]]] = [
        ("campus", {"path": str(campus_path.resolve())}),
        ("server", server),
        ("media", {"port": media_port}),
        ("camera_network", {"allow_loopback": True}),
    ]
    tables += [(f"cameras.{camera.camera_id}", _camera_table(camera, cameras)) for camera in campus.cameras]
    return "\n".join(_table(name, values) for name, values in tables)


def _camera_table(camera: Camera, access: CameraAccess) -> dict[str, object]:
    base = f"rtsp://127.0.0.1:{access.port}/{camera.camera_id}"
    return {
        "main_url": f"{base}/main",
        "sub_url": f"{base}/sub",
        "username": access.username,
        "password": access.password,
    }


def _table(name: str, values: dict[str, object]) -> str:
    """JSON's text, numbers and booleans are TOML's too."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""])


async def _run_cameras() -> None:
    """The camera process: reads its order from standard input, tells its port, plays until that closes."""
    order = msgspec.json.decode(await asyncio.to_thread(sys.stdin.buffer.readline), type=_Order)
    specs = scenes(read_campus(Path(order.campus)))
    directory = Path(order.footage)
    footage = make_footage(specs.values(), directory)
    cameras = [
        SimulatedCamera.from_footage(camera_id, footage[spec.camera_number], spec, directory)
        for camera_id, spec in specs.items()
    ]
    server = RtspServer(cameras, username=order.username, password=order.password)
    await server.start()
    sys.stdout.write(json.dumps({"port": server.port}) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.buffer.read)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_run_cameras())
