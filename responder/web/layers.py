"""The campus as GeoJSON, encoded on first use and kept as long as the survey stays as it is."""

from collections.abc import Callable
from typing import Any

import msgspec

from gis import layers
from gis.atlas import Atlas
from gis.campus import Campus
from gis.layers import Layer
from responder.access.camera_group import CameraGroups
from responder.access.errors import NotFound
from responder.web.representation import Representation, represent
from responder.web.survey import Survey

_MEDIA_TYPE = "application/geo+json"

_OF_CAMERAS = frozenset({"camera", "view"})

# Of a permit: None is all cameras. Few combinations are ever in use, and each is kept encoded.
Groups = frozenset[str] | None


class Layers:
    """Whoever asks has been checked already."""

    def __init__(self, survey: Survey, groups: CameraGroups) -> None:
        self._survey = survey
        self._groups = groups
        self._encoded: dict[tuple[str, str, Groups], tuple[Campus, Representation]] = {}

    async def outline(self) -> Representation:
        """The whole campus from outside."""
        return await self._encode(("outline", ""), lambda atlas: layers.outline(atlas.campus))

    async def grid(self) -> Representation:
        """The squares of the printable grid."""
        return await self._encode(("grid", ""), lambda atlas: layers.grid_squares(atlas.grid))

    async def level(self, level_id: str, groups: Groups = None) -> Representation:
        """One level from inside, with the cameras of these groups. Raises NotFound, also for the grounds."""
        self._require_storey(level_id)
        return await self._encode(
            ("level", level_id),
            lambda atlas: layers.level(atlas.campus, level_id),
            groups=groups,
        )

    async def blind_spots(self, level_id: str) -> Representation:
        """What no camera of a level sees. Raises NotFound, also for the grounds."""
        self._require_storey(level_id)
        return await self._encode(
            ("blind spots", level_id), lambda atlas: layers.blind_spots(atlas.coverage, level_id)
        )

    async def outdoor(self, building_id: str, groups: Groups = None) -> Representation:
        """The outdoor cameras of a building, those of these groups. Raises NotFound."""
        if building_id not in self._survey.campus.building_by_id:
            raise NotFound("There is no such building.")
        return await self._encode(
            ("outdoor", building_id),
            lambda atlas: layers.outdoor(atlas.campus, building_id),
            groups=groups,
        )

    def _require_storey(self, level_id: str) -> None:
        level = self._survey.campus.level_by_id.get(level_id)
        if level is None or level.building_id is None:
            raise NotFound("There is no such level.")

    async def _encode(
        self, key: tuple[str, str], make: Callable[[Atlas], Layer], *, groups: Groups = None
    ) -> Representation:
        campus = self._survey.campus
        surveyed, representation = self._encoded.get((*key, groups), (None, None))
        if representation is None or surveyed is not campus:
            representation = await self._survey.ask(
                lambda atlas: represent(msgspec.json.encode(self._within(make(atlas), groups)), _MEDIA_TYPE)
            )
            self._encoded[(*key, groups)] = (campus, representation)
        return representation

    def _within(self, layer: Layer, groups: Groups) -> Layer:
        """The layer without the cameras outside the groups, and what they see."""
        if groups is None:
            return layer
        shown = self._groups.cameras_of(groups)
        told = [it for it in layer["features"] if _camera_of(it) in (None, *shown)]
        return layer | {"features": told}


def _camera_of(feature: dict[str, Any]) -> str | None:
    """The camera that the feature tells of; a view has its camera's id."""
    properties: dict[str, str] = feature["properties"]
    return properties["id"] if properties["kind"] in _OF_CAMERAS else None
