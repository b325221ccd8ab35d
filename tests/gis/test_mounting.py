"""A camera that was set down roughly hangs just inside the room that it watches."""

from pathlib import Path

import msgspec
import pytest
import shapely

from gis.campus import Camera, Campus
from gis.imdf import read_campus
from gis.mounting import INSET_M, settle
from gis.view import views
from tests.gis.two_rooms import PROJECTION, two_rooms, uuid, write_archive


@pytest.fixture
def campus(tmp_path: Path) -> Campus:
    return read_campus(write_archive(tmp_path / "two", two_rooms()))


def _set_down(campus: Campus, x: float, y: float, azimuth_deg: float | None, **changes: object) -> Camera:
    longitude, latitude = PROJECTION.degrees(x, y)
    moved = {"longitude": float(longitude), "latitude": float(latitude), "azimuth_deg": azimuth_deg}
    return settle(campus, msgspec.structs.replace(campus.cameras[0], **moved | changes))


def _position(camera: Camera) -> shapely.Point:
    return PROJECTION.to_metres(camera.position)


@pytest.mark.parametrize(
    ("x", "y", "azimuth_deg", "unit"),
    [
        (3, 3, 0, "101"),
        (3, 3, 180, "Hall"),
        (6, 6, 90, "Library"),
        (6, 6, 270, "101"),
        (12.4, 1.5, 270, "Hall"),
        (11.999999, 1.5, 270, "Hall"),
    ],
)
def test_a_camera_on_a_wall_belongs_to_the_room_it_looks_into(
    campus: Campus, x: float, y: float, azimuth_deg: float, unit: str
) -> None:
    """And is set a bracket's length from its wall, where it sees."""
    camera = _set_down(campus, x, y, azimuth_deg)
    assert camera.unit_id == uuid(unit)
    room = PROJECTION.to_metres(campus.unit_by_id[uuid(unit)].geometry)
    assert room.boundary.distance(_position(camera)) >= INSET_M - 0.001
    assert _position(camera).distance(shapely.Point(x, y)) < 0.6
    (view,) = views(campus, [camera]).values()
    assert PROJECTION.to_metres(view).area > 2


def test_a_camera_well_inside_stays(campus: Campus) -> None:
    """Nobody moves what was placed with care."""
    assert _position(_set_down(campus, 3, 6, 90)).distance(shapely.Point(3, 6)) < 0.001


def test_a_camera_outdoors_is_set_outside_the_wall(campus: Campus) -> None:
    """A wall camera on the footprint would see nothing."""
    camera = _set_down(campus, 12, 4, 90, level_id=None)
    assert camera.unit_id is None
    assert _position(camera).distance(shapely.Point(12 + INSET_M, 4)) < 0.01


def test_a_camera_far_from_every_room_has_none(campus: Campus) -> None:
    """It keeps its place; `check` says the rest."""
    camera = _set_down(campus, 20, 20, 90)
    assert camera.unit_id is None
    assert _position(camera).distance(shapely.Point(20, 20)) < 0.001
