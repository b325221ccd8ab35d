"""The way from an entrance or a position to a room, leg by leg, with the cameras that see each leg."""

import itertools
from collections.abc import Collection, Iterable, Iterator

import msgspec
import networkx as nx
import shapely

from gis.campus import Campus, Opening, Unit
from gis.coverage import Coverage
from gis.finding import Finding, Severity
from gis.passage import IMPASSABLE
from gis.projection import Projection
from gis.route_graph import START, build_graph, connect, door, outside, room
from gis.title import door_title, unit_title
from gis.way import Leg, NoRouteError, Position, Route

# A phone indoors is not sure of a metre: a position in a wall is in the rooms on both sides of it.
_IN_ROOM_M = 1.0


class Router:
    """Routes on one campus; the graph is built once."""

    def __init__(self, campus: Campus, coverage: Coverage | None = None) -> None:
        self._campus = campus
        self._coverage = coverage or Coverage(campus)
        self._projection = Projection.around(campus.venue)
        self._graph, self._outdoors = build_graph(campus, self._projection)

    @property
    def entrances(self) -> tuple[Opening, ...]:
        """The openings that lead outside."""
        return tuple(it for it in self._campus.openings if outside(it.opening_id) in self._graph)

    def route(
        self,
        start: Position | str,
        unit_id: str,
        *,
        blocked_units: Collection[str] = (),
        blocked_openings: Collection[str] = (),
        elevators: bool = True,
        building_ids: Collection[str] | None = None,
    ) -> Route:
        """The shortest way from a position, or from outside an entrance (its opening's id), to a unit.

        With `building_ids` it leads through no other building and names no other building's camera. Raises
        KeyError for an unknown opening, unit or level, NoRouteError when no way is left.
        """
        goal = self._campus.unit_by_id[unit_id]
        graph = self._passable(blocked_units, blocked_openings, elevators=elevators, within=building_ids)
        graph, origin = self._with_origin(graph, start)
        if origin not in graph:
            raise NoRouteError("Nothing leads away from the start.")
        if self._campus.level_by_id[goal.level_id].outdoor:
            graph = self._with_ground(graph, goal)
        if room(unit_id) not in graph:
            raise NoRouteError(f"{unit_title(goal)} is blocked or cannot be entered.")
        try:
            nodes = nx.dijkstra_path(graph, origin, room(unit_id), weight="cost_m")
        except nx.NetworkXNoPath as error:
            raise NoRouteError(f"No way to {unit_title(goal)} is left.") from error
        return self._described(graph, nodes, building_ids)

    def unreachable(self) -> tuple[Unit, ...]:
        """Units that no way leads to from any entrance, the grounds excepted."""
        reached: set[str] = set()
        for entrance in self.entrances:
            if outside(entrance.opening_id) not in reached:
                reached |= nx.node_connected_component(self._graph, outside(entrance.opening_id))
        return tuple(
            unit
            for unit in self._campus.units
            if unit.category not in IMPASSABLE
            and not self._campus.level_by_id[unit.level_id].outdoor
            and room(unit.unit_id) not in reached
        )

    def _is_elsewhere(self, level_id: str, within: Collection[str] | None) -> bool:
        building_id = self._campus.level_by_id[level_id].building_id
        return within is not None and building_id is not None and building_id not in within

    def _passable(
        self,
        blocked_units: Collection[str],
        blocked_openings: Collection[str],
        *,
        elevators: bool,
        within: Collection[str] | None,
    ) -> nx.Graph:
        """The graph without what is blocked, and without all that is of another building."""
        units = {it.unit_id for it in self._campus.units if self._is_elsewhere(it.level_id, within)}
        doors = {it.opening_id for it in self._campus.openings if self._is_elsewhere(it.level_id, within)}
        if elevators and not (units or doors or blocked_units or blocked_openings):
            return self._graph
        units |= set(blocked_units)
        graph = self._graph.copy()
        graph.remove_nodes_from([room(unit_id) for unit_id in units])
        graph.remove_nodes_from([outside(opening_id) for opening_id in doors])
        graph.remove_nodes_from([door(opening_id) for opening_id in doors.union(blocked_openings)])
        shut = [
            (a, b)
            for a, b, way in graph.edges(data=True)
            if way["unit_id"] in units or (way["kind"] == "elevator" and not elevators)
        ]
        graph.remove_edges_from(shut)
        return graph

    def _with_ground(self, graph: nx.Graph, goal: Unit) -> nx.Graph:
        """The graph with a car park, field or path to be led to."""
        place = shapely.point_on_surface(self._projection.to_metres(goal.geometry))
        graph = graph.copy()
        self._outdoors.add_place(graph, room(goal.unit_id), place)
        return graph

    def _with_origin(self, graph: nx.Graph, start: Position | str) -> tuple[nx.Graph, str]:
        if isinstance(start, str):
            return graph, outside(self._campus.opening_by_id[start].opening_id)
        x_m, y_m = self._projection.xy(start.longitude, start.latitude)
        here = shapely.Point(float(x_m), float(y_m))
        graph = graph.copy()
        level = None if start.level_id is None else self._campus.level_by_id[start.level_id]
        if level is None or level.outdoor:
            self._outdoors.add_place(graph, START, here)
            return graph, START
        graph.add_node(START, x=here.x, y=here.y, level_id=level.level_id)
        for unit in self._campus.units_of(level.level_id):
            area = self._projection.to_metres(unit.geometry)
            if area.distance(here) < _IN_ROOM_M and room(unit.unit_id) in graph:
                inside = {room(unit.unit_id), *_neighbours(graph, unit.unit_id)}
                connect(graph, START, unit, area, inside)
        return graph, START

    # -- from nodes to legs ----------------------------------------------------------------------------------

    def _described(self, graph: nx.Graph, nodes: list[str], building_ids: Collection[str] | None) -> Route:
        legs = tuple(self._leg(graph, part, building_ids) for part in self._parts(graph, nodes))
        levels = [graph.nodes[node]["level_id"] for node in nodes]
        ordinals = [self._campus.level_by_id[it].ordinal for it in levels if it is not None]
        climbed = sum(abs(after - before) for before, after in itertools.pairwise(ordinals))
        return Route(legs=legs, length_m=sum(leg.length_m for leg in legs), level_changes=climbed)

    def _parts(self, graph: nx.Graph, nodes: list[str]) -> Iterator[list[str]]:
        """The way cut where it enters another unit; a stairwell stays one part over all its storeys."""
        part = nodes[:1]
        for before, after in itertools.pairwise(nodes):
            if len(part) > 1 and self._place(graph, part[-2], part[-1]) != self._place(graph, before, after):
                yield part
                part = part[-1:]
            part.append(after)
        yield part

    def _place(self, graph: nx.Graph, before: str, after: str) -> str:
        unit = self._campus.unit_by_id.get(graph.edges[before, after]["unit_id"] or "")
        if unit is None:
            return ""
        return unit.category if unit.category in ("stairs", "elevator") else unit.unit_id

    def _leg(self, graph: nx.Graph, nodes: list[str], building_ids: Collection[str] | None) -> Leg:
        ways = [graph.edges[pair] for pair in itertools.pairwise(nodes)]
        kind = next((way["kind"] for way in ways if way["kind"] != "walk"), "walk")
        unit = self._campus.unit_by_id.get(ways[-1]["unit_id"] or "") if ways else None
        level_id = graph.nodes[nodes[-1]]["level_id"]
        opening = self._campus.opening_by_id.get(nodes[-1].removeprefix("door/"))
        return Leg(
            kind=kind,
            name=self._name(kind, unit, level_id),
            unit_id=unit.unit_id if unit else None,
            level_id=level_id if unit else None,
            length_m=sum(way["length_m"] for way in ways),
            through=door_title(opening) if opening else "",
            opening_id=opening.opening_id if opening else None,
            camera_ids=tuple(self._cameras_along(graph, nodes, building_ids)),
            path=tuple(self._degrees(graph, node) for node in nodes),
        )

    def _name(self, kind: str, unit: Unit | None, level_id: str | None) -> str:
        if unit is None:
            return "Outside"
        if kind == "walk" or level_id is None:
            return unit_title(unit)
        return f"{unit.name or unit_title(unit)} to {self._campus.level_by_id[level_id].name}"

    def _cameras_along(
        self, graph: nx.Graph, nodes: list[str], building_ids: Collection[str] | None
    ) -> Iterable[str]:
        """In order, each once; a part over several storeys is looked at storey by storey."""
        seen: dict[str, None] = {}
        for level_id, group in itertools.groupby(nodes, key=lambda node: graph.nodes[node]["level_id"]):
            points = [self._degrees(graph, node) for node in group]
            if len(points) > 1:
                line = shapely.LineString(points)
                found = self._coverage.of_path(line, level_id, building_ids=building_ids)
                seen |= dict.fromkeys(found)
        return seen

    def _degrees(self, graph: nx.Graph, node: str) -> tuple[float, float]:
        longitude, latitude = self._projection.degrees(graph.nodes[node]["x"], graph.nodes[node]["y"])
        return float(longitude), float(latitude)


def check_reachable(campus: Campus, name: str) -> list[Finding]:
    """A warning for each room that no way leads to; `name` prefixes the file name."""
    if not campus.openings:
        return []
    router = Router(campus, Coverage(msgspec.structs.replace(campus, cameras=())))
    if not router.entrances:
        return [_unreachable(name, "opening", "", "no door leads outside: nothing can be reached")]
    return [
        _unreachable(name, "unit", unit.unit_id, f"({unit_title(unit)}) cannot be reached from any entrance")
        for unit in router.unreachable()
    ]


def _unreachable(name: str, feature_type: str, feature: str, reason: str) -> Finding:
    file = f"{name}/{feature_type}.geojson"
    return Finding(file=file, feature=feature, rule="reachable", severity=Severity.WARNING, reason=reason)


def _neighbours(graph: nx.Graph, unit_id: str) -> set[str]:
    """All nodes of a unit: those that its ways join."""
    ways = graph.edges(data="unit_id")
    return {node for a, b, of in ways if of == unit_id for node in (a, b)}
