"""A running service with one simulated camera of the delivered campus, for tests of what phones get."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from responder.app import running
from responder.demo.camera import SimulatedCamera
from responder.demo.footage import make_footage
from responder.demo.rtsp_server import RtspServer
from responder.demo.scene import SceneSpec
from responder.settings import CameraSettings
from tests.web.service import Service, add_officer, settings_for

_CAMERA_PASSWORD = "of the camera"
# A loop of half a second, so that nobody waits long for a key frame.
_FRAMES = 8


@asynccontextmanager
async def service_with_camera(directory: Path, camera_id: str, spec: SceneSpec) -> AsyncIterator[Service]:
    """The camera shows the scene; the service has no page, and the officer's account."""
    clips = directory / "clips"
    footage = make_footage([spec], clips, frames=_FRAMES)
    camera = SimulatedCamera.from_footage(camera_id, footage[spec.camera_number], spec, clips)
    server = RtspServer([camera], username="viewer", password=_CAMERA_PASSWORD)
    await server.start()
    configured = CameraSettings(
        camera_id=camera_id,
        main_url=server.url(camera_id, "main"),
        sub_url=server.url(camera_id, "sub"),
        username="viewer",
        password=_CAMERA_PASSWORD,
    )
    settings = settings_for(directory / "data", directory / "no-client", cameras=(configured,))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.stop)
        site = await stack.enter_async_context(running(settings))
        await add_officer(site)
        yield Service(site, stack)
