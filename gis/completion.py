"""Completes a sketched map to IMDF: ids, venue, buildings, levels, and what belongs to which."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
import shapely
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from gis.extent import check_extent
from gis.feature_reader import Surveyed
from gis.finding import Finding, Severity, SurveyError
from gis.geojson import Feature
from gis.projection import Projection
from gis.redraw import redraw
from gis.repair import UnrepairableError, check_degrees, fit_area, fit_line, fit_point
from gis.sketch import Sketch

# Grass and pavement round buildings that come without a boundary.
_VENUE_MARGIN_M = 30
# Less than a hand covers is a line that was closed by mistake.
_LEAST_AREA_M2 = 0.01
# Rooms drawn with their walls left out between them are one building all the same.
_WALL_THICKNESS_M = 0.6


class _Storey(Struct, frozen=True, kw_only=True):
    """One level of one building, in metres."""

    building: int
    ordinal: int
    geometry: BaseGeometry

    @property
    def key(self) -> str:
        return f"{self.building}/{self.ordinal}"


def complete(name: str, sketches: Sequence[Sketch], findings: list[Finding]) -> Surveyed:
    """IMDF features by type, with ids that stay the same when the same map is read again.

    Adds what it repaired or left out to `findings`. Raises SurveyError when there are no rooms to build on,
    or when the map spans more than a campus.
    """
    usable = list(_on_earth(sketches, findings))
    _check_rooms(name, usable)
    projection = Projection.around(shapely.union_all([shapely.box(*it.geometry.bounds) for it in usable]))
    placed = list(_fitted(usable, projection, findings))
    _check_rooms(name, placed)
    check_extent(name, [it.geometry for it in placed])
    return _Completion(name, redraw(placed, findings), projection, findings).surveyed()


def _check_rooms(name: str, sketches: Sequence[Sketch]) -> None:
    if not any(it.kind in ("unit", "level") for it in sketches):
        raise SurveyError(name, "", "has no rooms and no levels: nothing to build a campus on")


def _on_earth(sketches: Sequence[Sketch], findings: list[Finding]) -> Iterator[Sketch]:
    for it in sketches:
        try:
            check_degrees(it.geometry)
        except UnrepairableError as error:
            findings.append(_finding(it, "degrees", Severity.WARNING, f"{error}: left out"))
            continue
        yield it


def _fitted(sketches: Sequence[Sketch], projection: Projection, findings: list[Finding]) -> Iterator[Sketch]:
    """The usable ones, with valid geometry in metres."""
    for it in sketches:
        try:
            geometry = _fit(it, projection.to_metres(it.geometry), findings)
        except UnrepairableError as error:
            findings.append(_finding(it, "geometry", Severity.WARNING, f"{error}: left out"))
            continue
        yield msgspec.structs.replace(it, geometry=geometry)


def _fit(it: Sketch, geometry: BaseGeometry, findings: list[Finding]) -> BaseGeometry:
    def say(rule: str, reason: str) -> None:
        findings.append(_finding(it, rule, Severity.REPAIRED, reason))

    if it.kind in ("amenity", "camera"):
        return fit_point(geometry, say)
    if it.kind == "opening" and isinstance(geometry, shapely.LineString | shapely.MultiLineString):
        return fit_line(geometry, say)
    if it.kind == "opening" and isinstance(geometry, shapely.Point):
        return geometry
    area = fit_area(geometry, say)
    if area.area < _LEAST_AREA_M2:
        raise UnrepairableError("encloses no area")
    return area


class _Completion:
    def __init__(
        self, name: str, sketches: Sequence[Sketch], projection: Projection, findings: list[Finding]
    ) -> None:
        self._name = name
        self._sketches = sketches
        self._projection = projection
        self._findings = findings
        self._taken: set[str] = set()
        self._footprints = self._drawn_footprints()
        self._storeys = self._drawn_storeys()

    def surveyed(self) -> Surveyed:
        for it in self._of("camera"):
            self._say(
                it, "camera", Severity.WARNING, "is a camera: left out here, `cameras` adds it to the campus"
            )
        units = self._on_storeys("unit")
        return {
            "venue": [self._venue()],
            "building": [self._building(index) for index in range(len(self._footprints))],
            "footprint": [self._footprint(index) for index in range(len(self._footprints))],
            "level": [self._level(storey) for storey in self._storeys],
            "unit": units,
            "opening": self._on_storeys("opening"),
            "amenity": [self._amenity(it, units) for it in self._of("amenity")],
        }

    # -- what the map leaves out -----------------------------------------------------------------------------

    def _drawn_footprints(self) -> list[BaseGeometry]:
        drawn = [it.geometry for it in self._of("footprint") or self._of("level") or self._of("unit")]
        reach_m = _WALL_THICKNESS_M / 2
        grown = (
            shapely.union_all(drawn).buffer(reach_m, join_style="mitre").buffer(-reach_m, join_style="mitre")
        )
        return [
            part
            for part in shapely.get_parts(shapely.set_precision(grown, 0.001))
            if isinstance(part, shapely.Polygon)
        ]

    def _drawn_storeys(self) -> list[_Storey]:
        """Levels as drawn, else as far as their rooms reach."""
        for it in self._of("level"):
            if not it.ordinals:
                self._say(
                    it, "level-ordinal", Severity.REPAIRED, "has no ordinal: taken for the ground level"
                )
        drawn, covered = self._by_storey("level"), self._by_storey("unit")
        return [
            _Storey(building=building, ordinal=ordinal, geometry=shapely.union_all(parts))
            for (building, ordinal), parts in sorted((covered | drawn).items())
        ]

    def _by_storey(self, kind: str) -> dict[tuple[int, int], list[BaseGeometry]]:
        parts: dict[tuple[int, int], list[BaseGeometry]] = {}
        for it in self._of(kind):
            building = _nearest(self._footprints, it.geometry)
            for ordinal in it.ordinals or (0,):
                parts.setdefault((building, ordinal), []).append(it.geometry)
        return parts

    # -- features --------------------------------------------------------------------------------------------

    def _venue(self) -> Feature:
        drawn = self._of("venue")
        area = (
            drawn[0].geometry
            if drawn
            else shapely.union_all(self._footprints).convex_hull.buffer(_VENUE_MARGIN_M)
        )
        name = (drawn[0].text("name") if drawn else "") or self._name
        return self._feature("venue", "venue", area, {"name": name})

    def _building(self, index: int) -> Feature:
        name = self._name if len(self._footprints) == 1 else f"{self._name} {index + 1}"
        feature = self._feature("building", str(index), shapely.Point(), {"name": name})
        return msgspec.structs.replace(feature, geometry=None)

    def _footprint(self, index: int) -> Feature:
        properties = {"category": "ground", "building_ids": [self._id("building", str(index))]}
        return self._feature("footprint", str(index), self._footprints[index], properties)

    def _level(self, storey: _Storey) -> Feature:
        properties = {
            "ordinal": storey.ordinal,
            "short_name": str(storey.ordinal) if storey.ordinal >= 0 else f"B{-storey.ordinal}",
            "building_ids": [self._id("building", str(storey.building))],
        }
        return self._feature("level", storey.key, storey.geometry, properties)

    def _on_storeys(self, kind: str) -> list[Feature]:
        features = []
        for it in self._of(kind):
            for ordinal in it.ordinals or (0,):
                here = [storey for storey in self._storeys if storey.ordinal == ordinal]
                if not here:
                    self._say(
                        it, "level", Severity.WARNING, f"is on level {ordinal}, which has no rooms: left out"
                    )
                    continue
                storey = here[_nearest([storey.geometry for storey in here], it.geometry)]
                properties = self._named(it) | {"level_id": self._id("level", storey.key)}
                features.append(self._feature(kind, f"{ordinal}", it.geometry, properties, it))
        return features

    def _amenity(self, it: Sketch, units: Sequence[Feature]) -> Feature:
        point = self._projection.to_degrees(it.geometry)
        around = [
            unit.feature_id for unit in units if unit.geometry is not None and unit.geometry.covers(point)
        ]
        return self._feature(
            "amenity", "", it.geometry, self._named(it) | {"unit_ids": around[:1] or None}, it
        )

    def _named(self, it: Sketch) -> dict[str, Any]:
        return {
            "name": it.text("name", "long_name") or None,
            "number": it.text("number", "ref", "roomnumber", "room_number") or None,
            "category": it.category,
        }

    def _feature(
        self,
        kind: str,
        key: str,
        geometry: BaseGeometry,
        properties: dict[str, Any],
        it: Sketch | None = None,
    ) -> Feature:
        place = f"{it.file}: {it.place}" if it else key
        return Feature(
            feature_id=self._free_id(kind, f"{place}/{key}", it) if it else self._id(kind, key),
            feature_type=kind,
            geometry=self._projection.to_degrees(geometry),
            properties=properties,
            place=place,
        )

    def _free_id(self, kind: str, key: str, it: Sketch) -> str:
        """The same on every import; two features that share an id, or have it twice on a level, get two."""
        feature_id = self._id(kind, key)
        if feature_id in self._taken:
            self._say(it, "feature-id", Severity.REPAIRED, "has the id of another feature: given its own")
        repeat = 1
        while feature_id in self._taken:
            repeat += 1
            feature_id = self._id(kind, f"{key}/{repeat}")
        self._taken.add(feature_id)
        return feature_id

    def _id(self, kind: str, key: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self._name}/{kind}/{key}"))

    def _of(self, kind: str) -> list[Sketch]:
        return [it for it in self._sketches if it.kind == kind]

    def _say(self, it: Sketch, rule: str, severity: Severity, reason: str) -> None:
        self._findings.append(_finding(it, rule, severity, reason))


def _nearest(areas: Sequence[BaseGeometry], geometry: BaseGeometry) -> int:
    """The area that holds most of a geometry, else the closest one."""

    def closeness(index: int) -> tuple[float, float]:
        return -areas[index].intersection(geometry).area, areas[index].distance(geometry)

    return min(range(len(areas)), key=closeness)


def _finding(it: Sketch, rule: str, severity: Severity, reason: str) -> Finding:
    return Finding(file=it.file, feature=it.place, rule=rule, severity=severity, reason=reason)
