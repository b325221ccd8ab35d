"""The campus as GeoJSON, encoded on first use and kept: the place does not change while the service runs."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from gis import layers
from gis.campus import Campus
from responder.access.errors import NotFound
from responder.web.representation import Representation, represent

_MEDIA_TYPE = "application/geo+json"


class Layers:
    """Whoever asks has been checked already, except that a level tells its building first."""

    def __init__(self, campus: Campus) -> None:
        self._campus = campus
        self._encoded: dict[tuple[str, str], Representation] = {}

    async def outline(self) -> Representation:
        """The whole campus from outside."""
        return await self._encode(("outline", ""), lambda: layers.outline(self._campus))

    def building_of(self, level_id: str) -> str:
        """The building whose permit a level needs. Raises NotFound, also for the grounds outside."""
        level = self._campus.level_by_id.get(level_id)
        if level is None or level.building_id is None:
            raise NotFound("There is no such level.")
        return level.building_id

    async def level(self, level_id: str) -> Representation:
        """One level from inside. Raises NotFound."""
        self.building_of(level_id)
        return await self._encode(("level", level_id), lambda: layers.level(self._campus, level_id))

    async def outdoor(self, building_id: str) -> Representation:
        """The outdoor cameras of a building. Raises NotFound."""
        if building_id not in self._campus.building_by_id:
            raise NotFound("There is no such building.")
        return await self._encode(("outdoor", building_id), lambda: layers.outdoor(self._campus, building_id))

    async def _encode(self, key: tuple[str, str], make: Callable[[], dict[str, Any]]) -> Representation:
        """In a thread: the views of a large level take a tenth of a second, and video must not wait."""
        if key not in self._encoded:
            self._encoded[key] = await asyncio.to_thread(
                lambda: represent(msgspec.json.encode(make()), _MEDIA_TYPE)
            )
        return self._encoded[key]
