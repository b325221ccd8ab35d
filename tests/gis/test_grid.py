"""A grid reference means the same square on paper and on the screen."""

import msgspec
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.campus import Campus
from gis.grid import Grid, GridError, column_letters
from gis.projection import Projection


def test_the_first_square_is_in_the_north_west(maple_ridge: Campus) -> None:
    """Letters count east, numbers count south."""
    grid = Grid(maple_ridge)
    west, _, _, north = maple_ridge.venue.bounds
    square = grid.square("A1").bounds
    assert square[0] == pytest.approx(west, abs=1e-5)
    assert square[3] == pytest.approx(north, abs=1e-5)
    assert grid.square("B1").bounds[0] > square[0]
    assert grid.square("A2").bounds[3] < square[3]


def test_every_square_is_50_metres(maple_ridge: Campus) -> None:
    """True metres, anywhere on the campus."""
    projection = Projection.around(maple_ridge.venue)
    for reference in ("A1", "E5", "H7"):
        assert projection.to_metres(Grid(maple_ridge).square(reference)).area == pytest.approx(2500, rel=1e-6)


@pytest.mark.parametrize(
    ("size_m", "cell_m"), [(300, 50), (1290, 50), (1400, 100), (9000, 500), (19_000, 1000)]
)
def test_a_large_campus_has_larger_squares(maple_ridge: Campus, size_m: float, cell_m: float) -> None:
    """Never more than 26 either way: a sheet of paper has an end."""
    projection = Projection(-82.74, 40.12)
    venue = projection.to_degrees(shapely.box(0, 0, size_m, size_m / 2))
    grid = Grid(msgspec.structs.replace(maple_ridge, venue=venue))
    assert grid.cell_m == cell_m
    assert max(grid.columns, grid.rows) <= 27


def test_the_squares_in_reading_order(maple_ridge: Campus) -> None:
    """Each once, none left out."""
    grid = Grid(maple_ridge)
    references = list(grid.references)
    assert references[: grid.columns + 1][-2:] == [f"{column_letters(grid.columns - 1)}1", "A2"]
    assert len(set(references)) == grid.columns * grid.rows


def test_everything_on_the_campus_has_a_reference_that_leads_back(maple_ridge: Campus) -> None:
    """Both ways, for every room."""
    grid = Grid(maple_ridge)
    for unit in maple_ridge.units:
        point = shapely.point_on_surface(unit.geometry)
        assert grid.square(grid.reference(point.x, point.y)).buffer(1e-9).covers(point)


@pytest.mark.parametrize("written", ["c4", "C 4", "C-4", " c4 "])
def test_a_reference_is_read_as_people_write_it(maple_ridge: Campus, written: str) -> None:
    """Case, spaces and hyphens do not matter."""
    grid = Grid(maple_ridge)
    assert grid.square(written) == grid.square("C4")


@pytest.mark.parametrize("written", ["", "4C", "C", "C0", "ZZ1", "C999", "C4.5"])
def test_what_is_no_reference_is_refused(maple_ridge: Campus, written: str) -> None:
    """Off the grid, or not one."""
    with pytest.raises(GridError, match=r"grid"):
        Grid(maple_ridge).square(written)


def test_a_place_off_the_campus_has_none(maple_ridge: Campus) -> None:
    """Said with the place."""
    with pytest.raises(GridError, match=r"41\.00000, -82\.00000 is off the grid"):
        Grid(maple_ridge).reference(-82, 41)


@given(st.integers(0, 700))
def test_columns_count_as_a_spreadsheet_does(column: int) -> None:
    """A to Z, then AA; no two are the same."""
    letters = column_letters(column)
    assert letters.isupper()
    assert (column_letters(25), column_letters(26), column_letters(701)) == ("Z", "AA", "ZZ")
    assert letters != column_letters(column + 1)
