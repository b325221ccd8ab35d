"""The way from an entrance or a position to a room, leg by leg, with the cameras that see each leg."""

import itertools
from collections.abc import Collection, Iterable, Iterator

import msgspec
import networkx as nx
import shapely
from msgspec import Struct

from gis.campus import Campus, Opening, Unit
from gis.coverage import Coverage
from gis.finding import Finding, Severity
from gis.projection import Projection
from gis.route_graph import IMPASSABLE, build_graph, connect, door, outside, room
from gis.title import door_title, unit_title

_START = "start"
# A phone indoors is not sure of a metre: a position in a wall is in the rooms on both sides of it.
_IN_ROOM_M = 1.0


class NoRouteError(ValueError):
    """There is no way: the message says why, for a person."""


class Position(Struct, frozen=True, kw_only=True):
    """Where somebody stands; `level_id` None is outside."""

    longitude: float
    latitude: float
    level_id: str | None = None


class Leg(Struct, frozen=True, kw_only=True):
    """One part of a way: through one room or hall, up or down one storey, or outside."""

    kind: str
    """`walk`, `stairs` or `elevator`."""
    name: str
    """Of the room or hall; `Outside` outside."""
    unit_id: str | None
    level_id: str | None
    length_m: float
    through: str
    """The door at the end of the leg, by number or name; empty when there is none."""
    opening_id: str | None
    camera_ids: tuple[str, ...]
    """The cameras that see the leg, in the order in which they first do."""
    path: tuple[tuple[float, float], ...]
    """Longitude and latitude of each turn."""


class Route(Struct, frozen=True, kw_only=True):
    legs: tuple[Leg, ...]
    length_m: float
    level_changes: int


class Router:
    """Routes on one campus; the graph is built once."""

    def __init__(self, campus: Campus, coverage: Coverage | None = None) -> None:
        self._campus = campus
        self._coverage = coverage or Coverage(campus)
        self._projection = Projection.around(campus.venue)
        self._graph, self._outdoors = build_graph(campus, self._projection)
        self._openings = {opening.opening_id: opening for opening in campus.openings}

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
        """The shortest way from a position, or from outside an entrance (its opening's id), into a unit.

        With `building_ids` it leads through no other building and names no other building's camera. Raises
        KeyError for an unknown opening or unit, NoRouteError when no way is left.
        """
        goal = self._campus.unit_by_id[unit_id]
        blocked_units = {*blocked_units, *self._units_outside(building_ids)}
        graph = self._passable(blocked_units, blocked_openings, elevators=elevators)
        graph, origin = self._with_origin(graph, start)
        if origin not in graph:
            raise NoRouteError("Nothing leads away from the start.")
        if room(unit_id) not in graph:
            raise NoRouteError(f"{unit_title(goal)} is blocked.")
        try:
            nodes = nx.dijkstra_path(graph, origin, room(unit_id), weight="cost_m")
        except nx.NetworkXNoPath as error:
            raise NoRouteError(f"No way to {unit_title(goal)} is left.") from error
        return self._described(graph, nodes, building_ids)

    def _units_outside(self, building_ids: Collection[str] | None) -> Iterator[str]:
        if building_ids is None:
            return
        for unit in self._campus.units:
            building_id = self._campus.level_by_id[unit.level_id].building_id
            if building_id is not None and building_id not in building_ids:
                yield unit.unit_id

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

    def _passable(
        self, blocked_units: Collection[str], blocked_openings: Collection[str], *, elevators: bool
    ) -> nx.Graph:
        """The graph without what is blocked."""
        if elevators and not blocked_units and not blocked_openings:
            return self._graph
        graph = self._graph.copy()
        graph.remove_nodes_from([room(unit_id) for unit_id in blocked_units])
        graph.remove_nodes_from([door(opening_id) for opening_id in blocked_openings])
        shut = [
            (a, b)
            for a, b, way in graph.edges(data=True)
            if way["unit_id"] in blocked_units or (way["kind"] == "elevator" and not elevators)
        ]
        graph.remove_edges_from(shut)
        return graph

    def _with_origin(self, graph: nx.Graph, start: Position | str) -> tuple[nx.Graph, str]:
        if isinstance(start, str):
            return graph, outside(self._openings[start].opening_id)
        x_m, y_m = self._projection.xy(start.longitude, start.latitude)
        graph = graph.copy()
        graph.add_node(_START, x=float(x_m), y=float(y_m), level_id=start.level_id)
        if start.level_id is None:
            self._outdoors.add_place(graph, _START)
            return graph, _START
        here = shapely.Point(float(x_m), float(y_m))
        for unit in self._campus.units_of(start.level_id):
            area = self._projection.to_metres(unit.geometry)
            if area.distance(here) < _IN_ROOM_M and room(unit.unit_id) in graph:
                inside = {room(unit.unit_id), *_neighbours(graph, unit.unit_id)}
                connect(graph, _START, unit, area, inside)
        return graph, _START

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
        opening = self._openings.get(nodes[-1].removeprefix("door/"))
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
