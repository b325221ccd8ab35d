"""Which cameras see a room or a point, ranked, and what nobody sees."""

from pathlib import Path

import msgspec
import pytest
import shapely

from gis.campus import Campus
from gis.coverage import Coverage, Sighting, sightings
from gis.imdf import read_campus
from gis.projection import Projection
from tests.gis.two_rooms import PROJECTION, two_rooms, write_archive


@pytest.fixture
def campus(tmp_path: Path) -> Campus:
    return read_campus(write_archive(tmp_path / "two", two_rooms()))


@pytest.fixture(scope="session")
def coverage(maple_ridge: Campus) -> Coverage:
    return Coverage(maple_ridge)


def _unit_id(campus: Campus, name: str) -> str:
    return next(unit.unit_id for unit in campus.units if unit.name == name)


def test_the_cameras_of_a_room_come_best_first(maple_ridge: Campus, coverage: Coverage) -> None:
    """Two cameras share the south hall; the lobby's sees an end of it."""
    found = coverage.of_unit(_unit_id(maple_ridge, "South hall"))
    assert {it.camera_id for it in found[:2]} == {"south-hall-east", "south-hall-west"}
    assert found[2].camera_id == "main-lobby"
    shares = [round(it.share, 2) for it in found]
    assert shares == sorted(shares, reverse=True)
    assert all(it.off_axis_deg <= 50 for it in found)


def test_the_grounds_are_seen_from_outside(maple_ridge: Campus, coverage: Coverage) -> None:
    """Joined on level: no indoor camera sees the car park."""
    (found,) = coverage.of_unit(_unit_id(maple_ridge, "Student parking"))
    assert found.camera_id == "student-parking"
    assert found.share == pytest.approx(0.79, abs=0.02)


def test_a_room_without_a_camera_is_seen_by_none(maple_ridge: Campus, coverage: Coverage) -> None:
    """Restrooms have none, and no door of theirs is in line with one."""
    assert coverage.of_unit(_unit_id(maple_ridge, "Choir room")) == ()


def test_a_point_is_seen_by_the_nearest_first(campus: Campus) -> None:
    """And by nobody on another level, or behind a wall."""
    coverage = Coverage(campus)
    longitude, latitude = map(float, PROJECTION.degrees(6, 1.5))
    (found,) = coverage.of_point(longitude, latitude, "school-g")
    assert (found.camera_id, found.share) == ("hall-east", 1.0)
    assert found.distance_m == pytest.approx(5.8, abs=0.01)
    assert found.off_axis_deg == pytest.approx(0, abs=0.1)
    assert coverage.of_point(longitude, latitude, None) == ()
    longitude, latitude = map(float, PROJECTION.degrees(6.5, 8))
    assert coverage.of_point(longitude, latitude, "school-g") == ()


def test_what_is_not_seen_is_a_blind_spot(campus: Campus) -> None:
    """Seen and blind together are the level, but for strips that nobody can stand in."""
    coverage = Coverage(campus)
    view = PROJECTION.to_metres(coverage.view("hall-east") or shapely.Polygon())
    blind = PROJECTION.to_metres(coverage.blind_spots("school-g"))
    assert view.intersection(blind).area < 0.01
    rooms = shapely.box(0, 0, 12, 9)
    assert view.union(blind).area == pytest.approx(rooms.area, rel=0.02)
    assert coverage.seen_share("school-g") == pytest.approx(view.area / rooms.area, abs=0.01)


def test_blind_spots_of_the_demo_campus_are_on_their_levels(maple_ridge: Campus, coverage: Coverage) -> None:
    """Valid polygons inside the rooms of each level."""
    projection = Projection.around(maple_ridge.venue)
    for level in maple_ridge.levels:
        blind = projection.to_metres(coverage.blind_spots(level.level_id))
        units = [projection.to_metres(it.geometry) for it in maple_ridge.units_of(level.level_id)]
        assert blind.difference(shapely.union_all(units).buffer(0.01)).is_empty
        assert 0 < coverage.seen_share(level.level_id) < 1


def test_moving_a_camera_changes_its_view_and_no_other(maple_ridge: Campus, coverage: Coverage) -> None:
    """The new coverage is the one that a fresh computation gives."""
    turned = msgspec.structs.replace(maple_ridge.camera_by_id["cafeteria"], azimuth_deg=180.0)
    moved = coverage.with_camera(turned)
    fresh = Coverage(moved.campus)
    for camera in maple_ridge.cameras:
        assert moved.view(camera.camera_id) == fresh.view(camera.camera_id)
    assert moved.view("cafeteria") != coverage.view("cafeteria")
    assert moved.view("main-lobby") == coverage.view("main-lobby")


def test_a_new_or_unsurveyed_camera(maple_ridge: Campus, coverage: Coverage) -> None:
    """One without optics is on the campus but sees nothing that could be drawn."""
    like = maple_ridge.camera_by_id["cafeteria"]
    added = coverage.with_camera(msgspec.structs.replace(like, camera_id="new"))
    assert added.view("new") == coverage.view("cafeteria")
    blinded = coverage.with_camera(msgspec.structs.replace(like, azimuth_deg=None))
    assert blinded.view("cafeteria") is None
    assert len(blinded.campus.cameras) == 28


def test_unknown_places_are_key_errors(coverage: Coverage) -> None:
    """The service turns them into 404."""
    for ask in (coverage.of_unit, coverage.blind_spots, coverage.seen_share, coverage.view):
        with pytest.raises(KeyError):
            ask("nowhere")


def test_sightings_below_a_hundredth_are_left_out() -> None:
    """A glimpse through a door's gap is no view of a room."""
    room = shapely.box(0, 0, 10, 10)
    table = sightings([shapely.box(0, 0, 5, 10), shapely.box(0, 0, 0.5, 0.5)], [room])
    assert table.share.tolist() == [0.5]
    assert table.middle.tolist() == [[2.5, 5.0]]


def test_a_link_for_one_building_learns_of_its_own_cameras_only(
    maple_ridge: Campus, coverage: Coverage
) -> None:
    """The car park is seen by a camera of the high school."""
    parking = _unit_id(maple_ridge, "Student parking")
    assert coverage.of_unit(parking, building_ids={"elementary-school"}) == ()
    camera = maple_ridge.camera_by_id["student-parking"]
    place = (camera.longitude, camera.latitude, None)
    assert len(coverage.of_point(*place)) == 1
    assert coverage.of_point(*place, building_ids={"elementary-school"}) == ()


def test_sightings_go_on_the_wire(maple_ridge: Campus, coverage: Coverage) -> None:
    """As JSON, and back into the same sightings."""
    found = coverage.of_unit(_unit_id(maple_ridge, "South hall"))
    assert msgspec.json.decode(msgspec.json.encode(found), type=tuple[Sighting, ...]) == found
