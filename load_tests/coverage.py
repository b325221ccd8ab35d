"""How long it takes to see: views of many cameras among many walls, and which rooms they see.

    python -m load_tests.coverage [--cameras 1000] [--walls 5000] [--rounds 5]

A school's floor without end: rooms of 9 x 8 m in rows, each wall with a door in it. `seconds` is the median
time for all views, `peer_seconds` that of the obvious way (a sector less the shadow of each wall, with
shapely) on the same scene in the same run, `table_seconds` the median time to find which of 1000 rooms
each camera sees and how much of them, `moved_seconds` the median time until the demo campus is seen anew
after one of its cameras was turned.
"""

import argparse
import math
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely
from msgspec.structs import replace

from gis.coverage import Coverage, sightings
from gis.imdf import read_campus
from gis.visibility import Floats, Optics, Walls, visible
from load_tests.report import finish

ROOM_M = (9.0, 8.0)
DOOR_M = 1.0
ROOMS = 1000
PROMISED_SECONDS = 0.5
PROMISED_TABLE_SECONDS = 0.2
PROMISED_MOVED_SECONDS = 0.005
MAPLE_RIDGE = Path(__file__).parents[1] / "campus_maps" / "maple-ridge"


def scene(
    cameras: int, walls: int, random: np.random.Generator
) -> tuple[Optics, Walls, list[shapely.Polygon]]:
    """Rooms in rows, the given number of wall segments around them, cameras anywhere."""
    columns = math.ceil(math.sqrt(ROOMS))
    corners = [(ROOM_M[0] * (index % columns), ROOM_M[1] * (index // columns)) for index in range(ROOMS)]
    rooms = [shapely.box(x, y, x + ROOM_M[0], y + ROOM_M[1]) for x, y in corners]
    segments = np.array([wall for x, y in corners for wall in _walls_of_room(x, y)])
    kept = segments[random.permutation(len(segments))[:walls]]
    extent = np.array([columns * ROOM_M[0], math.ceil(ROOMS / columns) * ROOM_M[1]])
    position = random.uniform(0, extent, (cameras, 2))
    optics = Optics(
        x_m=position[:, 0],
        y_m=position[:, 1],
        azimuth_rad=random.uniform(0, 2 * math.pi, cameras),
        fov_rad=np.radians(random.uniform(60, 110, cameras)),
        range_m=random.uniform(15, 35, cameras),
    )
    return optics, Walls(kept), rooms


def _walls_of_room(x: float, y: float) -> list[tuple[float, float, float, float]]:
    """West and south wall, each in two parts with a door between, and a pillar: five segments a room."""
    width, depth = ROOM_M
    half_door = DOOR_M / 2
    return [
        (x, y, x, y + depth / 2 - half_door),
        (x, y + depth / 2 + half_door, x, y + depth),
        (x, y, x + width / 2 - half_door, y),
        (x + width / 2 + half_door, y, x + width, y),
        (x + width / 2 - 0.2, y + depth / 2, x + width / 2 + 0.2, y + depth / 2),
    ]


def shadow_views(optics: Optics, segments: Floats) -> list[shapely.Geometry]:
    """The peer: each camera's sector less the shadows of the walls in its range."""
    lines = [shapely.LineString(ends) for ends in segments.reshape(-1, 2, 2)]
    tree = shapely.STRtree(lines)
    return [_shadow_view(optics, camera, segments, tree) for camera in range(len(optics.x_m))]


def _shadow_view(optics: Optics, camera: int, segments: Floats, tree: shapely.STRtree) -> shapely.Geometry:
    here = np.array([optics.x_m[camera], optics.y_m[camera]])
    reach = float(optics.range_m[camera])
    fov = float(optics.fov_rad[camera])
    angles = optics.azimuth_rad[camera] + np.linspace(-fov / 2, fov / 2, math.ceil(fov / math.radians(2)) + 1)
    rim = here + reach * np.column_stack([np.sin(angles), np.cos(angles)])
    sector = shapely.Polygon([here, *rim])
    shadows = [_shadow(here, segments[it].reshape(2, 2)) for it in tree.query(sector, predicate="intersects")]
    # Without a grid GEOS throws a TopologyException on shadows that share an edge.
    return shapely.difference(sector, shapely.union_all(shadows, grid_size=1e-4), grid_size=1e-4)


def _shadow(here: Floats, ends: Floats) -> shapely.Geometry:
    beyond = here + (ends - here) * 1000
    return shapely.make_valid(shapely.Polygon([ends[0], ends[1], beyond[1], beyond[0]]))


def turned_cameras() -> list[float]:
    """How long it takes for each camera of the demo campus in turn."""
    before = Coverage(read_campus(MAPLE_RIDGE))
    times = []
    for camera in before.campus.cameras:
        turned = replace(camera, azimuth_deg=((camera.azimuth_deg or 0.0) + 90) % 360)
        started = time.perf_counter()
        before.with_camera(turned)
        times.append(time.perf_counter() - started)
    return times


def median_seconds(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cameras", type=int, default=1000)
    parser.add_argument("--walls", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    optics, walls, rooms = scene(arguments.cameras, arguments.walls, np.random.default_rng(20261121))

    seconds = median_seconds(lambda: visible(optics, walls), arguments.rounds)
    views = list(shapely.simplify(visible(optics, walls), 0.05))
    table_seconds = median_seconds(lambda: sightings(views, rooms), arguments.rounds)
    moved_seconds = statistics.median(turned_cameras())
    started = time.perf_counter()
    peers = shadow_views(optics, walls.segments)
    peer_seconds = time.perf_counter() - started
    areas, peer_areas = shapely.area(views), shapely.area(peers)
    finish(
        {
            "cameras": arguments.cameras,
            "walls": len(walls.segments),
            "seconds": round(seconds, 4),
            "peer_seconds": round(peer_seconds, 3),
            "ratio": round(seconds / peer_seconds, 4),
            "rooms": len(rooms),
            "table_seconds": round(table_seconds, 4),
            "moved_seconds": round(moved_seconds, 4),
            # How far the two ways disagree on a typical camera: they must have measured the same thing.
            "median_area_difference": round(float(np.median(np.abs(areas - peer_areas) / peer_areas)), 5),
        },
        holds=seconds <= PROMISED_SECONDS
        and table_seconds <= PROMISED_TABLE_SECONDS
        and moved_seconds <= PROMISED_MOVED_SECONDS,
    )


if __name__ == "__main__":
    main()
