"""A drawing is repaired where there is one right answer, and refused otherwise."""

from collections.abc import Callable

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gis.repair import (
    OutOfRangeError,
    Say,
    UnrepairableError,
    check_degrees,
    fit_area,
    fit_line,
    fit_point,
)

_SQUARE = shapely.box(0, 0, 2, 2)
_BOW_TIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])


def _silent(_rule: str, _reason: str) -> None:
    raise AssertionError("nothing to repair")


def _noting(rules: list[str]) -> Say:
    return lambda rule, _reason: rules.append(rule)


@pytest.mark.parametrize(
    ("fit", "geometry"),
    [
        (fit_area, _SQUARE),
        (fit_area, shapely.MultiPolygon([_SQUARE, shapely.box(5, 5, 6, 6)])),
        (fit_line, shapely.LineString([(0, 0), (1, 1)])),
        (fit_point, shapely.Point(1, 1)),
    ],
)
def test_what_fits_is_left_alone(fit: Callable[..., BaseGeometry], geometry: BaseGeometry) -> None:
    """No repair, nothing said."""
    assert fit(geometry, _silent) is geometry


@pytest.mark.parametrize(
    ("fit", "geometry", "expected", "rule"),
    [
        (fit_area, shapely.MultiPolygon([_SQUARE]), _SQUARE, "single-part"),
        (fit_line, shapely.MultiLineString([[(0, 0), (1, 1)], [(1, 1), (2, 2)]]), None, "single-part"),
        (fit_point, shapely.MultiPoint([(1, 1)]), shapely.Point(1, 1), "single-part"),
        (fit_area, _BOW_TIE, None, "valid-area"),
        (
            fit_area,
            shapely.Polygon([(0, 0), (2, 0), (2, 2), (1, 2), (1, 3), (1, 2), (0, 2)]),
            _SQUARE,
            "valid-area",
        ),
    ],
)
def test_one_right_answer_is_taken_and_said(
    fit: Callable[..., BaseGeometry],
    geometry: BaseGeometry,
    expected: BaseGeometry | None,
    rule: str,
) -> None:
    """Single parts in a Multi*, joined lines, crossings and spikes."""
    rules: list[str] = []
    fitted = fit(geometry, _noting(rules))
    assert fitted.is_valid
    assert rules == [rule]
    if expected is not None:
        assert fitted.equals(expected)


@pytest.mark.parametrize(
    ("fit", "geometry", "reason"),
    [
        (fit_area, None, "has no geometry"),
        (fit_area, shapely.Point(1, 1), "is a Point where an area is due"),
        (fit_area, shapely.Polygon([(0, 0), (1, 1), (2, 2)]), "not one"),
        (fit_line, shapely.MultiLineString([[(0, 0), (1, 1)], [(5, 5), (6, 6)]]), "where one line is due"),
        (fit_line, shapely.LineString([(1, 1), (1, 1)]), "without length"),
        (fit_point, shapely.MultiPoint([(1, 1), (2, 2)]), "where one point is due"),
    ],
)
def test_without_one_right_answer_it_is_refused(
    fit: Callable[..., BaseGeometry], geometry: BaseGeometry | None, reason: str
) -> None:
    """The reason says what was found and what was due."""
    with pytest.raises(UnrepairableError, match=reason):
        fit(geometry, _noting([]))


@pytest.mark.parametrize("bounds", [(500, 0, 501, 1), (0, 91, 1, 92), (-181, 0, 0, 1), (0, 0, 1e300, 1)])
def test_numbers_that_are_nowhere_on_earth_are_refused(bounds: tuple[float, float, float, float]) -> None:
    """Before anything computes with them."""
    with pytest.raises(OutOfRangeError, match="outside the range"):
        check_degrees(shapely.box(*bounds))


def test_any_place_on_earth_is_in_range() -> None:
    """The poles, the antimeridian; no geometry is no place."""
    assert is_in_range(shapely.box(-180, -90, 180, 90))
    assert is_in_range(None)


def is_in_range(geometry: BaseGeometry | None) -> bool:
    try:
        check_degrees(geometry)
    except OutOfRangeError:
        return False
    return True
