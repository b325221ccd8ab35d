"""Which cameras hang at an entrance: where people come in and go out."""

from collections.abc import Iterator

import shapely

from gis.campus import Area, Campus, Level
from gis.passage import IMPASSABLE, joined_units, leads_outside
from gis.projection import Projection

# The width of a lobby; in a long hall a camera farther off is not the door's.
_AT_THE_DOOR_M = 15.0
# A camera on the wall of the room behind the door is in that room, give or take how it was drawn.
_IN_ROOM_M = 0.5


def entrance_cameras(campus: Campus) -> frozenset[str]:
    """The ids of the cameras at exterior doors of their own building.

    Inside, in the room that the door leads into, or in a lobby behind its vestibule; outside, before it.
    """
    projection = Projection.around(campus.venue)
    return frozenset(
        camera_id
        for level in campus.levels
        if level.building_id is not None
        for camera_id in _on(campus, level, level.building_id, projection)
    )


def _on(campus: Campus, level: Level, building_id: str, projection: Projection) -> Iterator[str]:
    doors = list(_exterior_doors(campus, level, projection))
    cameras = [it for it in campus.cameras_of(building_id) if it.level_id in (None, level.level_id)]
    for camera in cameras if doors else ():
        point = projection.to_metres(camera.position)
        unit = campus.unit_by_id.get(camera.unit_id or "")
        is_anywhere = camera.level_id is None or (unit is not None and unit.category == "lobby")
        if any(_is_at(point, door, behind, is_anywhere=is_anywhere) for door, behind in doors):
            yield camera.camera_id


def _is_at(point: shapely.Point, door: shapely.LineString, behind: Area, *, is_anywhere: bool) -> bool:
    """Whether a camera is near the door and, unless it may be anywhere, in the room behind it."""
    is_near = bool(point.distance(door) <= _AT_THE_DOOR_M)
    return is_near and (is_anywhere or bool(point.distance(behind) <= _IN_ROOM_M))


def _exterior_doors(
    campus: Campus, level: Level, projection: Projection
) -> Iterator[tuple[shapely.LineString, Area]]:
    """Each with the room behind it, in metres."""
    if level.ordinal != 0 or level.outdoor:
        return
    rooms = [
        projection.to_metres(it.geometry)
        for it in campus.units_of(level.level_id)
        if it.category not in IMPASSABLE
    ]
    lines = [projection.to_metres(it.geometry) for it in campus.openings_of(level.level_id)]
    if not lines or not rooms:
        return
    for line, joined in zip(lines, joined_units(lines, rooms), strict=True):
        if leads_outside(level, joined):
            yield line, rooms[joined[0]]
