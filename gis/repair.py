"""Repairs a geometry where there is one right answer, and refuses it otherwise."""

from collections.abc import Callable

import shapely
from shapely.geometry.base import BaseGeometry

# A repair that changes the area by more than this changed the room, not its drawing.
_AREA_TOLERANCE = 0.01
_LONGITUDE_LIMIT_DEG, _LATITUDE_LIMIT_DEG = 180, 90

Say = Callable[[str, str], None]
"""Takes the rule and the reason of a repair that was made."""


class UnrepairableError(ValueError):
    """A geometry with no single right answer; the message completes "the feature ..."."""


class OutOfRangeError(UnrepairableError):
    """A geometry in numbers that are no longitude and latitude."""


def check_degrees(geometry: BaseGeometry | None) -> None:
    """Raises OutOfRangeError for a geometry that is nowhere on Earth."""
    if geometry is None:
        return
    west, south, east, north = geometry.bounds
    if not (max(-west, east) <= _LONGITUDE_LIMIT_DEG and max(-south, north) <= _LATITUDE_LIMIT_DEG):
        raise OutOfRangeError("lies outside the range of longitude and latitude")


def fit_area(geometry: BaseGeometry | None, say: Say) -> shapely.Polygon | shapely.MultiPolygon:
    """A valid Polygon, or a MultiPolygon of several parts. Raises UnrepairableError."""
    if not isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        raise UnrepairableError(f"{_described(geometry)} where an area is due")
    valid = geometry if geometry.is_valid else _made_valid(geometry, say)
    if isinstance(valid, shapely.MultiPolygon) and len(valid.geoms) == 1:
        if geometry.is_valid:
            say("single-part", "is a MultiPolygon of one part: took the part")
        return valid.geoms[0]
    return valid


def _made_valid(geometry: BaseGeometry, say: Say) -> shapely.Polygon | shapely.MultiPolygon:
    made = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    reason = shapely.is_valid_reason(geometry)
    if not isinstance(made, shapely.Polygon | shapely.MultiPolygon) or made.is_empty:
        raise UnrepairableError(f"has an area that is not one ({reason})")
    drawn = shapely.convex_hull(geometry).area
    if abs(made.area - geometry.area) > _AREA_TOLERANCE * drawn:
        say(
            "valid-area",
            f"crosses itself ({reason}): took what its outline encloses, which is not what it drew",
        )
    else:
        say("valid-area", f"crosses or touches itself ({reason}): took what its outline encloses")
    return made


def fit_line(geometry: BaseGeometry | None, say: Say) -> shapely.LineString:
    """One LineString with a length. Raises UnrepairableError."""
    if isinstance(geometry, shapely.MultiLineString):
        merged = shapely.line_merge(geometry)
        if isinstance(merged, shapely.LineString):
            say("single-part", "is a MultiLineString whose parts join: took the joined line")
        geometry = merged
    if not isinstance(geometry, shapely.LineString):
        raise UnrepairableError(f"{_described(geometry)} where one line is due")
    if geometry.length == 0:
        raise UnrepairableError("has a line without length")
    return geometry


def fit_point(geometry: BaseGeometry | None, say: Say) -> shapely.Point:
    """One Point. Raises UnrepairableError."""
    if isinstance(geometry, shapely.MultiPoint) and len(geometry.geoms) == 1:
        say("single-part", "is a MultiPoint of one part: took the part")
        return geometry.geoms[0]
    if not isinstance(geometry, shapely.Point):
        raise UnrepairableError(f"{_described(geometry)} where one point is due")
    return geometry


def _described(geometry: BaseGeometry | None) -> str:
    return "has no geometry" if geometry is None else f"is a {geometry.geom_type}"
