"""What foreign maps draw otherwise is drawn as IMDF has it, and said."""

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gis.finding import Finding
from gis.redraw import redraw
from gis.sketch import Sketch

_ROOM = shapely.box(0, 0, 6, 4)


def _sketch(
    kind: str, geometry: BaseGeometry, category: str = "room", ordinals: tuple[int, ...] = (0,)
) -> Sketch:
    return Sketch(
        file="f",
        place=f"{kind} {geometry.bounds}",
        kind=kind,
        category=category,
        ordinals=ordinals,
        geometry=geometry,
        properties={},
    )


def _redrawn(*sketches: Sketch) -> tuple[list[Sketch], list[str]]:
    findings: list[Finding] = []
    redrawn = redraw(sketches, findings)
    return redrawn, [it.rule for it in findings]


def test_a_room_that_is_drawn_twice_is_taken_once() -> None:
    """Also when the second starts at another corner or goes the other way round."""
    turned = shapely.Polygon([(6, 0), (6, 4), (0, 4), (0, 0)])
    units, rules = _redrawn(
        _sketch("unit", _ROOM), _sketch("unit", turned), _sketch("unit", turned.reverse())
    )
    assert len(units) == 1
    assert rules == ["duplicate", "duplicate"]


def test_the_same_room_on_another_floor_is_another_room() -> None:
    """Stairwells are drawn alike on each."""
    units, rules = _redrawn(_sketch("unit", _ROOM), _sketch("unit", _ROOM, ordinals=(1,)))
    assert len(units) == 2
    assert rules == []


@pytest.mark.parametrize(("category", "rules"), [("room", ["sliver"]), ("structure", []), ("glass", [])])
def test_a_sliver_is_said_unless_it_is_a_wall(category: str, rules: list[str]) -> None:
    """10 cm wide: a gap between two drawings, or a wall."""
    assert _redrawn(_sketch("unit", shapely.box(0, 0, 0.1, 5), category))[1] == rules


def test_a_door_that_is_an_area_becomes_its_middle_line() -> None:
    """A leaf of 1 m in a wall of 20 cm."""
    (_, door), rules = _redrawn(_sketch("unit", _ROOM), _sketch("opening", shapely.box(2, -0.1, 3, 0.1)))
    assert rules == ["door-area"]
    assert isinstance(door.geometry, shapely.LineString)
    assert door.geometry.equals(shapely.LineString([(2, 0), (3, 0)]))


@pytest.mark.parametrize(
    ("point", "line"),
    [
        ((3, 0), [(2.525, 0), (3.475, 0)]),
        ((3, 0.3), [(2.525, 0), (3.475, 0)]),
        ((6, 2), [(6, 1.525), (6, 2.475)]),
    ],
)
def test_a_door_that_is_a_point_becomes_a_piece_of_its_wall(
    point: tuple[float, float], line: list[tuple[float, float]]
) -> None:
    """95 cm of the nearest wall, along it."""
    (_, door), rules = _redrawn(_sketch("unit", _ROOM), _sketch("opening", shapely.Point(point)))
    assert rules == ["door-point"]
    assert door.geometry.equals_exact(shapely.LineString(line), 1e-9) or door.geometry.equals_exact(
        shapely.LineString(line[::-1]), 1e-9
    )


def test_everything_else_is_left_alone() -> None:
    """Lines, points of interest, footprints."""
    others = [
        _sketch("opening", shapely.LineString([(1, 0), (2, 0)])),
        _sketch("amenity", shapely.Point(1, 1)),
        _sketch("footprint", _ROOM),
    ]
    assert _redrawn(*others) == (others, [])
