"""A campus of two rooms on a hall, as IMDF features in campus-local metres: small enough to break on purpose.

y 9  +---------+---------+
     |  101    |  102    |
y 3  +--door---+---door--+
     |  hall   [camera]  |
y 0  +-------------------+
     x 0       x 6       x 12
"""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import shapely
from shapely.geometry.base import BaseGeometry

from gis.geojson import geometry_json, write_features
from gis.imdf import CAMERA_EXTENSION
from gis.projection import Projection

PROJECTION = Projection(-82.74, 40.12)

Features = dict[str, list[dict[str, Any]]]
"""IMDF feature type -> features as they stand in the file."""


def uuid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def feature(feature_type: str, name: str, geometry: BaseGeometry | None, **properties: Any) -> dict[str, Any]:
    """A feature whose geometry is given in metres."""
    placed = None if geometry is None else PROJECTION.to_degrees(geometry)
    return {
        "type": "Feature",
        "id": uuid(name),
        "feature_type": feature_type,
        "geometry": geometry_json(placed),
        "properties": {"name": {"en": name}, **properties},
    }


OUTLINE = shapely.box(0, 0, 12, 9)
ON_THE_LEVEL = {"level_id": uuid("Ground floor")}


def two_rooms() -> Features:
    return {
        "venue": [feature("venue", "Two Rooms", shapely.box(-20, -20, 32, 29), category="university")],
        "building": [feature("building", "School", None, category="unspecified", slug="school")],
        "footprint": [
            feature("footprint", "outline", OUTLINE, category="ground", building_ids=[uuid("School")])
        ],
        "level": [_level()],
        "unit": [
            _unit("101", shapely.box(0, 3, 6, 9), category="classroom"),
            _unit("Library", shapely.box(6, 3, 12, 9), category="library", number="102"),
            _unit("Hall", shapely.box(0, 0, 12, 3), category="walkway"),
        ],
        "opening": [
            _door("door 101", [(2, 3), (3, 3)]),
            _door("door 102", [(9, 3), (10, 3)]),
            _door("way in", [(0, 1), (0, 2)], number="1"),
        ],
        "amenity": [_defibrillator()],
        "camera": [_camera()],
    }


def _level() -> dict[str, Any]:
    short_name, building_ids = {"en": "G"}, [uuid("School")]
    return feature(
        "level", "Ground floor", OUTLINE, ordinal=0, short_name=short_name, building_ids=building_ids
    )


def _unit(name: str, area: BaseGeometry, **properties: str) -> dict[str, Any]:
    return feature("unit", name, area, **properties, **ON_THE_LEVEL)


def _door(name: str, ends: list[tuple[float, float]], **properties: str) -> dict[str, Any]:
    line = shapely.LineString(ends)
    return feature("opening", name, line, category="pedestrian", **properties, **ON_THE_LEVEL)


def _defibrillator() -> dict[str, Any]:
    return feature(
        "amenity",
        "AED",
        shapely.Point(6, 2.9),
        category="defibrillator",
        equipment="aed",
        unit_ids=[uuid("Hall")],
    )


def _camera() -> dict[str, Any]:
    return feature(
        "camera",
        "Hall east",
        shapely.Point(11.8, 1.5),
        camera_id="hall-east",
        building_id=uuid("School"),
        unit_id=uuid("Hall"),
        azimuth_deg=270,
        fov_deg=80,
        range_m=15,
        height_m=2.8,
        mount="wall",
        **ON_THE_LEVEL,
    )


def write_archive(folder: Path, features: Features, **manifest: Any) -> Path:
    """Writes features as an IMDF folder."""
    folder.mkdir(exist_ok=True)
    for feature_type, members in features.items():
        (folder / f"{feature_type}.geojson").write_bytes(write_features(members))
    stated = {
        "version": "1.0.0",
        "created": "2026-01-01T00:00:00Z",
        "language": "en",
        "extensions": [CAMERA_EXTENSION],
    }
    (folder / "manifest.json").write_text(json.dumps(stated | manifest))
    return folder


def broken(change: Callable[[Features], object]) -> Features:
    """Two rooms with one thing changed for the worse."""
    features = copy.deepcopy(two_rooms())
    change(features)
    return features
