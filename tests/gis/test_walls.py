"""Walls stand where rooms end, and open where there is a door, a passage or glass."""

from collections.abc import Callable
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from gis.imdf import read_campus
from gis.walls import level_walls
from tests.gis.two_rooms import PROJECTION, Features, feature, two_rooms, uuid, write_archive


def _walls(folder: Path, change: Callable[[Features], object] = lambda _: None) -> shapely.MultiLineString:
    features = two_rooms()
    change(features)
    campus = read_campus(write_archive(folder / "two", features))
    walls = level_walls(campus, "school-g", PROJECTION)
    return shapely.MultiLineString(list(walls.segments.reshape(-1, 2, 2)))


def _blocks(walls: BaseGeometry, *ends: tuple[float, float]) -> bool:
    return walls.intersects(shapely.LineString(ends))


def test_a_wall_blocks_and_a_door_does_not(tmp_path: Path) -> None:
    """The doors of 101 are at 2 to 3 m, of 102 at 9 to 10 m."""
    walls = _walls(tmp_path)
    assert _blocks(walls, (5, 1), (5, 5))
    assert not _blocks(walls, (2.5, 1), (2.5, 5))
    assert _blocks(walls, (4, 6), (8, 6))


def test_an_exterior_door_blocks(tmp_path: Path) -> None:
    """It touches one room only."""
    assert _blocks(_walls(tmp_path), (-1, 1.5), (1, 1.5))


def test_there_is_no_wall_between_hall_and_lobby(tmp_path: Path) -> None:
    """Their common edge is a line in the drawing, not a wall; its ends keep the corners closed."""
    walls = _walls(tmp_path, lambda it: it["unit"][0]["properties"].update(category="lobby"))
    assert not _blocks(walls, (5, 1), (5, 5))
    assert _blocks(walls, (10.5, 1), (10.5, 5))
    assert _blocks(walls, (-1, 2.97), (1, 2.97))
    assert _blocks(walls, (-1, 3.03), (1, 3.03))


def test_glass_does_not_block(tmp_path: Path) -> None:
    """A glazed screen in the middle of the hall is looked through."""
    glass = feature(
        "unit", "screen", shapely.box(5.95, 0.5, 6.05, 2), category="glass", level_id=uuid("Ground floor")
    )
    assert not _blocks(_walls(tmp_path, lambda it: it["unit"].append(glass)), (4, 1), (8, 1))


def test_walls_that_are_drawn_twice_stand_once(tmp_path: Path) -> None:
    """Both rooms draw the wall between them; the views are not slowed by that."""
    walls = _walls(tmp_path)
    between = walls.intersection(shapely.LineString([(6, 3.5), (6, 8.5)]).buffer(0.01))
    assert round(between.length, 1) == 5.0
