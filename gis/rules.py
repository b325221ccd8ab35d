"""Rules of a sound survey that no feature breaks alone: rooms overlap, doors lead nowhere."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from gis import categories
from gis.campus import Area, Camera, Campus, Level, Unit
from gis.finding import Finding, Severity
from gis.projection import Projection
from gis.title import level_title, unit_title

# Two drawings of one wall may differ by this much before it is worth saying.
TOLERANCE_M = 0.05
# Rooms that overlap by less were drawn a hand's breadth over each other.
_OVERLAP_M2 = 0.25
# A wall camera's bracket and the thickness of an outer wall, with room to spare.
_CAMERA_SLACK_M = 1.0


def check_rules(campus: Campus, name: str) -> list[Finding]:
    """Warnings about a readable campus; `name` prefixes the file names."""
    projection = Projection.around(campus.venue)
    findings: list[Finding] = list(_check_categories(campus, name))
    for level in campus.levels:
        findings += _check_level(campus, level, projection, name)
    for camera in campus.cameras:
        findings += check_camera(campus, camera, projection, name)
    return findings


def _check_categories(campus: Campus, name: str) -> Iterator[Finding]:
    """IMDF closes its lists of categories: other readers refuse a file with one of its own."""
    if campus.category not in categories.VENUE:
        yield _warning(
            name, "venue", "", "category", f"has the category {campus.category!r}, which IMDF has not"
        )
    for unit in campus.units:
        if unit.category not in categories.UNIT:
            reason = f"({unit_title(unit)}) has the category {unit.category!r}, which IMDF has not"
            yield _warning(name, "unit", unit.unit_id, "category", reason)
    for opening in campus.openings:
        if opening.category not in categories.OPENING:
            reason = f"has the category {opening.category!r}, which IMDF has not"
            yield _warning(name, "opening", opening.opening_id, "category", reason)


def _check_level(campus: Campus, level: Level, projection: Projection, name: str) -> Iterator[Finding]:
    units = campus.units_of(level.level_id)
    shapes = [projection.to_metres(unit.geometry) for unit in units]
    inside = projection.to_metres(level.geometry).buffer(TOLERANCE_M)
    for unit, shape in zip(units, shapes, strict=True):
        outside_m2 = shape.difference(inside).area
        if outside_m2 > _OVERLAP_M2:
            reason = f"({unit_title(unit)}) lies {outside_m2:.1f} m² outside its level"
            yield _warning(name, "unit", unit.unit_id, "inside-level", reason)
    if not level.outdoor:
        yield from _check_overlaps(units, shapes, name)
    yield from _check_openings(campus, level, shapes, projection, name)


def _check_overlaps(units: tuple[Unit, ...], shapes: Sequence[Area], name: str) -> Iterator[Finding]:
    areas = np.array(shapes, dtype=object)
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    for a, b in zip(first, second, strict=True):
        if a >= b:
            continue
        overlap_m2 = shapes[a].intersection(shapes[b]).area
        if overlap_m2 > _OVERLAP_M2:
            reason = f"({unit_title(units[a])}) overlaps {unit_title(units[b])} by {overlap_m2:.1f} m²"
            yield _warning(name, "unit", units[a].unit_id, "overlap", reason)


def _check_openings(
    campus: Campus, level: Level, shapes: Sequence[Area], projection: Projection, name: str
) -> Iterator[Finding]:
    openings = campus.openings_of(level.level_id)
    if not openings:
        return
    lines = [projection.to_metres(opening.geometry) for opening in openings]
    tree = shapely.STRtree([shape.boundary for shape in shapes])
    touching = np.unique(
        tree.query(np.array(lines, dtype=object), predicate="dwithin", distance=TOLERANCE_M)[0]
    )
    for index in np.setdiff1d(np.arange(len(openings)), touching):
        opening = openings[index]
        label = opening.name or opening.number or opening.category
        reason = f"({label}) lies on no room's wall"
        yield _warning(name, "opening", opening.opening_id, "on-wall", reason)


def check_camera(campus: Campus, camera: Camera, projection: Projection, name: str) -> Iterator[Finding]:
    """Warnings about one of the campus's cameras."""
    for rule, complaint in camera_complaints(campus, camera, projection):
        yield _warning(name, "camera", camera.feature_id, rule, f"({camera.name}) {complaint}")


def camera_complaints(campus: Campus, camera: Camera, projection: Projection) -> Iterator[tuple[str, str]]:
    """Rule and complaint, as of `it`, of a camera that may be among the campus's cameras or not."""
    point = projection.to_metres(camera.position)
    building = campus.building_by_id[camera.building_id]
    if not camera.surveyed:
        yield "unsurveyed", "has no direction, field of view or range: drawn as a point"
    if camera.level_id is None:
        if projection.to_metres(campus.venue).distance(point) > _CAMERA_SLACK_M:
            yield "inside-venue", "stands outside the campus"
        if projection.to_metres(building.footprint).buffer(-_CAMERA_SLACK_M).covers(point):
            yield "outdoor", f"has no level but stands inside {building.name}"
        return
    level = campus.level_by_id[camera.level_id]
    if level.building_id != camera.building_id:
        yield "same-building", f"is on {level_title(campus, level)}, but belongs to {building.name}"
    if projection.to_metres(level.geometry).distance(point) > _CAMERA_SLACK_M:
        yield "inside-level", f"stands outside {level_title(campus, level)}"


def _warning(name: str, feature_type: str, feature: str, rule: str, reason: str) -> Finding:
    file = f"{name}/{feature_type}.geojson"
    return Finding(file=file, feature=feature, rule=rule, severity=Severity.WARNING, reason=reason)
