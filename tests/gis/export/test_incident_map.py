"""The printed map says where everything is, on one sheet per level, to scale."""

import re
import zlib

import pytest

from gis.campus import Campus
from gis.export.incident_map import incident_map


@pytest.fixture(scope="module")
def sheets(maple_ridge: Campus) -> list[set[str]]:
    """The texts on each sheet."""
    content = incident_map(maple_ridge, printed_on="2026-11-21")
    streams = re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)
    pages = [zlib.decompress(it).decode() for it in streams]
    return [
        {bytes.fromhex(it).decode("cp1252") for it in re.findall(r"<([0-9a-f]*)> Tj", page)} for page in pages
    ]


def test_there_is_a_sheet_for_the_campus_and_for_each_level(sheets: list[set[str]]) -> None:
    """Titled by building and floor."""
    assert len(sheets) == 5
    assert "Maple Ridge K-12 Campus - Campus" in sheets[0]
    assert "Maple Ridge High School - Second floor" in sheets[2]


def test_a_level_has_what_a_responder_needs(sheets: list[set[str]]) -> None:
    """Room numbers and names, exterior doors, stairs, AED, utilities, cameras, legend, scale, north, date."""
    assert sheets[1] >= {
        "101",
        "Spanish",
        "S1",
        "14",
        "AED",
        "GAS",
        "Gas shut-off",
        "Main lobby",
        "Exterior door",
        "N",
        "Scale 1:500 on 11 x 17 in",
        "20 m",
        "Cameras verified on 2026-10-30",
        "Printed on 2026-11-21",
        "F",
        "5",
    }


def test_the_overview_names_buildings_hydrants_and_outdoor_cameras(sheets: list[set[str]]) -> None:
    """And no room."""
    assert sheets[0] >= {"Maple Ridge High School", "HYD", "LZ", "Student parking lot", "A", "1"}
    assert "Spanish" not in sheets[0]
    assert "Cafeteria" not in sheets[0]


def test_another_floor_shows_nothing_of_this_one(sheets: list[set[str]]) -> None:
    """Rooms of the first floor are not on the sheet of the second."""
    assert "201" in sheets[2]
    assert "101" not in sheets[2]
