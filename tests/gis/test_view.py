"""Cameras of a campus see their rooms: clipped by walls inside, by buildings outside."""

from pathlib import Path

import msgspec
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gis.campus import Campus
from gis.imdf import read_campus
from gis.projection import Projection
from gis.view import views
from tests.gis.two_rooms import PROJECTION, two_rooms, write_archive


@pytest.fixture
def campus(tmp_path: Path) -> Campus:
    return read_campus(write_archive(tmp_path / "two", two_rooms()))


def _view_in_metres(campus: Campus) -> BaseGeometry:
    (view,) = views(campus, campus.cameras).values()
    return PROJECTION.to_metres(view)


def test_a_hall_camera_sees_the_hall_and_a_wedge_through_each_door(campus: Campus) -> None:
    """Doors are open; walls are not."""
    view = _view_in_metres(campus)
    hall = shapely.box(0, 0, 12, 3)
    assert 0.8 < view.intersection(hall).area / hall.area < 1
    through_door = view.intersection(shapely.box(0, 3, 6, 9))
    assert 0.1 < through_door.area < 3
    assert view.difference(shapely.box(0, 0, 12, 9).buffer(0.01)).is_empty


def test_an_exterior_door_stays_shut(campus: Campus) -> None:
    """The camera looks straight at the way in, and sees nothing of the street."""
    assert _view_in_metres(campus).bounds[0] == pytest.approx(0, abs=0.005)


def test_a_camera_outside_is_clipped_by_buildings(campus: Campus) -> None:
    """It looks over the roof of nothing."""
    longitude, latitude = PROJECTION.degrees(-5.0, 4.5)
    outside = msgspec.structs.replace(
        campus.cameras[0],
        level_id=None,
        longitude=float(longitude),
        latitude=float(latitude),
        azimuth_deg=90.0,
        range_m=30.0,
    )
    view = PROJECTION.to_metres(views(campus, [outside])["hall-east"])
    building = shapely.box(0, 0, 12, 9)
    assert view.intersection(building.buffer(-0.01)).is_empty
    assert not view.intersects(shapely.Point(14, 4.5))
    assert view.distance(building) < 0.01


def test_a_camera_that_is_not_surveyed_has_no_view(campus: Campus) -> None:
    """It stays a point; nobody guesses a direction."""
    unknown = msgspec.structs.replace(campus.cameras[0], azimuth_deg=None)
    assert views(campus, [unknown]) == {}


def test_every_camera_of_the_demo_campus_sees_its_own_ground(maple_ridge: Campus) -> None:
    """28 valid views; inside ones stay on their level, outside ones out of every building."""
    projection = Projection.around(maple_ridge.venue)
    seen = {key: projection.to_metres(view) for key, view in views(maple_ridge, maple_ridge.cameras).items()}
    assert seen.keys() == maple_ridge.camera_by_id.keys()
    buildings = projection.to_metres(shapely.union_all([it.footprint for it in maple_ridge.buildings]))
    for camera in maple_ridge.cameras:
        view = seen[camera.camera_id]
        assert view.is_valid
        assert view.area > 20
        if camera.level_id is None:
            assert view.intersection(buildings.buffer(-0.02)).is_empty
        else:
            level = projection.to_metres(maple_ridge.level_by_id[camera.level_id].geometry)
            assert view.difference(level.buffer(0.02)).is_empty


def test_a_view_stays_the_same_in_another_projection(campus: Campus) -> None:
    """Projected there and back it moves by less than a centimetre."""
    (view,) = views(campus, campus.cameras).values()
    other = Projection(-82.7, 40.1)
    back = other.to_degrees(other.to_metres(view))
    assert shapely.hausdorff_distance(PROJECTION.to_metres(view), PROJECTION.to_metres(back)) < 0.01
