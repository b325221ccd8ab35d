"""A campus as seven collections of features, for desktop GIS."""

from datetime import date
from typing import Any

import shapely
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from gis.attributes import Place, attributes
from gis.campus import Camera, Campus
from gis.export.feature_query import Query
from gis.view import views

TITLES = {
    "buildings": "Buildings: name and footprint",
    "levels": "Levels of buildings",
    "units": "Units: rooms, halls, stairs; car parks, paths and fields outside",
    "openings": "Openings: doors, with exterior-door numbers",
    "amenities": "AEDs, shut-offs, hydrants and other equipment",
    "cameras": "Cameras: position and optics",
    "views": "What each surveyed camera sees",
}
"""Collection id -> title."""


class Item(Struct, frozen=True, kw_only=True):
    """One feature of a collection, and what queries ask of it."""

    item_id: str
    geometry: BaseGeometry
    building_id: str | None
    level_id: str | None
    verified_on: str | None = None
    properties: dict[str, Any]

    def matches(self, query: Query) -> bool:
        """Whether a query selects it; without a date whatever the interval (OGC 17-069r4, 7.15.4)."""
        if query.level_id is not None and self.level_id != query.level_id:
            return False
        if query.bbox is not None and not self.geometry.intersects(shapely.box(*query.bbox)):
            return False
        if query.interval is None or self.verified_on is None:
            return True
        first, last = query.interval
        return first <= date.fromisoformat(self.verified_on) <= last


def items(campus: Campus) -> dict[str, list[Item]]:
    """Collection id -> its features, in the order of the survey."""
    building_of = {level.level_id: level.building_id for level in campus.levels}
    seen = views(campus, campus.cameras)
    return {
        "buildings": [
            _item(it, it.building_id, it.footprint, it.building_id, None) for it in campus.buildings
        ],
        "levels": [_item(it, it.level_id, it.geometry, it.building_id, it.level_id) for it in campus.levels],
        "units": [
            _item(it, it.unit_id, it.geometry, building_of[it.level_id], it.level_id) for it in campus.units
        ],
        "openings": [
            _item(it, it.opening_id, it.geometry, building_of[it.level_id], it.level_id)
            for it in campus.openings
        ],
        "amenities": [
            _item(it, it.amenity_id, it.geometry, it.building_id, it.level_id) for it in campus.amenities
        ],
        "cameras": [_camera(it, it.position, attributes(it)) for it in campus.cameras],
        "views": [
            _camera(it, seen[it.camera_id], {"name": it.name})
            for it in campus.cameras
            if it.camera_id in seen
        ],
    }


def _item(
    place: Place, item_id: str, geometry: BaseGeometry, building_id: str | None, level_id: str | None
) -> Item:
    return Item(
        item_id=item_id,
        geometry=geometry,
        building_id=building_id,
        level_id=level_id,
        properties=attributes(place),
    )


def _camera(camera: Camera, geometry: BaseGeometry, properties: dict[str, Any]) -> Item:
    return Item(
        item_id=camera.camera_id,
        geometry=geometry,
        building_id=camera.building_id,
        level_id=camera.level_id,
        verified_on=camera.verified_on,
        properties=properties,
    )
