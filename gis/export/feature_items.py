"""A campus as seven collections of features, for desktop GIS."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import shapely
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from gis.campus import Campus
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
    return {
        "buildings": list(_buildings(campus)),
        "levels": list(_levels(campus)),
        "units": list(_units(campus, building_of)),
        "openings": list(_openings(campus, building_of)),
        "amenities": list(_amenities(campus)),
        "cameras": list(_cameras(campus)),
        "views": list(_views(campus)),
    }


def _buildings(campus: Campus) -> Iterator[Item]:
    for it in campus.buildings:
        yield Item(
            item_id=it.building_id,
            geometry=it.footprint,
            building_id=it.building_id,
            level_id=None,
            properties={"name": it.name, "category": it.category},
        )


def _levels(campus: Campus) -> Iterator[Item]:
    for it in campus.levels:
        properties = {
            "name": it.name,
            "short_name": it.short_name,
            "ordinal": it.ordinal,
            "outdoor": it.outdoor,
        }
        yield Item(
            item_id=it.level_id,
            geometry=it.geometry,
            building_id=it.building_id,
            level_id=it.level_id,
            properties=properties,
        )


def _units(campus: Campus, building_of: dict[str, str | None]) -> Iterator[Item]:
    for it in campus.units:
        yield Item(
            item_id=it.unit_id,
            geometry=it.geometry,
            building_id=building_of[it.level_id],
            level_id=it.level_id,
            properties={"name": it.name, "number": it.number, "category": it.category},
        )


def _openings(campus: Campus, building_of: dict[str, str | None]) -> Iterator[Item]:
    for it in campus.openings:
        yield Item(
            item_id=it.opening_id,
            geometry=it.geometry,
            building_id=building_of[it.level_id],
            level_id=it.level_id,
            properties={"name": it.name, "number": it.number, "category": it.category},
        )


def _amenities(campus: Campus) -> Iterator[Item]:
    for it in campus.amenities:
        yield Item(
            item_id=it.amenity_id,
            geometry=it.geometry,
            building_id=it.building_id,
            level_id=it.level_id,
            properties={"name": it.name, "category": it.category, "equipment": it.equipment},
        )


def _cameras(campus: Campus) -> Iterator[Item]:
    for it in campus.cameras:
        yield Item(
            item_id=it.camera_id,
            geometry=it.position,
            building_id=it.building_id,
            level_id=it.level_id,
            verified_on=it.verified_on,
            properties={
                "name": it.name,
                "azimuth_deg": it.azimuth_deg,
                "fov_deg": it.fov_deg,
                "range_m": it.range_m,
                "height_m": it.height_m,
                "mount": it.mount,
                "verified_on": it.verified_on,
            },
        )


def _views(campus: Campus) -> Iterator[Item]:
    seen = views(campus, campus.cameras)
    for it in campus.cameras:
        if it.camera_id in seen:
            yield Item(
                item_id=it.camera_id,
                geometry=seen[it.camera_id],
                building_id=it.building_id,
                level_id=it.level_id,
                verified_on=it.verified_on,
                properties={"name": it.name},
            )
