"""The ways of a campus as a graph: through doors and halls, by stairs and elevators, round buildings."""

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

import networkx as nx
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gis.campus import Area, Campus, Level, Opening, Unit
from gis.passage import IMPASSABLE, joined_units, leads_outside
from gis.projection import Projection
from gis.walls import OPEN_CATEGORIES

# Nobody walks along the wall: corners are rounded at this distance.
_CLEARANCE_M = 0.4
# Two drawings of one wall; a line that grazes it is still inside.
_TOLERANCE_M = 0.1
# Wide passages can be crossed anywhere: a node at least this often.
_PASSAGE_STEP_M = 3.0
# Steps of one storey (4.2 m) at a usual pitch, landing included.
STAIRS_M = 9.0
# An elevator is no way to walk, but waiting for it takes as long as walking this far.
ELEVATOR_COST_M = 40.0
# A stairwell keeps its place from storey to storey, if not its exact walls.
_STACKED_SHARE = 0.3

# A way through somebody's room is taken only when every other is this many times as long.
_THROUGH_ROOM = 2.0
_CIRCULATION = OPEN_CATEGORIES | {"elevator", "stairs"}

# The node where a way from a position begins.
START = "start"


def door(opening_id: str) -> str:
    """The node in the middle of an opening."""
    return f"door/{opening_id}"


def room(unit_id: str) -> str:
    """The node inside a unit that stands for all of it."""
    return f"room/{unit_id}"


def outside(opening_id: str) -> str:
    """The node a step outside an exterior door."""
    return f"outside/{opening_id}"


def build_graph(campus: Campus, projection: Projection) -> tuple[nx.Graph, "Outdoors"]:
    """The graph, and the open ground to add places to.

    Nodes have `x` and `y` in metres and `level_id`, None outside. Edges have `length_m`, `cost_m`, `unit_id`,
    None outside, and `kind`: `walk`, `stairs` or `elevator`.
    """
    graph = nx.Graph()
    outdoors = Outdoors(campus, projection)
    for level in campus.levels:
        if not level.outdoor:
            _add_level(graph, campus, level, projection, outdoors)
    _add_shafts(graph, campus, projection)
    outdoors.connect(graph)
    return graph, outdoors


def connect(graph: nx.Graph, node: str, unit: Unit, area: Area, others: Iterable[str]) -> None:
    """Joins a node to those of the same unit that are in sight of it inside the unit's area."""
    inside = area.buffer(_TOLERANCE_M)
    shapely.prepare(inside)
    here = _xy(graph, node)
    for other in others:
        there = _xy(graph, other)
        if other != node and inside.covers(shapely.LineString([here, there])):
            weight = 1.0 if unit.category in _CIRCULATION else _THROUGH_ROOM
            _add_walk(graph, node, other, math.dist(here, there), unit_id=unit.unit_id, weight=weight)


def _add_level(
    graph: nx.Graph, campus: Campus, level: Level, projection: Projection, outdoors: "Outdoors"
) -> None:
    units = [it for it in campus.units_of(level.level_id) if it.category not in IMPASSABLE]
    shapes = [projection.to_metres(it.geometry) for it in units]
    openings = campus.openings_of(level.level_id)
    lines = [projection.to_metres(it.geometry) for it in openings]
    portals: list[list[str]] = [[] for _ in units]
    for opening, line, joined in zip(openings, lines, joined_units(lines, shapes), strict=True):
        _add_node(graph, door(opening.opening_id), line.interpolate(0.5, normalized=True), level.level_id)
        for index in joined:
            portals[index].append(door(opening.opening_id))
        if leads_outside(level, joined):
            outdoors.add_exit(graph, opening, line, shapes[joined[0]])
    for first, second, point in _passages(units, shapes):
        node = f"passage/{level.level_id}/{point.x:.2f},{point.y:.2f}"
        _add_node(graph, node, point, level.level_id)
        portals[first].append(node)
        portals[second].append(node)
    for unit, shape, nodes in zip(units, shapes, portals, strict=True):
        _add_unit(graph, unit, shape, nodes)


def _add_unit(graph: nx.Graph, unit: Unit, shape: Area, portals: Sequence[str]) -> None:
    nodes = [room(unit.unit_id), *portals]
    _add_node(graph, nodes[0], shapely.point_on_surface(shape), unit.level_id)
    for number, corner in enumerate(_inner_corners(shape)):
        node = f"corner/{unit.unit_id}/{number}"
        _add_node(graph, node, corner, unit.level_id)
        nodes.append(node)
    for index, node in enumerate(nodes):
        connect(graph, node, unit, shape, nodes[index + 1 :])


def _passages(units: Sequence[Unit], shapes: Sequence[Area]) -> Iterator[tuple[int, int, shapely.Point]]:
    """Where one walks from an open unit (a hall) into another (a lobby) without a door."""
    open_units = [index for index, unit in enumerate(units) if unit.category in OPEN_CATEGORIES]
    for first, second in itertools.combinations(open_units, 2):
        if shapes[first].distance(shapes[second]) > _TOLERANCE_M:
            continue
        shared = shapes[first].boundary.intersection(shapes[second].buffer(_TOLERANCE_M / 2))
        merged = shapely.line_merge(shared) if isinstance(shared, shapely.MultiLineString) else shared
        for part in shapely.get_parts(merged):
            if part.length > 4 * _TOLERANCE_M:
                for place in _spread(part.length):
                    yield first, second, part.interpolate(place)


def _spread(length_m: float) -> list[float]:
    """Places along a passage: its middle, or one every few metres."""
    count = max(1, round(length_m / _PASSAGE_STEP_M))
    return [(index + 0.5) * length_m / count for index in range(count)]


def _inner_corners(shape: Area) -> Iterator[shapely.Point]:
    """Points that a shortest way inside an area may turn at: its reflex corners, with some clearance."""
    inner = shape.buffer(-_CLEARANCE_M, join_style="mitre")
    for part in shapely.get_parts(inner):
        if not isinstance(part, shapely.Polygon):
            continue
        for ring in (shapely.orient_polygons(part).exterior, *shapely.orient_polygons(part).interiors):
            corners = np.array(ring.coords)[:-1]
            before, after = corners - np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0) - corners
            turns_right = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] < -1e-6
            yield from (shapely.Point(corner) for corner in corners[turns_right])


def _add_shafts(graph: nx.Graph, campus: Campus, projection: Projection) -> None:
    """Stairs and elevators that lie over each other on neighbouring storeys of a building."""
    for building in campus.buildings:
        for lower, upper in itertools.pairwise(campus.levels_of(building.building_id)):
            for below in campus.units_of(lower.level_id):
                for above in campus.units_of(upper.level_id):
                    if below.category == above.category in ("stairs", "elevator"):
                        _add_shaft(graph, below, above, projection)


def _add_shaft(graph: nx.Graph, below: Unit, above: Unit, projection: Projection) -> None:
    lower, upper = projection.to_metres(below.geometry), projection.to_metres(above.geometry)
    if lower.intersection(upper).area < _STACKED_SHARE * min(lower.area, upper.area):
        return
    walked = below.category == "stairs"
    graph.add_edge(
        room(below.unit_id),
        room(above.unit_id),
        length_m=STAIRS_M if walked else 0.0,
        cost_m=STAIRS_M if walked else ELEVATOR_COST_M,
        unit_id=below.unit_id,
        kind=below.category,
    )


class Outdoors:
    """The open ground round the buildings: straight lines from door to door and round corners."""

    def __init__(self, campus: Campus, projection: Projection) -> None:
        footprints = shapely.union_all([projection.to_metres(it.footprint) for it in campus.buildings])
        self._walls = footprints.buffer(-_TOLERANCE_M)
        shapely.prepare(self._walls)
        around = shapely.get_parts(footprints.buffer(_CLEARANCE_M, join_style="mitre"))
        self._corners = [corner for part in around for corner in _outer_corners(part)]
        self._kerb = shapely.union_all(shapely.get_exterior_ring(around))
        self._nodes: list[str] = []

    def add_exit(self, graph: nx.Graph, opening: Opening, line: shapely.LineString, inside: Area) -> None:
        """A node a step outside an exterior door; cut off where the ground before it is not mapped."""
        middle = line.interpolate(0.5, normalized=True)
        (x1, y1), (x2, y2) = line.coords[0], line.coords[-1]
        across = np.array([y2 - y1, x1 - x2]) / line.length * 2 * _CLEARANCE_M
        steps = (shapely.Point(middle.x + side * across[0], middle.y + side * across[1]) for side in (1, -1))
        point = next((step for step in steps if not inside.intersects(step)), None)
        if point is None:
            return
        node = outside(opening.opening_id)
        _add_node(graph, node, point, None)
        _add_walk(graph, node, door(opening.opening_id), middle.distance(point))
        if not self._walls.intersects(point):
            self._nodes.append(node)

    def connect(self, graph: nx.Graph) -> None:
        """Joins all outdoor nodes that see each other past the buildings."""
        for number, corner in enumerate(self._corners):
            node = f"outdoors/{number}"
            _add_node(graph, node, corner, None)
            self._nodes.append(node)
        for index, node in enumerate(self._nodes):
            self._join(graph, node, self._nodes[index + 1 :])

    def add_place(self, graph: nx.Graph, node: str, point: shapely.Point) -> None:
        """Adds a node where somebody stands or wants to go, and joins it to what is in sight.

        A position inside a building is set just outside it: satellites are wrong by metres next to a wall.
        """
        if self._walls.intersects(point):
            point = nearest_points(self._kerb, point)[0]
        _add_node(graph, node, point, None)
        self._join(graph, node, [it for it in (*self._nodes, START) if it in graph and it != node])

    def _join(self, graph: nx.Graph, node: str, others: Sequence[str]) -> None:
        if not others:
            return
        here = _xy(graph, node)
        lines = np.array([shapely.LineString([here, _xy(graph, other)]) for other in others], dtype=object)
        for other, line, blocked in zip(others, lines, shapely.intersects(self._walls, lines), strict=True):
            if not blocked:
                _add_walk(graph, node, other, line.length)


def _outer_corners(part: BaseGeometry) -> Iterator[shapely.Point]:
    """Corners of a building that a way round it may turn at, its courtyards' excepted."""
    if isinstance(part, shapely.Polygon):
        ring = np.array(shapely.orient_polygons(part).exterior.coords)[:-1]
        before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
        convex = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] > 1e-6
        yield from (shapely.Point(corner) for corner in ring[convex])


def _add_walk(
    graph: nx.Graph, a: str, b: str, length_m: float, *, unit_id: str | None = None, weight: float = 1.0
) -> None:
    length_m = float(length_m)
    graph.add_edge(a, b, length_m=length_m, cost_m=weight * length_m, unit_id=unit_id, kind="walk")


def _add_node(graph: nx.Graph, node: str, point: BaseGeometry, level_id: str | None) -> None:
    graph.add_node(node, x=shapely.get_x(point), y=shapely.get_y(point), level_id=level_id)


def _xy(graph: nx.Graph, node: str) -> tuple[float, float]:
    return graph.nodes[node]["x"], graph.nodes[node]["y"]
