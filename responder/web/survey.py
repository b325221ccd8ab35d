"""The campus as it is surveyed now, and its answers: worked out in a thread, so that no video waits."""

import asyncio
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from gis.atlas import Atlas
from gis.camera_file import save_cameras
from gis.campus import Camera, Campus
from gis.exchange import exchange
from gis.finding import SurveyError
from gis.mounting import misplaced, settle
from responder.access.errors import InvalidRequest

Answer = TypeVar("Answer")


MAP_HAS_CHANGED = "The map in place has changed since this one was checked. Check it again."


class CampusReadOnly(Exception):
    """The campus's files cannot be changed by this service: by permission, or because they are damaged."""


class Survey:
    """Whoever asks has been checked already.

    `folder` is where the campus was read from, `former_maps` that of the maps that were in place before.
    """

    def __init__(self, campus: Campus, folder: Path, *, former_maps: Path) -> None:
        self.former_maps = former_maps
        self._atlas = Atlas(campus)
        self._folder = folder
        # One: a herd of phones must not take the processor from the video, and an atlas is for one thread.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="survey")

    @property
    def campus(self) -> Campus:
        return self._atlas.campus

    @property
    def folder(self) -> Path:
        return self._folder

    async def ask(self, question: Callable[[Atlas], Answer]) -> Answer:
        """The answer, or what the question raises; questions are answered in turn."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, self._atlas)

    async def try_out(self, camera: Camera) -> Atlas:
        """The atlas with the camera where it would hang, just inside its room. Raises InvalidRequest."""
        return await self.ask(lambda atlas: _with_settled(atlas, camera))

    def require_writable(self) -> None:
        """Raises CampusReadOnly."""
        _require_writable(self._folder)

    def require_replaceable(self) -> None:
        """Raises CampusReadOnly."""
        _require_writable(self._folder.parent)

    async def replace(self, base: Campus, campus: Campus, checked: Path, *, former_name: str) -> None:
        """From now on the survey is this campus, whose files are in the folder `checked`, for everybody.

        The files that were in place until now are copied to the former maps, by a name that is new there.
        Raises CampusReadOnly, or InvalidRequest where not `base` is in place, and changes nothing then.
        """

        def replace(_: Atlas) -> None:
            if self.campus is not base:
                raise InvalidRequest(MAP_HAS_CHANGED)
            # Beside the campus, because only within one file system can two folders change places.
            incoming = self._folder.with_name(f".{self._folder.name}.incoming")
            shutil.rmtree(incoming, ignore_errors=True)
            try:
                shutil.copytree(self._folder, self.former_maps / former_name)
                shutil.copytree(checked, incoming)
                exchange(self._folder, incoming)
            except OSError as error:
                raise CampusReadOnly(f"The map cannot be put in place: {error.strerror}.") from error
            self._atlas = Atlas(campus)
            shutil.rmtree(incoming, ignore_errors=True)

        await self.ask(replace)

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


def _require_writable(folder: Path) -> None:
    """Raises CampusReadOnly."""
    if not os.access(folder, os.W_OK):
        raise CampusReadOnly(f"This service may not write to {folder.name}.")


def _with_settled(atlas: Atlas, camera: Camera) -> Atlas:
    """Raises InvalidRequest."""
    if camera.level_id is not None and camera.level_id not in atlas.campus.level_by_id:
        raise InvalidRequest("There is no such level.")
    settled = settle(atlas.campus, camera)
    reason = misplaced(atlas.campus, settled)
    if reason:
        raise InvalidRequest(f"The camera cannot be placed there: it {reason}.")
    return atlas.with_camera(settled)
