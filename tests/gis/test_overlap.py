"""What two polygons share is measured as GEOS measures it."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.overlap import Overlaps, overlaps


def of(*pairs: tuple[shapely.Geometry, shapely.Geometry]) -> Overlaps:
    first, second = (np.array(side, dtype=object) for side in zip(*pairs, strict=True))
    every = np.arange(len(pairs))
    return overlaps(first, second, every, every)


def star(random: np.random.Generator, corners: int) -> shapely.Polygon:
    """Star-shaped, as a view is: rays of any length, either way round."""
    angle = np.sort(random.uniform(0, 2 * math.pi, corners))[:: random.choice([-1, 1])]
    reach, centre = random.uniform(0.5, 20, corners), random.uniform(-5, 5, 2)
    return shapely.Polygon(centre + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def room(random: np.random.Generator) -> shapely.Geometry:
    """A rectangle, any convex shape, one with a corner cut out, or one in two parts."""
    box = shapely.box(*random.uniform(-9, 0, 2), *random.uniform(1, 9, 2))
    turned = shapely.affinity.rotate(box, random.uniform(0, 360))
    hull = shapely.convex_hull(shapely.MultiPoint(random.uniform(-8, 8, (9, 2))))
    corner = shapely.difference(turned, shapely.box(0, 0, 20, 20))
    apart = shapely.MultiPolygon([shapely.box(-9, -9, -1, 0), shapely.box(1, 1, 5, 9)])
    holed = shapely.difference(shapely.box(-9, -9, 9, 9), shapely.box(-2, -2, 2, 2))
    return (box, turned, hull, corner, apart, holed)[random.integers(6)]


@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_geos(seed: int) -> None:
    """Any views and any rooms, concave ones too, in one call."""
    random = np.random.default_rng(seed)
    pairs = [(star(random, int(random.integers(3, 40))), room(random)) for _ in range(20)]
    pairs = [(view, area) for view, area in pairs if view.is_valid]
    if not pairs:
        return
    measured = of(*pairs)
    for (view, area), size, middle in zip(pairs, measured.area, measured.middle, strict=True):
        shared = view.intersection(area)
        assert size == pytest.approx(shared.area, abs=1e-9)
        if shared.area > 1e-3:
            assert middle == pytest.approx(shapely.get_coordinates(shared.centroid)[0], abs=1e-6)


def test_what_lies_inside_is_itself() -> None:
    """Either in the other."""
    small, large = shapely.box(1, 1, 3, 2), shapely.box(0, 0, 9, 9)
    measured = of((small, large), (large, small))
    assert measured.area.tolist() == pytest.approx([2, 2])
    assert measured.middle.tolist() == [pytest.approx([2, 1.5])] * 2


def test_what_only_touches_shares_nothing() -> None:
    """A wall in common is no view of the room behind it."""
    here = shapely.box(0, 0, 1, 1)
    measured = of(
        (here, shapely.box(1, 0, 2, 1)), (here, shapely.box(1, 1, 2, 2)), (here, shapely.box(5, 5, 6, 6))
    )
    assert measured.area.tolist() == [0, 0, 0]


def test_no_pairs_and_empty_polygons() -> None:
    """Nothing is asked, or nothing is there."""
    nothing = np.array([], dtype=object)
    assert len(overlaps(nothing, nothing, np.array([], int), np.array([], int)).area) == 0
    assert of(
        (shapely.Polygon(), shapely.box(0, 0, 1, 1)), (shapely.box(0, 0, 1, 1), shapely.Polygon())
    ).area.tolist() == [0, 0]
