"""Visibility polygons by ray casting against walls, for any number of cameras in one pass."""

import itertools
import math

import numpy as np
import numpy.typing as npt
import shapely
from msgspec import Struct

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

_TURN = 2 * math.pi
# A ray on each side of a wall's end: one stops there, its neighbour goes by. 1e-7 rad is 5 um at 50 m.
_EPSILON_RAD = 1e-7
_SAME_RAY_RAD = 1e-12
# The arc at the end of a view: chords of 2 degrees lose 0.02 % of a sector's area.
_ARC_STEP_RAD = math.radians(2)
# A sector this wide is a full circle, whose ring must not run through the camera.
_FULL_TURN_RAD = _TURN - 1e-9
# Parallel to within this (sine of the angle times lengths in metres): the ray runs along the wall.
_PARALLEL = 1e-12


class Optics(Struct, frozen=True, kw_only=True):
    """n cameras in campus-local metres: arrays of length n."""

    x_m: Floats
    y_m: Floats
    azimuth_rad: Floats
    """Centre line, clockwise from north."""
    fov_rad: Floats
    """Edge to edge, (0, 2 pi]."""
    range_m: Floats


class Walls:
    """Line segments that block sight, indexed once for any number of cameras.

    `segments` has shape (n, 4): x1, y1, x2, y2 in metres. They may meet but should not cross: a view turns
    a corner only where a segment ends.
    """

    def __init__(self, segments: Floats) -> None:
        self.segments = np.asarray(segments, float).reshape(-1, 4)
        lines = [shapely.LineString(ends) for ends in self.segments.reshape(-1, 2, 2)]
        self._tree = shapely.STRtree(lines)

    @classmethod
    def from_lines(cls, lines: shapely.Geometry) -> "Walls":
        """Walls from any linework: broken where lines cross, each stretch once, ends snapped to 1 mm."""
        noded = shapely.get_parts(shapely.union_all([lines], grid_size=0.001))
        coordinates, line = shapely.get_coordinates(noded, return_index=True)
        together = line[1:] == line[:-1]
        return cls(np.hstack([coordinates[:-1][together], coordinates[1:][together]]))

    def near(self, optics: Optics) -> tuple[Integers, Integers]:
        """Pairs (camera, segment) that come within the camera's range."""
        points = shapely.points(optics.x_m, optics.y_m)
        camera, segment = self._tree.query(points, predicate="dwithin", distance=optics.range_m)
        return camera, segment


def visible(optics: Optics, walls: Walls) -> list[shapely.Polygon]:
    """What each camera sees: the sector of its range, cut by walls; polygons in metres, in camera order.

    Rays go to both sides of each wall end, to where walls enter the range, and along the arc; each ends at
    the nearest wall that spans its direction. A view is star-shaped: its ring is the rays in order.
    """
    camera, segment = walls.near(optics)
    spans = _spans(optics, camera, walls.segments[segment])
    rays_camera, rays_angle = _rays(optics, spans)
    reach = _reach(optics, spans, rays_camera, rays_angle)
    bearing = (optics.azimuth_rad - optics.fov_rad / 2)[rays_camera] + rays_angle
    x = optics.x_m[rays_camera] + reach * np.sin(bearing)
    y = optics.y_m[rays_camera] + reach * np.cos(bearing)
    return _polygons(optics, rays_camera, np.column_stack([x, y]))


class _Spans(Struct):
    """Wall segments as a camera sees them; angles clockwise from the start of its sector, within [0, fov]."""

    camera: Integers
    start: Floats
    """(m, 2): an end of the segment relative to the camera, in metres."""
    direction: Floats
    """(m, 2): from there to its other end."""
    low_rad: Floats
    high_rad: Floats


def _spans(optics: Optics, camera: Integers, segments: Floats) -> _Spans:
    here = np.column_stack([optics.x_m, optics.y_m])[camera]
    a, b = segments[:, :2] - here, segments[:, 2:] - here
    turn = _cross(a, b)
    # Walked clockwise as the camera sees it, whichever way it was drawn.
    first, second = np.where(turn[:, None] < 0, (a, b), (b, a))
    sector_start = (optics.azimuth_rad - optics.fov_rad / 2)[camera]
    low = (np.arctan2(first[:, 0], first[:, 1]) - sector_start) % _TURN
    high = low + np.arctan2(np.abs(turn), (a * b).sum(axis=1))
    fov = optics.fov_rad[camera]
    # A span may begin before the sector does: the same wall, a turn earlier.
    wrapped = high > _TURN
    both = [np.concatenate([it, it[wrapped]]) for it in (camera, first, second - first, fov)]
    low = np.concatenate([low, low[wrapped] - _TURN])
    high = np.concatenate([high, high[wrapped] - _TURN])
    seen = (low < both[3]) & (high > 0) & (high - low > 0)
    return _Spans(
        camera=both[0][seen],
        start=both[1][seen],
        direction=both[2][seen],
        low_rad=low[seen],
        high_rad=high[seen],
    )


def _rays(optics: Optics, spans: _Spans) -> tuple[Integers, Floats]:
    """Directions to look in, sorted by camera and angle: (camera, angle from the start of the sector)."""
    ends = np.concatenate([spans.low_rad, spans.high_rad])
    entry_camera, entry_angle = _range_crossings(optics, spans)
    arc_camera, arc_angle = _arcs(optics)
    camera = np.concatenate([spans.camera] * 4 + [entry_camera, arc_camera])
    angle = np.concatenate([ends - _EPSILON_RAD, ends + _EPSILON_RAD, entry_angle, arc_angle])
    # A full circle has no edge: what lies just before its start lies just before its end.
    angle = np.where(optics.fov_rad[camera] < _FULL_TURN_RAD, angle, angle % _TURN)
    inside = (angle >= 0) & (angle <= optics.fov_rad[camera])
    camera, angle = camera[inside], angle[inside]
    order = np.lexsort((angle, camera))
    camera, angle = camera[order], angle[order]
    # Walls that meet in a corner ask for the same rays: once is enough.
    new = np.ones(len(angle), bool)
    new[1:] = (camera[1:] != camera[:-1]) | (angle[1:] - angle[:-1] > _SAME_RAY_RAD)
    return camera[new], angle[new]


def _range_crossings(optics: Optics, spans: _Spans) -> tuple[Integers, Floats]:
    """Where walls cross the circle of the camera's range: there the view's edge changes from wall to arc."""
    a = (spans.direction**2).sum(axis=1)
    half_b = (spans.start * spans.direction).sum(axis=1)
    c = (spans.start**2).sum(axis=1) - optics.range_m[spans.camera] ** 2
    discriminant = half_b**2 - a * c
    crossing = discriminant > 0
    root = np.sqrt(discriminant[crossing])
    cameras, angles = [], []
    for sign in (-1, 1):
        along = (-half_b[crossing] + sign * root) / a[crossing]
        on = (along > 0) & (along < 1)
        point = (spans.start[crossing] + along[:, None] * spans.direction[crossing])[on]
        camera = spans.camera[crossing][on]
        cameras.append(camera)
        start = (optics.azimuth_rad - optics.fov_rad / 2)[camera]
        angles.append((np.arctan2(point[:, 0], point[:, 1]) - start) % _TURN)
    return np.concatenate(cameras), np.concatenate(angles)


def _arcs(optics: Optics) -> tuple[Integers, Floats]:
    """Evenly spaced angles over each sector, both edges included."""
    steps = np.ceil(optics.fov_rad / _ARC_STEP_RAD).astype(np.intp) + 1
    camera = np.repeat(np.arange(len(steps)), steps)
    index = np.arange(len(camera)) - np.repeat(np.cumsum(steps) - steps, steps)
    fov = optics.fov_rad[camera]
    # Rounding must not push the far edge out of its own sector.
    return camera, np.minimum(index * fov / (steps[camera] - 1), fov)


def _reach(optics: Optics, spans: _Spans, rays_camera: Integers, rays_angle: Floats) -> Floats:
    """How far each ray goes: to the nearest wall that spans its angle, or to the end of the range."""
    reach = optics.range_m[rays_camera].copy()
    # One key sorts rays by camera and then angle; angles are below 7.
    keys = rays_camera * 8.0 + rays_angle
    first = np.searchsorted(keys, spans.camera * 8.0 + np.maximum(spans.low_rad, 0), side="left")
    last = np.searchsorted(keys, spans.camera * 8.0 + np.minimum(spans.high_rad, _TURN), side="right")
    counts = np.maximum(last - first, 0)
    span = np.repeat(np.arange(len(counts)), counts)
    ray = np.arange(len(span)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    camera = rays_camera[ray]
    bearing = (optics.azimuth_rad - optics.fov_rad / 2)[camera] + rays_angle[ray]
    towards = np.column_stack([np.sin(bearing), np.cos(bearing)])
    across = _cross(towards, spans.direction[span])
    hits = np.abs(across) > _PARALLEL
    distance = _cross(spans.start[span[hits]], spans.direction[span[hits]]) / across[hits]
    np.minimum.at(reach, ray[hits], np.maximum(distance, 0))
    return reach


def _polygons(optics: Optics, rays_camera: Integers, ends: Floats) -> list[shapely.Polygon]:
    polygons = []
    bounds = np.searchsorted(rays_camera, np.arange(len(optics.x_m) + 1))
    for camera, (first, last) in enumerate(itertools.pairwise(bounds)):
        ring = ends[first:last][::-1]
        if optics.fov_rad[camera] < _FULL_TURN_RAD:
            ring = np.vstack([ring, [optics.x_m[camera], optics.y_m[camera]]])
        polygons.append(shapely.Polygon(ring))
    return polygons


def _cross(a: Floats, b: Floats) -> Floats:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
