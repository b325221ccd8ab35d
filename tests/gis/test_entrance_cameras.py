"""Cameras at entrances are those by a door between inside and outside."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gis.campus import Campus
from gis.entrance_cameras import entrance_cameras
from gis.imdf import read_campus

from .two_rooms import PROJECTION, broken, two_rooms, write_archive


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Campus:
    """Two rooms on a hall, whose west end is the way in."""
    return read_campus(write_archive(tmp_path_factory.mktemp("school"), two_rooms()))


def moved(campus: Campus, x_m: float, y_m: float, **change: object) -> Campus:
    """Its camera elsewhere."""
    longitude, latitude = PROJECTION.degrees(x_m, y_m)
    (camera,) = campus.cameras
    there = replace(camera, longitude=float(longitude), latitude=float(latitude), **change)
    return replace(campus, cameras=(there,))


def test_the_demo_campus_has_its_lobbies_and_entrances(maple_ridge: Campus) -> None:
    """By name: every lobby that people come in by, and nothing upstairs or in the courtyard."""
    found = entrance_cameras(maple_ridge)
    assert {"main-lobby", "athletic-lobby", "elementary-front-lobby", "gym-east-entrance"} <= found
    assert {"main-entrance-drive", "loading-dock"} <= found
    assert not found & {"cafeteria", "courtyard", "second-floor-south-hall", "stairwell-3-upper"}


@given(x_m=st.floats(0.1, 11.9), y_m=st.floats(0.1, 2.9))
def test_in_the_hall_behind_the_door_it_is_the_doors(school: Campus, x_m: float, y_m: float) -> None:
    """A hall of 12 m is seen from end to end."""
    assert entrance_cameras(moved(school, x_m, y_m)) == {"hall-east"}


@given(x_m=st.floats(0.1, 11.9), y_m=st.floats(3.6, 8.9))
def test_in_a_room_beside_the_hall_it_is_not(school: Campus, x_m: float, y_m: float) -> None:
    """However near the door: a wall is between them."""
    assert entrance_cameras(moved(school, x_m, y_m)) == frozenset()


@given(x_m=st.floats(-60, -0.1), y_m=st.floats(1, 2))
def test_outside_it_is_one_that_hangs_before_the_door(school: Campus, x_m: float, y_m: float) -> None:
    """Not one across the car park."""
    outside = moved(school, x_m, y_m, level_id=None, unit_id=None)
    if x_m > -14.9:
        assert entrance_cameras(outside) == {"hall-east"}
    if x_m < -15.1:
        assert entrance_cameras(outside) == frozenset()


@pytest.mark.parametrize(
    "change",
    [{"building_id": "another"}, {"level_id": "upstairs"}],
)
def test_the_door_is_that_of_its_own_building_and_level(school: Campus, change: dict[str, str]) -> None:
    """What hangs above a door is not at it."""
    assert entrance_cameras(moved(school, 1, 1.5, **change)) == frozenset()


def test_a_building_without_exterior_doors_has_none(tmp_path: Path) -> None:
    """Its map has only the doors of rooms."""
    features = broken(lambda it: it["opening"].pop())
    assert entrance_cameras(read_campus(write_archive(tmp_path / "shut", features))) == frozenset()
