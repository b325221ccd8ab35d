"""What a camera sees ends at walls, at its range and at the edges of its picture, and nowhere else."""

import math

import numpy as np
import pysovist
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.visibility import Optics, Walls, visible

_RANGE_M = 30.0

scenes = st.builds(
    lambda seed, count: _scene(np.random.default_rng(seed), count),
    st.integers(0, 2**32 - 1),
    st.integers(0, 60),
)


def _scene(random: np.random.Generator, count: int) -> Walls:
    """Walls of 1 to 12 m within 40 m of the origin, none within 20 cm of it."""
    starts = random.uniform(-40, 40, (count, 2))
    angles, lengths = random.uniform(0, 2 * np.pi, count), random.uniform(1, 12, count)
    ends = starts + np.column_stack([np.cos(angles), np.sin(angles)]) * lengths[:, None]
    lines = [shapely.LineString(pair) for pair in np.stack([starts, ends], axis=1)]
    clear = [line for line in lines if line.distance(shapely.Point(0, 0)) > 0.2]
    return Walls.from_lines(shapely.MultiLineString(clear))


def _camera(azimuth_deg: float = 0, fov_deg: float = 90, range_m: float = _RANGE_M) -> Optics:
    """One camera at the origin."""
    return Optics(
        x_m=np.zeros(1),
        y_m=np.zeros(1),
        azimuth_rad=np.radians([azimuth_deg]),
        fov_rad=np.radians([fov_deg]),
        range_m=np.array([range_m]),
    )


def _lines(walls: Walls) -> shapely.MultiLineString:
    return shapely.MultiLineString(list(walls.segments.reshape(-1, 2, 2)))


_OPEN_FIELD = Walls(np.empty((0, 4)))


@pytest.mark.parametrize("fov_deg", [1, 60, 90, 180, 200, 359, 360])
def test_in_the_open_it_is_the_sector(fov_deg: float) -> None:
    """Without walls the area is that of the sector, less the 0.02 % that its chords lose."""
    (view,) = visible(_camera(azimuth_deg=45, fov_deg=fov_deg), _OPEN_FIELD)
    assert view.is_valid
    assert view.area == pytest.approx(math.radians(fov_deg) / 2 * _RANGE_M**2, rel=3e-4)


def test_azimuth_turns_clockwise_from_north() -> None:
    """90 degrees is east."""
    (view,) = visible(_camera(azimuth_deg=90, fov_deg=40), _OPEN_FIELD)
    assert view.contains(shapely.Point(20, 0))
    assert not view.intersects(shapely.Point(0, 20))


def test_a_room_is_seen_whole_and_nothing_behind_it() -> None:
    """All round from inside a convex room: the room."""
    room = shapely.box(-3, -2, 5, 4)
    (view,) = visible(_camera(fov_deg=360), Walls.from_lines(room.boundary))
    assert view.symmetric_difference(room).area < 1e-4


def test_a_doorway_lets_sight_through() -> None:
    """What is seen beyond a gap is the wedge through the gap."""
    wall = shapely.MultiLineString([[(-40, 5), (-0.5, 5)], [(0.5, 5), (40, 5)]])
    (view,) = visible(_camera(fov_deg=120), Walls.from_lines(wall))
    assert view.contains(shapely.Point(0, 20))
    assert not view.contains(shapely.Point(3, 20))
    assert view.contains(shapely.Point(3, 4.9))


def test_a_full_circle_does_not_run_through_the_camera() -> None:
    """A 360-degree camera has no apex on its ring, also where a wall ends right behind it."""
    walls = Walls.from_lines(shapely.LineString([(0, -5), (3, -5)]))
    (view,) = visible(_camera(fov_deg=360), walls)
    assert view.is_valid
    assert shapely.Point(0, 0).distance(view.exterior) == pytest.approx(5, abs=1e-6)


def test_many_cameras_see_what_each_sees_alone() -> None:
    """One pass over all is the same as a pass for each."""
    walls = _scene(np.random.default_rng(7), 60)
    cameras = [_camera(azimuth_deg=azimuth, fov_deg=80) for azimuth in range(0, 360, 45)]
    together = visible(
        Optics(
            x_m=np.concatenate([it.x_m for it in cameras]),
            y_m=np.concatenate([it.y_m for it in cameras]),
            azimuth_rad=np.concatenate([it.azimuth_rad for it in cameras]),
            fov_rad=np.concatenate([it.fov_rad for it in cameras]),
            range_m=np.concatenate([it.range_m for it in cameras]),
        ),
        walls,
    )
    alone = [visible(camera, walls)[0] for camera in cameras]
    assert all(a.equals_exact(b, 1e-9) for a, b in zip(together, alone, strict=True))


@settings(max_examples=60, deadline=None)
@given(walls=scenes, azimuth_deg=st.floats(0, 359), fov_deg=st.floats(5, 360))
def test_a_view_never_crosses_a_wall(walls: Walls, azimuth_deg: float, fov_deg: float) -> None:
    """No wall reaches more than 5 mm into what is seen."""
    (view,) = visible(_camera(azimuth_deg, fov_deg), walls)
    assert _lines(walls).intersection(view.buffer(-0.005)).length < 1e-3


@settings(max_examples=60, deadline=None)
@given(walls=scenes, fov_deg=st.floats(5, 360), seed=st.integers(0, 2**32 - 1))
def test_a_point_is_in_view_when_nothing_stands_between(walls: Walls, fov_deg: float, seed: int) -> None:
    """The polygon says the same as a line of sight drawn to each of 200 random points."""
    (view,) = visible(_camera(0, fov_deg), walls)
    lines = _lines(walls)
    random = np.random.default_rng(seed)
    bearing = np.radians(fov_deg) * random.uniform(-0.5, 0.5, 200)
    distance = _RANGE_M * np.sqrt(random.uniform(0, 0.998, 200))
    points = np.column_stack([distance * np.sin(bearing), distance * np.cos(bearing)])
    for x, y in points:
        clear = not lines.intersects(shapely.LineString([(0, 0), (x, y)]))
        # Within a centimetre of the edge either answer is right.
        if view.exterior.distance(shapely.Point(x, y)) > 0.01:
            assert view.contains(shapely.Point(x, y)) == clear


@settings(max_examples=40, deadline=None)
@given(walls=scenes, fov_deg=st.floats(5, 360), taken=st.integers(0, 1000))
def test_a_view_grows_when_a_wall_is_taken_away(walls: Walls, fov_deg: float, taken: int) -> None:
    """Nothing that was seen is lost, but for the slivers between chord and arc."""
    if not len(walls.segments):
        return
    fewer = Walls(np.delete(walls.segments, taken % len(walls.segments), axis=0))
    (before,), (after,) = visible(_camera(0, fov_deg), walls), visible(_camera(0, fov_deg), fewer)
    assert before.difference(after.buffer(0.01)).area < 1e-6


def test_views_agree_with_an_independent_oracle() -> None:
    """pysovist computes isovists exactly: 200 random scenes agree to a thousandth of their area."""
    random = np.random.default_rng(20261121)
    for _ in range(200):
        walls = _scene(random, int(random.integers(1, 60)))
        azimuth_deg, fov_deg = random.uniform(0, 360), random.uniform(20, 340)
        (view,) = visible(_camera(azimuth_deg, fov_deg), walls)
        exact = pysovist.isovist(
            pysovist.Plan(walls.segments.reshape(-1, 2, 2)),
            (0, 0),
            max_distance=_RANGE_M,
            fov=math.radians(fov_deg),
            # pysovist turns counter-clockwise from east.
            direction=math.radians((90 - azimuth_deg) % 360),
        )
        assert view.area == pytest.approx(exact.area, rel=1e-3)
