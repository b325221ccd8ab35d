"""The campus as it is surveyed now, and its answers: worked out in a thread, so that no video waits."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from gis.atlas import Atlas
from gis.camera_file import save_cameras
from gis.campus import Camera, Campus
from gis.finding import SurveyError
from gis.mounting import misplaced, settle
from responder.access.errors import InvalidRequest

Answer = TypeVar("Answer")


class CampusReadOnly(Exception):
    """The campus's files cannot be changed by this service: by permission, or because they are damaged."""


class Survey:
    """Whoever asks has been checked already. `folder` is where the campus was read from."""

    def __init__(self, campus: Campus, folder: Path) -> None:
        self._atlas = Atlas(campus)
        self._folder = folder
        # One: a herd of phones must not take the processor from the video, and an atlas is for one thread.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="survey")

    @property
    def campus(self) -> Campus:
        return self._atlas.campus

    async def ask(self, question: Callable[[Atlas], Answer]) -> Answer:
        """The answer, or what the question raises; questions are answered in turn."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, self._atlas)

    async def try_out(self, camera: Camera) -> Atlas:
        """The atlas with the camera where it would hang, just inside its room. Raises InvalidRequest."""
        return await self.ask(lambda atlas: _with_settled(atlas, camera))

    def require_writable(self) -> None:
        """Raises CampusReadOnly."""
        if not os.access(self._folder, os.W_OK):
            raise CampusReadOnly(f"This service may not write to {self._folder.name}.")

    async def place(self, camera: Camera) -> Atlas:
        """The same, and from now on for everybody: written to the campus's files, one place after the other.

        Raises InvalidRequest or CampusReadOnly, and changes nothing then.
        """

        def place(_: Atlas) -> Atlas:
            placed = _with_settled(self._atlas, camera)
            try:
                save_cameras(self._folder, placed.campus, [placed.campus.camera_by_id[camera.camera_id]])
            except (SurveyError, OSError) as error:
                raise CampusReadOnly(str(error)) from error
            self._atlas = placed
            return placed

        return await self.ask(place)


def _with_settled(atlas: Atlas, camera: Camera) -> Atlas:
    """Raises InvalidRequest."""
    if camera.level_id is not None and camera.level_id not in atlas.campus.level_by_id:
        raise InvalidRequest("There is no such level.")
    settled = settle(atlas.campus, camera)
    reason = misplaced(atlas.campus, settled)
    if reason:
        raise InvalidRequest(f"The camera cannot be placed there: it {reason}.")
    return atlas.with_camera(settled)
