"""Sets a camera where it hangs: just inside the room it watches, or just outside the building."""

from collections.abc import Sequence

import msgspec
import shapely
from shapely.ops import nearest_points

from gis.campus import Area, Camera, Campus, Unit
from gis.projection import Projection
from gis.rules import camera_complaints

# A micrometre behind its wall a camera sees nothing, on it one that looks all round sees through.
INSET_M = 0.15
# A camera drawn this far outside every room was still meant for the nearest one.
_ROOM_REACH_M = 1.0


def misplaced(campus: Campus, camera: Camera) -> str:
    """Why a camera cannot hang where it is said to be, as of `it`, for a person; empty when it can."""
    found = camera_complaints(campus, camera, Projection.around(campus.venue))
    return next((complaint for rule, complaint in found if rule != "unsurveyed"), "")


def settle(campus: Campus, camera: Camera) -> Camera:
    """A camera that was moved: its unit anew, and a wall camera set just inside that unit.

    Keeps the level and the building as they are; outdoors it is set just outside the buildings.
    """
    projection = Projection.around(campus.venue)
    point = projection.to_metres(camera.position)
    if camera.level_id is None:
        footprints = shapely.union_all([projection.to_metres(it.footprint) for it in campus.buildings])
        return _moved(camera, _just_outside(point, footprints), projection, unit_id=None)
    units = campus.units_of(camera.level_id)
    shapes = [projection.to_metres(unit.geometry) for unit in units]
    unit, area = _unit_at(_ahead(point, camera), units, shapes)
    if unit is None or area is None:
        return msgspec.structs.replace(camera, unit_id=None)
    settled = point if camera.mount == "ceiling" and area.covers(point) else _just_inside(point, area)
    return _moved(camera, settled, projection, unit_id=unit.unit_id)


def _ahead(point: shapely.Point, camera: Camera) -> shapely.Point:
    """A step in front of the camera: on a wall between two rooms it looks into the one it belongs to."""
    if camera.azimuth_deg is None or camera.fov_deg == 360:
        return point
    step = shapely.affinity.rotate(shapely.Point(0, 2 * INSET_M), -camera.azimuth_deg, origin=(0, 0))
    return shapely.Point(point.x + step.x, point.y + step.y)


def _unit_at(
    point: shapely.Point, units: Sequence[Unit], shapes: Sequence[Area]
) -> tuple[Unit | None, Area | None]:
    reachable = [(shape.distance(point), index) for index, shape in enumerate(shapes)]
    distance_m, index = min(reachable, default=(_ROOM_REACH_M + 1, 0))
    return (units[index], shapes[index]) if distance_m <= _ROOM_REACH_M else (None, None)


def _just_inside(point: shapely.Point, area: Area) -> shapely.Point:
    inner = area.buffer(-INSET_M)
    if inner.is_empty:
        return shapely.point_on_surface(area)
    return point if inner.covers(point) else nearest_points(inner, point)[0]


def _just_outside(point: shapely.Point, footprints: shapely.Geometry) -> shapely.Point:
    outer = shapely.buffer(footprints, INSET_M)
    return point if not outer.contains(point) else nearest_points(outer.boundary, point)[0]


def _moved(camera: Camera, point: shapely.Point, projection: Projection, *, unit_id: str | None) -> Camera:
    position = projection.to_degrees(point)
    return msgspec.structs.replace(camera, longitude=position.x, latitude=position.y, unit_id=unit_id)
