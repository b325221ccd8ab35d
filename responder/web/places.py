"""The parts of the campus that a request names, once it is sure that the caller may know of them."""

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, TypeVar

from litestar.params import QueryParameter

from gis.campus import Campus, Level, Opening, Unit
from gis.way import Position
from responder.access.errors import InvalidRequest, NotAllowed, NotFound
from responder.web.guards import Viewer
from responder.web.site import Site

Part = TypeVar("Part")

Longitude = Annotated[float, QueryParameter(ge=-180, le=180, description="Degrees east.")]
Latitude = Annotated[float, QueryParameter(ge=-90, le=90, description="Degrees north.")]
MaybeLongitude = Annotated[float | None, QueryParameter(ge=-180, le=180, description="Degrees east.")]
MaybeLatitude = Annotated[float | None, QueryParameter(ge=-90, le=90, description="Degrees north.")]
LevelId = Annotated[str | None, QueryParameter(max_length=64, description="Left out for outside.")]


def the_level(site: Site, viewer: Viewer, level_id: str) -> Level:
    """A level that the caller may see, the grounds included. Raises what `_known` raises."""
    level = _known(viewer, site.campus.level_by_id, level_id, "level")
    _require(viewer, site, level)
    return level


def the_unit(site: Site, viewer: Viewer, unit_id: str) -> Unit:
    """A room that the caller may see, or a part of the grounds. Raises what `_known` raises."""
    unit = _known(viewer, site.campus.unit_by_id, unit_id, "room")
    _require(viewer, site, site.campus.level_by_id[unit.level_id])
    return unit


def the_opening(site: Site, viewer: Viewer, opening_id: str) -> Opening:
    """A door of a building that the caller may see. Raises what `_known` raises."""
    opening = _known(viewer, site.campus.opening_by_id, opening_id, "door")
    _require(viewer, site, site.campus.level_by_id[opening.level_id])
    return opening


def the_position(
    site: Site, viewer: Viewer, longitude: float, latitude: float, level_id: str | None
) -> Position:
    """On a level that the caller may see, or outside. Raises what `_known` raises, or InvalidRequest."""
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise InvalidRequest("A position has a longitude and a latitude in degrees.")
    if level_id is not None:
        the_level(site, viewer, level_id)
    return Position(longitude=longitude, latitude=latitude, level_id=level_id)


def require_buildings(campus: Campus, building_ids: Iterable[str]) -> None:
    """A typing error must not become an incident that shares nothing. Raises InvalidRequest."""
    for building_id in building_ids:
        if building_id not in campus.building_by_id:
            raise InvalidRequest(f"There is no building {building_id!r} on this campus.")


def building_name(campus: Campus, building_id: str | None) -> str:
    """Empty for the grounds."""
    return "" if building_id is None else campus.building_by_id[building_id].name


def level_name(campus: Campus, level_id: str | None) -> str:
    """Empty outside."""
    return "" if level_id is None else campus.level_by_id[level_id].name


def _known(viewer: Viewer, parts: Mapping[str, Part], part_id: str, what: str) -> Part:
    """Raises NotAllowed, for staff NotFound: a link does not learn what there is of other buildings."""
    if part_id not in parts:
        raise NotFound(f"There is no such {what}.") if viewer.knows_site else NotAllowed
    return parts[part_id]


def _require(viewer: Viewer, site: Site, level: Level) -> None:
    """Everybody who sees the campus from outside sees the grounds. Raises NotAllowed."""
    if level.building_id is not None:
        viewer.require_building(site, level.building_id)
