"""What polygons share with convex ones: area and middle of each of many pairs, in one pass."""

import numpy as np
import numpy.typing as npt
import shapely
from msgspec import Struct

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Polygons = npt.NDArray[np.object_]

# A polygon that fills its hull to this share is convex but for rounding.
_CONVEX_SHARE = 1 - 1e-9


class Overlaps(Struct, frozen=True, kw_only=True):
    """One entry a pair: what both polygons cover."""

    area: Floats
    middle: Floats
    """(m, 2): the centroid; meaningless where the area is 0."""


class _Rings(Struct, frozen=True, kw_only=True):
    """n rings without their closing points, one after the other."""

    points: Floats
    counts: Integers


def overlaps(polygons: Polygons, others: Polygons, first: Integers, second: Integers) -> Overlaps:
    """Pair by pair: `first` and `second` are indices into the two arrays; planar coordinates."""
    quick = _is_simple(polygons)[first] & _is_convex(others)[second]
    area, middle = np.zeros(len(first)), np.zeros((len(first), 2))
    subjects, windows = _rings(polygons, first[quick]), _rings(others, second[quick])
    area[quick], middle[quick] = _measure(_clip(subjects, windows))
    rest = np.flatnonzero(~quick)
    shared = shapely.intersection(polygons[first[rest]], others[second[rest]])
    area[rest] = shapely.area(shared)
    is_any = area[rest] > 0
    middle[rest[is_any]] = shapely.get_coordinates(shapely.centroid(shared[is_any]))
    return Overlaps(area=area, middle=middle)


def _is_simple(polygons: Polygons) -> Flags:
    """One ring, nothing cut out."""
    is_polygon = shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON
    is_whole = shapely.get_num_interior_rings(polygons) == 0
    return np.asarray(is_polygon & is_whole & ~shapely.is_empty(polygons))


def _is_convex(polygons: Polygons) -> Flags:
    hull_area = shapely.area(shapely.convex_hull(polygons))
    return np.asarray(_is_simple(polygons) & (shapely.area(polygons) >= _CONVEX_SHARE * hull_area))


def _rings(polygons: Polygons, wanted: Integers) -> _Rings:
    """Those that are wanted, in that order, counter-clockwise: clipping takes the left for inside."""
    used, which = np.unique(wanted, return_inverse=True)
    points, ring = shapely.get_coordinates(shapely.orient_polygons(polygons[used]), return_index=True)
    counts = np.maximum(np.bincount(ring, minlength=len(used)) - 1, 0)
    starts = np.searchsorted(ring, np.arange(len(used)))
    return _Rings(points=points[_runs(starts[which], counts[which])], counts=counts[which])


def _runs(starts: Integers, counts: Integers) -> Integers:
    """The indices start, start + 1, ... of each run, one run after the other."""
    first = np.cumsum(counts) - counts
    return np.asarray(np.arange(counts.sum()) + np.repeat(starts - first, counts))


def _clip(subjects: _Rings, windows: _Rings) -> _Rings:
    """Each subject cut off at every edge of its convex window (Sutherland and Hodgman, CACM 17(1), 1974).

    A concave subject that falls apart stays one ring, whose parts are joined along the window's edge to and
    fro: its area and centroid are those of the parts.
    """
    first = np.cumsum(windows.counts) - windows.counts
    for edge in range(int(windows.counts.max(initial=0))):
        has_edge = edge < windows.counts
        start = windows.points[first[has_edge] + edge]
        end = windows.points[first[has_edge] + (edge + 1) % windows.counts[has_edge]]
        subjects = _cut(subjects, has_edge, start, end - start)
    return subjects


def _cut(rings: _Rings, cut: Flags, start: Floats, along: Floats) -> _Rings:
    """What lies to the left of a line through `start`, of the rings that are `cut`; the others unchanged."""
    line = np.repeat(np.cumsum(cut) - 1, rings.counts)
    is_cut = np.repeat(cut, rings.counts)
    offset = rings.points - start[line]
    height = np.where(is_cut, along[line, 0] * offset[:, 1] - along[line, 1] * offset[:, 0], 1.0)
    after = _next(rings.counts)
    inside = height >= 0
    crosses = inside != inside[after]
    step = np.where(crosses, height - height[after], 1.0)
    crossing = rings.points + (height / step)[:, None] * (rings.points[after] - rings.points)
    # Each point that is inside stays; each side that crosses the line adds where it does.
    kept = np.stack([inside, crosses], axis=1)
    points = np.stack([rings.points, crossing], axis=1)[kept]
    ring = np.repeat(np.arange(len(rings.counts)), rings.counts)
    counts = np.bincount(ring, weights=inside.astype(float) + crosses, minlength=len(rings.counts))
    return _Rings(points=points, counts=counts.astype(np.intp))


def _next(counts: Integers) -> Integers:
    """The index of the point after each point in its ring."""
    after = np.arange(1, counts.sum() + 1)
    ends = np.cumsum(counts)
    filled = counts > 0
    after[ends[filled] - 1] = (ends - counts)[filled]
    return after


def _measure(rings: _Rings) -> tuple[Floats, Floats]:
    """Area and centroid of each ring by the shoelace formula, about its own first point: sums stay exact."""
    ring = np.repeat(np.arange(len(rings.counts)), rings.counts)
    first = np.cumsum(rings.counts) - rings.counts
    origin = np.zeros((len(rings.counts), 2))
    filled = rings.counts > 0
    origin[filled] = rings.points[first[filled]]
    here = rings.points - origin[ring]
    there = here[_next(rings.counts)]
    cross = here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]
    doubled = np.bincount(ring, weights=cross, minlength=len(rings.counts))
    moment = np.column_stack(
        [
            np.bincount(ring, weights=(here[:, axis] + there[:, axis]) * cross, minlength=len(rings.counts))
            for axis in (0, 1)
        ]
    )
    divisor = np.where(doubled > 0, 3 * doubled, 1.0)
    return np.maximum(doubled / 2, 0.0), origin + moment / divisor[:, None]
