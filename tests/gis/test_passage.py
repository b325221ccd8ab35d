"""A door joins the rooms whose walls it lies on, however roughly it was drawn."""

import pytest
import shapely

from gis.campus import Campus
from gis.passage import joined_units
from gis.projection import Projection

_ROOMS = [shapely.box(0, 0, 5, 4), shapely.box(5, 0, 10, 4), shapely.box(0, 4, 10, 6)]


@pytest.mark.parametrize(
    ("door", "joined"),
    [
        ([(1, 4), (2, 4)], (0, 2)),
        ([(1, 4.03), (2, 4.03)], (0, 2)),
        ([(5, 1), (5, 2)], (0, 1)),
        ([(1, 0), (2, 0)], (0,)),
        ([(1, 2), (2, 2)], ()),
        ([(4.6, 4), (5.4, 4)], (2,)),
        ([(4.9, 4), (6.1, 4)], (1, 2)),
    ],
)
def test_a_door_joins_the_rooms_it_lies_between(
    door: list[tuple[float, float]], joined: tuple[int, ...]
) -> None:
    """60 % of its length within 5 cm of a wall; at a corner it belongs to the room that has most of it."""
    assert joined_units([shapely.LineString(door)], _ROOMS) == [joined]


def test_every_door_of_the_demo_campus_leads_somewhere(maple_ridge: Campus) -> None:
    """Inner doors join two rooms, numbered exterior doors touch one."""
    projection = Projection.around(maple_ridge.venue)
    for level in maple_ridge.levels:
        openings = maple_ridge.openings_of(level.level_id)
        lines = [projection.to_metres(opening.geometry) for opening in openings]
        rooms = [projection.to_metres(unit.geometry) for unit in maple_ridge.units_of(level.level_id)]
        for opening, joined in zip(openings, joined_units(lines, rooms), strict=True):
            assert len(joined) == (1 if opening.number else 2)


def test_a_level_without_doors_joins_nothing() -> None:
    """The grounds have none."""
    assert joined_units([], _ROOMS) == []
