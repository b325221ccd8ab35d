"""Redraws what foreign maps draw otherwise: rooms drawn twice, doors drawn as areas or points. In metres."""

import math
from collections.abc import Sequence

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from gis.finding import Finding, Severity
from gis.sketch import Sketch

# A door without a drawn width: a leaf and its frame.
_DOOR_M = 0.95
# A room this thin is a gap between two drawings.
_SLIVER_M = 0.2
# Thin by nature.
_WALL_CATEGORIES = frozenset({"structure", "glass", "column", "brick", "concrete", "drywall", "wood"})


def redraw(sketches: Sequence[Sketch], findings: list[Finding]) -> list[Sketch]:
    """The same map with each unit once and each opening a line; adds what was changed to `findings`."""
    units = _without_doubles([it for it in sketches if it.kind == "unit"], findings)
    walls = [it.geometry.boundary for it in units]
    tree = shapely.STRtree(walls)
    redrawn = list(units)
    for it in sketches:
        if it.kind == "opening":
            redrawn.append(_door(it, walls, tree, findings))
        elif it.kind != "unit":
            redrawn.append(it)
    return redrawn


def _without_doubles(units: Sequence[Sketch], findings: list[Finding]) -> list[Sketch]:
    kept: dict[tuple[bytes, tuple[int, ...]], Sketch] = {}
    for it in units:
        key = (shapely.set_precision(it.geometry, 0.001).normalize().wkb, it.ordinals)
        if key in kept:
            findings.append(_say(it, "duplicate", Severity.REPAIRED, f"repeats {kept[key].place}: left out"))
            continue
        kept[key] = it
        if it.category not in _WALL_CATEGORIES and it.geometry.buffer(-_SLIVER_M / 2).is_empty:
            reason = f"is nowhere wider than {_SLIVER_M * 100:.0f} cm"
            findings.append(_say(it, "sliver", Severity.WARNING, reason))
    return list(kept.values())


def _door(
    it: Sketch, walls: Sequence[BaseGeometry], tree: shapely.STRtree, findings: list[Finding]
) -> Sketch:
    if isinstance(it.geometry, shapely.Polygon | shapely.MultiPolygon):
        findings.append(_say(it, "door-area", Severity.REPAIRED, "is drawn as an area: took its middle line"))
        return msgspec.structs.replace(it, geometry=_middle_line(it.geometry))
    if isinstance(it.geometry, shapely.Point) and walls:
        findings.append(
            _say(it, "door-point", Severity.REPAIRED, f"is a point: took {_DOOR_M} m of its wall")
        )
        wall = walls[int(tree.nearest(it.geometry))]
        return msgspec.structs.replace(it, geometry=_along_wall(it.geometry, wall))
    return it


def _middle_line(area: BaseGeometry) -> shapely.LineString:
    """The long axis of the smallest rectangle around a door leaf."""
    box = shapely.minimum_rotated_rectangle(area)
    corners = shapely.get_coordinates(box)[:4]
    sides = [(corners[i], corners[(i + 1) % 4]) for i in range(len(corners))]
    ends = sorted(sides, key=lambda side: math.dist(*side))[:2]
    return shapely.LineString([(a + b) / 2 for a, b in ends])


def _along_wall(point: shapely.Point, wall: BaseGeometry) -> BaseGeometry:
    lines = [part for part in shapely.get_parts(wall) if isinstance(part, shapely.LineString)]
    line = min(lines, key=point.distance)
    middle = line.project(point)
    return substring(line, max(middle - _DOOR_M / 2, 0), min(middle + _DOOR_M / 2, line.length))


def _say(it: Sketch, rule: str, severity: Severity, reason: str) -> Finding:
    return Finding(file=it.file, feature=it.place, rule=rule, severity=severity, reason=reason)
