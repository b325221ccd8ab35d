"""What blocks sight: the walls of a level less its doors, or the buildings as seen from outside."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely
from shapely.ops import substring

from gis.campus import Area, Campus, Unit
from gis.passage import joined_units
from gis.projection import Projection
from gis.visibility import Walls

# Units without walls of their own: between two of them one looks through.
OPEN_CATEGORIES = frozenset(
    {"lobby", "opentobelow", "ramp", "steps", "terrace", "unenclosedarea", "walkway", "walkway.island"}
)
_TRANSPARENT = frozenset({"glass"})
# Two drawings of one wall, or a door and its wall, lie this close together.
_SAME_WALL_M = 0.05
# A gap stops this short of the corner: cut right to it, it would open the next wall too, and 1 cm leaks.
_CORNER_M = 0.01


def walls_on(campus: Campus, level_id: str | None, projection: Projection) -> Walls:
    """What blocks sight on a level; None: outdoors."""
    return (
        outdoor_walls(campus, projection) if level_id is None else level_walls(campus, level_id, projection)
    )


def level_walls(campus: Campus, level_id: str, projection: Projection) -> Walls:
    """The walls of a level: room boundaries without inner doors (open), passages and glass.

    Exterior doors stay shut: a camera inside is not for the street.
    """
    units = campus.units_of(level_id)
    shapes = [projection.to_metres(unit.geometry) for unit in units]
    doors = [projection.to_metres(opening.geometry) for opening in campus.openings_of(level_id)]
    opaque = [
        shape.boundary for shape, unit in zip(shapes, units, strict=True) if unit.category not in _TRANSPARENT
    ]
    gaps = shapely.union_all([_gap(line) for line in _see_through(units, shapes, doors)])
    return Walls.from_lines(shapely.union_all(opaque, grid_size=0.001).difference(gaps))


def outdoor_walls(campus: Campus, projection: Projection) -> Walls:
    """The outlines of all buildings."""
    footprints = [projection.to_metres(building.footprint).boundary for building in campus.buildings]
    return Walls.from_lines(shapely.union_all(footprints))


def _see_through(
    units: Sequence[Unit], shapes: Sequence[Area], doors: Sequence[shapely.LineString]
) -> Iterator[shapely.LineString]:
    for door, joined in zip(doors, joined_units(doors, shapes), strict=True):
        if len(joined) > 1:
            yield door
    for shape, unit in zip(shapes, units, strict=True):
        if unit.category in _TRANSPARENT:
            yield from _stretches(shape.boundary)
    yield from _passages(
        [shape for shape, unit in zip(shapes, units, strict=True) if unit.category in OPEN_CATEGORIES]
    )


def _passages(open_shapes: Sequence[Area]) -> Iterator[shapely.LineString]:
    """Where two open units meet: no wall there."""
    areas = np.array(open_shapes, dtype=object)
    first, second = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=_SAME_WALL_M)
    for a, b in zip(first, second, strict=True):
        if a != b:
            yield from _stretches(
                open_shapes[a].boundary.intersection(open_shapes[b].buffer(_SAME_WALL_M / 2))
            )


def _stretches(lines: shapely.Geometry) -> Iterator[shapely.LineString]:
    """The straight stretches of linework, without the stubs round a corner that a tolerance brings along."""
    for line in _lines(shapely.get_parts(lines)):
        for ends in zip(line.coords[:-1], line.coords[1:], strict=True):
            stretch = shapely.LineString(ends)
            if stretch.length > 2 * _SAME_WALL_M:
                yield stretch


def _lines(parts: Iterable[shapely.Geometry]) -> Iterator[shapely.LineString]:
    return (part for part in parts if isinstance(part, shapely.LineString))


def _gap(line: shapely.LineString) -> shapely.Geometry:
    inner = substring(line, _CORNER_M, line.length - _CORNER_M)
    return inner.buffer(_SAME_WALL_M, cap_style="flat")
