"""The campus as GeoJSON, encoded on first use and kept as long as the survey stays as it is."""

from collections.abc import Callable
from typing import Any

import msgspec

from gis import layers
from gis.atlas import Atlas
from gis.campus import Campus
from responder.access.errors import NotFound
from responder.web.representation import Representation, represent
from responder.web.survey import Survey

_MEDIA_TYPE = "application/geo+json"


class Layers:
    """Whoever asks has been checked already."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._encoded: dict[tuple[str, str], tuple[Campus, Representation]] = {}

    async def outline(self) -> Representation:
        """The whole campus from outside."""
        return await self._encode(("outline", ""), lambda atlas: layers.outline(atlas.campus))

    async def grid(self) -> Representation:
        """The squares of the printable grid."""
        return await self._encode(("grid", ""), lambda atlas: layers.grid_squares(atlas.grid))

    async def level(self, level_id: str) -> Representation:
        """One level from inside. Raises NotFound, also for the grounds."""
        self._require_storey(level_id)
        return await self._encode(("level", level_id), lambda atlas: layers.level(atlas.campus, level_id))

    async def blind_spots(self, level_id: str) -> Representation:
        """What no camera of a level sees. Raises NotFound, also for the grounds."""
        self._require_storey(level_id)
        return await self._encode(
            ("blind spots", level_id), lambda atlas: layers.blind_spots(atlas.coverage, level_id)
        )

    async def outdoor(self, building_id: str) -> Representation:
        """The outdoor cameras of a building. Raises NotFound."""
        if building_id not in self._survey.campus.building_by_id:
            raise NotFound("There is no such building.")
        return await self._encode(
            ("outdoor", building_id), lambda atlas: layers.outdoor(atlas.campus, building_id)
        )

    def _require_storey(self, level_id: str) -> None:
        level = self._survey.campus.level_by_id.get(level_id)
        if level is None or level.building_id is None:
            raise NotFound("There is no such level.")

    async def _encode(self, key: tuple[str, str], make: Callable[[Atlas], dict[str, Any]]) -> Representation:
        campus = self._survey.campus
        surveyed, representation = self._encoded.get(key, (None, None))
        if representation is None or surveyed is not campus:
            representation = await self._survey.ask(
                lambda atlas: represent(msgspec.json.encode(make(atlas)), _MEDIA_TYPE)
            )
            self._encoded[key] = (campus, representation)
        return representation
