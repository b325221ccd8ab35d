"""`python -m gis` answers what a person asks of a campus: who sees a place, the way there, where it lies."""

import msgspec
import pytest
from click.testing import CliRunner

from gis.__main__ import main
from tests.gis.conftest import MAPLE_RIDGE


def test_coverage_says_which_cameras_see_a_room() -> None:
    """By number, forgiving of case; a room that is not there is an error."""
    runner = CliRunner()
    result = runner.invoke(main, ["coverage", str(MAPLE_RIDGE), "--room", "a110"])
    assert result.exit_code == 0
    assert result.output.startswith("athletic-center-1: A110 Main gymnasium: main-gym-north 9")
    assert runner.invoke(main, ["coverage", str(MAPLE_RIDGE), "--room", "999"]).exit_code == 1


def test_coverage_of_all_rooms() -> None:
    """A line for each room, then the share of each level."""
    result = CliRunner().invoke(main, ["coverage", str(MAPLE_RIDGE)])
    lines = result.output.splitlines()
    assert len(lines) == 215 + 5
    assert "high-school-1: 176 Choir room: no camera" in lines
    as_json = CliRunner().invoke(main, ["coverage", str(MAPLE_RIDGE), "--json"]).output.splitlines()
    assert len(as_json) == 215
    assert msgspec.json.decode(as_json[0]).keys() == {"unit_id", "room", "level_id", "cameras"}


def test_a_route_is_said_leg_by_leg() -> None:
    """With lengths, doors and cameras."""
    result = CliRunner().invoke(main, ["route", str(MAPLE_RIDGE), "high-school:9", "high-school-1:143"])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "    1 m  Outside, Exterior door 9",
        "   19 m  North hall [north-hall]",
        "    5 m  143 Geography",
        "   25 m  in all, 0 level changes",
    ]


@pytest.mark.parametrize(
    ("start", "room", "reason"),
    [
        ("high-school:1", "131", "may be any of high-school-1:131, elementary-school-1:131"),
        ("high-school:1", "999", "has no room '999'"),
        ("the moon", "153", "is neither LATITUDE,LONGITUDE nor BUILDING:DOOR"),
        ("40.118,-82.7385", "Lobby below", "is blocked"),
    ],
)
def test_a_route_that_cannot_be_is_said_why(start: str, room: str, reason: str) -> None:
    """Ambiguous, unknown, impassable."""
    result = CliRunner().invoke(main, ["route", str(MAPLE_RIDGE), start, room])
    assert result.exit_code == 1
    assert reason in result.output


def test_a_shut_door_is_not_used() -> None:
    """The way out of the car park goes round to another."""
    words = ["route", str(MAPLE_RIDGE), "40.1196,-82.7400", "high-school-1:143"]
    nearest = CliRunner().invoke(main, words).output
    assert "Exterior door 7" in nearest
    assert "Exterior door 7" not in CliRunner().invoke(main, [*words, "--shut", "high-school:7"]).output


def test_coverage_says_who_sees_a_point() -> None:
    """On a level, with how far off the middle of the picture."""
    words = ["coverage", str(MAPLE_RIDGE), "--at", "40.1187,-82.73994"]
    inside = CliRunner().invoke(main, [*words, "--level", "high-school-1"])
    assert inside.output == "main-lobby at 4 m, 22° off its middle\n"
    assert "main-lobby" not in CliRunner().invoke(main, words).output
    wrong = CliRunner().invoke(main, [*words, "--level", "moon"])
    assert wrong.exit_code == 1
    assert "there are: high-school-1" in wrong.output


def test_the_grid_is_asked_both_ways() -> None:
    """A square's middle is in the square."""
    middle = CliRunner().invoke(main, ["grid", str(MAPLE_RIDGE), "c-4"])
    assert CliRunner().invoke(main, ["grid", str(MAPLE_RIDGE), middle.output.strip()]).output == "C4\n"
    for nowhere in ("ZZ9", "0,0", "200,200"):
        assert CliRunner().invoke(main, ["grid", str(MAPLE_RIDGE), nowhere]).exit_code == 1


def test_find_names_place_and_square() -> None:
    """One line per place, with its grid square."""
    result = CliRunner().invoke(main, ["find", str(MAPLE_RIDGE), "libary media"])
    assert result.exit_code == 0
    assert result.output.splitlines()[0].endswith("unit     high-school-1: 106 Library media center")
