"""A printable x/y grid over a campus: `C4` is the third column from the west, the fourth row down."""

import itertools
import math
import re
from collections.abc import Iterator

import shapely

from gis.campus import Area, Campus
from gis.projection import Projection

# The smallest is small enough to send somebody there; a larger campus gets the next that fits on paper.
_CELLS_M = (50.0, 100.0, 200.0, 500.0, 1000.0)
_MOST_SQUARES = 26
_REFERENCE = re.compile(r"\s*([A-Za-z]{1,2})\s*-?\s*(\d{1,3})\s*")


class GridError(ValueError):
    """A reference that is none, or that lies off the campus."""


class Grid:
    """Squares of `cell_m` metres, aligned with true north, from the venue's north-western extent."""

    def __init__(self, campus: Campus) -> None:
        self._projection = Projection.around(campus.venue)
        self._west, south, east, self._north = self._projection.to_metres(campus.venue).bounds
        width_m, depth_m = east - self._west, self._north - south
        fitting = (it for it in _CELLS_M if max(width_m, depth_m) <= it * _MOST_SQUARES)
        self.cell_m = next(fitting, _CELLS_M[-1])
        self.columns = math.ceil(width_m / self.cell_m)
        self.rows = math.ceil(depth_m / self.cell_m)

    @property
    def origin_m(self) -> tuple[float, float]:
        """West and north edge, in metres of the campus's projection."""
        return self._west, self._north

    @property
    def references(self) -> Iterator[str]:
        """All squares, row by row from the north-west."""
        for row, column in itertools.product(range(self.rows), range(self.columns)):
            yield f"{column_letters(column)}{row + 1}"

    def reference(self, longitude: float, latitude: float) -> str:
        """The square that a position is in. Raises GridError off the grid."""
        x_m, y_m = self._projection.xy(longitude, latitude)
        column = math.floor((float(x_m) - self._west) / self.cell_m)
        row = math.floor((self._north - float(y_m)) / self.cell_m)
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            raise GridError(f"{latitude:.5f}, {longitude:.5f} is off the grid")
        return f"{column_letters(column)}{row + 1}"

    def square(self, reference: str) -> Area:
        """The square of a reference, in WGS84; `c4`, `C 4` and `C-4` are `C4`. Raises GridError."""
        found = _REFERENCE.fullmatch(reference)
        if not found:
            raise GridError(f"{reference!r} is no grid reference such as C4")
        column, row = _column_number(found[1]), int(found[2]) - 1
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            raise GridError(f"{reference.strip().upper()} is off the grid")
        west, north = self._west + column * self.cell_m, self._north - row * self.cell_m
        return self._projection.to_degrees(shapely.box(west, north - self.cell_m, west + self.cell_m, north))


def column_letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA, as a spreadsheet counts."""
    if column < 26:
        return chr(ord("A") + column)
    return column_letters(column // 26 - 1) + column_letters(column % 26)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
