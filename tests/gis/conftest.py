"""The demo campus, read once."""

from pathlib import Path

import pytest

from gis.campus import Campus
from gis.imdf import read_campus

MAPLE_RIDGE = Path(__file__).parents[2] / "campus_maps" / "maple-ridge"


@pytest.fixture(scope="session")
def maple_ridge() -> Campus:
    return read_campus(MAPLE_RIDGE)
