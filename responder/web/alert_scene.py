"""What an alert names, found on the campus; what is not there is told, and never refuses an alarm: pure."""

import math
from collections.abc import Collection

import shapely

from gis.campus import Campus, Unit
from gis.title import unit_title
from gis.vicinity import is_near
from responder.access.alerted import MAX_CAMERAS, Alerted, AlertPlace
from responder.web.wire_alerts import AlertPoint, DetectorAlert


class NotUnderstood(Exception):
    """An alert names something that its buildings do not have; the message says what, for a person."""


def scene_of(campus: Campus, said: DetectorAlert) -> tuple[Alerted, list[str]]:
    """The cameras and the place of an alert, and in sentences what of them was not understood."""
    unclear: list[str] = []
    camera_ids = []
    for camera_id in dict.fromkeys(said.camera_ids):
        camera = campus.camera_by_id.get(camera_id)
        if camera is None or camera.building_id not in said.building_ids:
            unclear.append(f"These buildings have no camera {camera_id!r}.")
        else:
            camera_ids.append(camera_id)
    place = None
    try:
        place = _place(campus, said)
    except NotUnderstood as error:
        unclear.append(str(error))
    return Alerted(camera_ids=tuple(camera_ids[:MAX_CAMERAS]), place=place), unclear


def _place(campus: Campus, said: DetectorAlert) -> AlertPlace | None:
    """The room where one is named, else the point. Raises NotUnderstood."""
    if said.room is not None:
        return _of_room(campus, _room(campus, said.room, said.building_ids))
    return None if said.point is None else _of_point(campus, said.point, said.building_ids)


def _room(campus: Campus, room: str, building_ids: Collection[str]) -> Unit:
    """Raises NotUnderstood."""
    called = [
        unit
        for unit in campus.units
        if room in (unit.unit_id, unit.number)
        and campus.level_by_id[unit.level_id].building_id in building_ids
    ]
    if room == "" or not called:
        raise NotUnderstood(f"These buildings have no room {room!r}.")
    if len(called) > 1:
        raise NotUnderstood(f"These buildings have several rooms {room!r}: name one by its id.")
    return called[0]


def _of_room(campus: Campus, unit: Unit) -> AlertPlace:
    inside = shapely.point_on_surface(unit.geometry)
    return AlertPlace(
        longitude=inside.x,
        latitude=inside.y,
        name=unit_title(unit),
        level_id=unit.level_id,
        building_id=campus.level_by_id[unit.level_id].building_id,
    )


def _of_point(campus: Campus, point: AlertPoint, building_ids: Collection[str]) -> AlertPlace:
    """Raises NotUnderstood."""
    is_degrees = math.isfinite(point.longitude) and math.isfinite(point.latitude)
    if not is_degrees or not is_near(campus, point.longitude, point.latitude):
        raise NotUnderstood(f"The point {point.latitude}, {point.longitude} is not near this campus.")
    level = None if point.level_id is None else campus.level_by_id.get(point.level_id)
    if point.level_id is not None and (level is None or level.building_id not in (None, *building_ids)):
        raise NotUnderstood(f"These buildings have no level {point.level_id!r}.")
    is_inside = level is not None and not level.outdoor
    return AlertPlace(
        longitude=point.longitude,
        latitude=point.latitude,
        level_id=level.level_id if level is not None and is_inside else None,
        building_id=level.building_id if level is not None and is_inside else None,
    )
