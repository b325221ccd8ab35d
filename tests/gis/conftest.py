"""The demo campus, read once."""

from pathlib import Path

import pytest

from gis.campus import Campus
from gis.imdf import read_campus

MAPLE_RIDGE = Path(__file__).parents[2] / "campus_maps" / "maple-ridge"
COUNTS = {
    "buildings": 3,
    "levels": 5,
    "units": 215,
    "openings": 216,
    "amenities": 36,
    "cameras": 28,
    "views": 28,
}
"""Features of the demo campus, by the collection that they are exported in."""


@pytest.fixture(scope="session")
def maple_ridge() -> Campus:
    return read_campus(MAPLE_RIDGE)
