"""Rooms, doors and levels are called what people call them."""

import msgspec
import pytest

from gis.campus import Campus
from gis.title import door_title, level_title, unit_title


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("7", "Exterior door 7", "Exterior door 7"),
        ("1", "Main entrance", "Door 1, Main entrance"),
        ("12", "", "Door 12"),
        ("", "Stairwell 2", "Stairwell 2"),
        ("", "", ""),
        ("1", "Exterior door 12", "Door 1, Exterior door 12"),
    ],
)
def test_a_door_is_called_by_its_number(maple_ridge: Campus, number: str, name: str, expected: str) -> None:
    """Once, not twice."""
    opening = msgspec.structs.replace(maple_ridge.openings[0], number=number, name=name)
    assert door_title(opening) == expected


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("101", "Spanish", "101 Spanish"),
        ("101", "101", "101"),
        ("", "Main lobby", "Main lobby"),
        ("", "", "classroom"),
    ],
)
def test_a_room_is_called_by_number_and_name(
    maple_ridge: Campus, number: str, name: str, expected: str
) -> None:
    """Or by what it is."""
    unit = msgspec.structs.replace(maple_ridge.units[0], number=number, name=name, category="classroom")
    assert unit_title(unit) == expected


@pytest.mark.parametrize(
    ("level_id", "expected"),
    [("high-school-2", "Second floor of Maple Ridge High School"), ("grounds", "Grounds")],
)
def test_a_level_is_called_by_its_building(maple_ridge: Campus, level_id: str, expected: str) -> None:
    """The grounds belong to none."""
    assert level_title(maple_ridge, maple_ridge.level_by_id[level_id]) == expected
