"""Levels as people write them in tags and file names."""

import pytest

from gis.level_tag import level_in_name, parse_levels


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("0", (0,)),
        ("-1;0", (-1, 0)),
        ("0-2", (0, 1, 2)),
        ("-1~4", (-1, 0, 1, 2, 3, 4)),
        ("-2--1", (-2, -1)),
        ("3;1", (1, 3)),
        ("0.5", (0,)),
        ("-0.5", (-1,)),
        ("0; 2-3", (0, 2, 3)),
        ("1,2", (1, 2)),
        ("2.0", (2,)),
    ],
)
def test_osm_levels(text: str, levels: tuple[int, ...]) -> None:
    """Lists, ranges, half levels and negative ones."""
    assert parse_levels(text) == levels


@pytest.mark.parametrize("text", ["", "ground", "1;", "0-1000000", "1e9", "--1", "nan"])
def test_what_is_no_level(text: str) -> None:
    """Neither guessed nor expanded without end."""
    with pytest.raises(ValueError, match="level"):
        parse_levels(text)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("floor-gf", 0),
        ("westport-house-floor-3", 3),
        ("Level_-1", -1),
        ("storey2", 2),
        ("floor basement", -1),
        ("unit", None),
        ("floorplan", None),
        ("floor-3d", None),
    ],
)
def test_levels_in_file_names(name: str, level: int | None) -> None:
    """As architects name their exports."""
    assert level_in_name(name) == level
