"""The compact GeoJSON layers that the service sends to a phone.

Every feature has `kind` and `id` in its properties, empty ones are left out; a view has its camera's id.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from shapely.geometry.base import BaseGeometry

from gis.attributes import attributes
from gis.campus import Amenity, Camera, Campus, Level, Opening, Unit
from gis.coverage import Coverage
from gis.geojson import geometry_json
from gis.grid import Grid
from gis.projection import Projection
from gis.view import views

Layer = dict[str, Any]
"""A GeoJSON FeatureCollection, ready for a JSON encoder."""

# 7 decimals of a degree are 1.1 cm: finer than a phone can draw.
_DECIMALS = 7
# Moves no wall by a pixel at any zoom that shows a whole room, and drops nine tenths of a view's corners.
_SIMPLIFIED_M = 0.05

# What outdoor units are to someone who reads a map.
_GROUND_KINDS = {
    "fieldofplay": "field",
    "parking": "parking",
    "recreation": "field",
    "road": "road",
    "walkway": "path",
}


def outline(campus: Campus) -> Layer:
    """The whole campus from outside: venue, buildings, parking, roads, paths, fields, and what stands there.

    No rooms, no cameras: this much anyone who may see one building may see of the others.
    """
    drawn = _Drawing(campus)
    features = [drawn.feature("venue", campus.campus_id, campus.venue, name=campus.name)]
    for level in campus.levels:
        if level.outdoor:
            features += [drawn.ground(unit) for unit in campus.units_of(level.level_id)]
    for it in campus.buildings:
        features.append(
            drawn.feature(
                "building",
                it.building_id,
                it.footprint,
                **attributes(it),
                building_id=it.building_id,
            )
        )
    features += [drawn.amenity(it) for it in campus.amenities if it.building_id is None]
    return _collection(features)


def level(campus: Campus, level_id: str) -> Layer:
    """One level from inside: its outline, units, openings, amenities, cameras and their views.

    Raises KeyError for an unknown level.
    """
    storey = campus.level_by_id[level_id]
    drawn = _Drawing(campus)
    return _collection(
        [
            drawn.level(storey),
            *(drawn.unit(unit) for unit in campus.units_of(level_id)),
            *(drawn.opening(opening) for opening in campus.openings_of(level_id)),
            *(drawn.amenity(it) for it in campus.amenities if it.level_id == level_id),
            *drawn.cameras(campus.cameras_on(level_id)),
        ]
    )


def outdoor(campus: Campus, building_id: str) -> Layer:
    """The cameras outside that belong to a building, and their views.

    Raises KeyError for an unknown building.
    """
    building = campus.building_by_id[building_id]
    outside = [camera for camera in campus.cameras_of(building.building_id) if camera.level_id is None]
    return _collection(_Drawing(campus).cameras(outside))


def cameras(campus: Campus, camera_ids: Iterable[str]) -> Layer:
    """These cameras and their views, as in the layer of their level. Raises KeyError for an unknown one."""
    return _collection(_Drawing(campus).cameras(campus.camera_by_id[it] for it in camera_ids))


def grid_squares(grid: Grid) -> Layer:
    """The squares of the printable grid, row by row; the id of each is its reference."""
    return _collection(
        {
            "type": "Feature",
            "geometry": geometry_json(grid.square(reference), _DECIMALS),
            "properties": {"kind": "grid-square", "id": reference},
        }
        for reference in grid.references
    )


def blind_spots(coverage: Coverage, level_id: str) -> Layer:
    """What no camera of a level sees. Raises KeyError for an unknown level."""
    drawn = _Drawing(coverage.campus)
    level = coverage.campus.level_by_id[level_id]
    area = coverage.blind_spots(level_id)
    where = {"building_id": level.building_id, "level_id": level_id, "ordinal": level.ordinal}
    return _collection([drawn.feature("blind-spot", f"{level_id}-blind", area, **where)] if area else [])


class _Drawing:
    """Turns the parts of one campus into features; knows where each part belongs."""

    def __init__(self, campus: Campus) -> None:
        self._campus = campus
        self._projection = Projection.around(campus.venue)

    def feature(
        self, kind: str, feature_id: str, geometry: BaseGeometry, **properties: object
    ) -> dict[str, Any]:
        simple = self._projection.to_degrees(self._projection.to_metres(geometry).simplify(_SIMPLIFIED_M))
        told = {name: value for name, value in properties.items() if value not in (None, "")}
        return {
            "type": "Feature",
            "geometry": geometry_json(simple, _DECIMALS),
            "properties": {"kind": kind, "id": feature_id, **told},
        }

    def level(self, level: Level) -> dict[str, Any]:
        return self.feature(
            "level", level.level_id, level.geometry, name=level.name, **self._where(level.level_id)
        )

    def ground(self, unit: Unit) -> dict[str, Any]:
        kind = _GROUND_KINDS.get(unit.category, "ground")
        return self.feature(kind, unit.unit_id, unit.geometry, **attributes(unit))

    def unit(self, unit: Unit) -> dict[str, Any]:
        return self.feature(
            "unit", unit.unit_id, unit.geometry, **attributes(unit), **self._where(unit.level_id)
        )

    def opening(self, opening: Opening) -> dict[str, Any]:
        return self.feature(
            "opening",
            opening.opening_id,
            opening.geometry,
            **attributes(opening),
            **self._where(opening.level_id),
        )

    def amenity(self, amenity: Amenity) -> dict[str, Any]:
        return self.feature(
            "amenity",
            amenity.amenity_id,
            amenity.geometry,
            name=amenity.name,
            category=amenity.equipment or amenity.category,
            **self._where(amenity.level_id),
        )

    def cameras(self, cameras: Iterable[Camera]) -> Iterator[dict[str, Any]]:
        """Views first, so that the cameras are drawn over them."""
        cameras = list(cameras)
        seen = views(self._campus, cameras)
        for camera in cameras:
            if camera.camera_id in seen:
                where = self._where(camera.level_id) | {"building_id": camera.building_id}
                yield self.feature("view", camera.camera_id, seen[camera.camera_id], **where)
        for camera in cameras:
            yield self._camera(camera)

    def _camera(self, camera: Camera) -> dict[str, Any]:
        where = self._where(camera.level_id) | {"building_id": camera.building_id}
        return self.feature("camera", camera.camera_id, camera.position, **attributes(camera), **where)

    def _where(self, level_id: str | None) -> dict[str, object]:
        if level_id is None:
            return {}
        level = self._campus.level_by_id[level_id]
        return {"building_id": level.building_id, "level_id": level_id, "ordinal": level.ordinal}


def _collection(features: Iterable[dict[str, Any]]) -> Layer:
    return {"type": "FeatureCollection", "features": list(features)}
