"""Reads any map a district has: IMDF, GeoJSON layers, GeoPackage, zipped shapefiles, OSM indoor GeoJSON."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas
import msgspec
import numpy as np
import pyproj
import shapely

from gis.archive import UNPACKED_LIMIT_BYTES, read_files
from gis.assembly import assemble
from gis.campus import Campus
from gis.completion import complete
from gis.feature_reader import Surveyed
from gis.finding import Finding, Severity, SurveyError
from gis.geojson import FEATURE_LIMIT, VERTEX_LIMIT, Collection, Feature, read_features
from gis.imdf import check_campus
from gis.rules import check_rules
from gis.sketch import Layer, sketch

WGS84 = "EPSG:4326"
_DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")
# Without a .prj, coordinates that fit in degrees and span less than this many can hardly be anything else.
_CAMPUS_DEG = 0.2

_GEOJSON = (".geojson", ".json")
_TABLES = (".gpkg", ".shp")


def read_survey(path: Path, *, crs: str = "") -> Campus:
    """The campus in a map of any kind; `crs` names its system where the map does not.

    Raises SurveyError(file, feature, reason) for the first error found.
    """
    campus, findings = check_survey(path, crs=crs)
    if campus is not None:
        return campus
    worst = next(finding for finding in findings if finding.severity == Severity.ERROR)
    raise SurveyError(worst.file, worst.feature, worst.reason)


def check_survey(path: Path, *, crs: str = "") -> tuple[Campus | None, tuple[Finding, ...]]:
    """The campus, or None when it cannot be used, and everything that was repaired or is wrong."""
    findings: list[Finding] = []
    try:
        if "manifest.json" in _files(path):
            return check_campus(path)
        campus = _read_foreign(path, crs, findings)
    except SurveyError as error:
        refused = Finding(
            file=error.file,
            feature=error.feature,
            rule="readable",
            severity=Severity.ERROR,
            reason=error.reason,
        )
        return None, (*findings, refused)
    return campus, tuple(findings)


def read_layers(path: Path, crs: str, findings: list[Finding]) -> list[Layer]:
    """The layers of a foreign map in WGS84, not yet understood; adds what it repaired to `findings`.

    Raises SurveyError.
    """
    layers = list(_Reader(crs, findings).layers(_files(path)))
    if not layers:
        raise SurveyError(path.name, "", "holds no GeoJSON, GeoPackage or shapefile")
    _check_limits(path.name, layers)
    return layers


def _read_foreign(path: Path, crs: str, findings: list[Finding]) -> Campus | None:
    sketches, sketch_findings = sketch(read_layers(path, crs, findings))
    findings += sketch_findings
    surveyed = complete(path.stem, sketches, findings)
    campus, assembly_findings = assemble(path.stem, path.name, surveyed, "en")
    found = [*assembly_findings, *(check_rules(campus, path.name) if campus is not None else ())]
    findings += _traced(found, surveyed)
    return campus


def _traced(findings: Iterable[Finding], surveyed: Surveyed) -> Iterator[Finding]:
    """Findings about features that got their id here, by the place in the source that a person can find."""
    places = {it.feature_id: it.place for features in surveyed.values() for it in features}
    for it in findings:
        file, _, feature = places.get(it.feature, it.feature).rpartition(": ")
        yield msgspec.structs.replace(it, file=file, feature=feature) if file else it


def _files(path: Path) -> dict[str, bytes]:
    if path.is_file() and path.suffix.lower() in (*_GEOJSON, ".gpkg"):
        if path.stat().st_size > UNPACKED_LIMIT_BYTES:
            raise SurveyError(path.name, "", f"larger than {UNPACKED_LIMIT_BYTES >> 20} MB")
        return {path.name: path.read_bytes()}
    return read_files(path)


def _check_limits(name: str, layers: Iterable[Layer]) -> None:
    shapes = [it.geometry for layer in layers for it in layer.features if it.geometry is not None]
    if len(shapes) > FEATURE_LIMIT:
        raise SurveyError(name, "", f"has more than {FEATURE_LIMIT} features")
    if int(shapely.get_num_coordinates(shapes).sum()) > VERTEX_LIMIT:
        raise SurveyError(name, "", f"has more than {VERTEX_LIMIT} vertices")


class _Reader:
    """Turns files into layers in WGS84; says what it made of their coordinate systems."""

    def __init__(self, crs: str, findings: list[Finding]) -> None:
        self._crs = crs
        self._findings = findings

    def layers(self, files: Mapping[str, bytes]) -> Iterator[Layer]:
        for name, content in files.items():
            if name.lower().endswith(_GEOJSON):
                yield from self._geojson(name, content)
        tables = {name: content for name, content in files.items() if not name.lower().endswith(_GEOJSON)}
        if any(name.lower().endswith(_TABLES) for name in tables):
            with tempfile.TemporaryDirectory() as folder:
                yield from self._tables(Path(folder), tables)

    def _geojson(self, name: str, content: bytes) -> Iterator[Layer]:
        if b"FeatureCollection" not in content[:4096]:
            self._findings.append(
                _warning(name, "", "known-file", "is no GeoJSON FeatureCollection: not read")
            )
            return
        collection: Collection = read_features(name, content)
        self._findings += [
            _left_out(it) if it.severity == Severity.ERROR else it for it in collection.findings
        ]
        if collection.crs:
            self._findings.append(_repaired(name, "", "legacy-crs", f"has a `crs` member ({collection.crs})"))
        named = "" if collection.crs.endswith(_DEGREES) else collection.crs
        yield Layer(name=name, features=self._in_degrees(name, collection.features, named or WGS84))

    def _tables(self, folder: Path, files: Mapping[str, bytes]) -> Iterator[Layer]:
        for name, content in files.items():
            # Parts of a shapefile find each other by name; folders inside the archive do not matter to them.
            (folder / PurePosixPath(name).name).write_bytes(content)
        for path in sorted(it for it in folder.iterdir() if it.suffix.lower() in _TABLES):
            for table, frame in _frames(path):
                yield self._table(path.name if path.suffix.lower() == ".shp" else table, frame)

    def _table(self, name: str, frame: geopandas.GeoDataFrame) -> Layer:
        features = tuple(_rows(frame))
        crs = frame.crs.to_wkt() if frame.crs is not None else self._guess(name, features)
        return Layer(name=name, features=self._in_degrees(name, features, crs))

    def _guess(self, name: str, features: tuple[Feature, ...]) -> str:
        if self._crs or not features:
            return self._crs or WGS84
        bounds = _bounds(name, features)
        spans_campus = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) < _CAMPUS_DEG
        if spans_campus and max(map(abs, bounds)) <= 180:
            self._findings.append(
                _repaired(name, "", "missing-prj", "names no coordinate system: read as degrees")
            )
            return WGS84
        raise SurveyError(name, "", "names no coordinate system (.prj): say which with --crs")

    def _in_degrees(self, name: str, features: tuple[Feature, ...], crs: str) -> tuple[Feature, ...]:
        shaped = [it for it in features if it.geometry is not None]
        if not shaped:
            return features
        if not crs.endswith(_DEGREES):
            shaped = _reprojected(name, shaped, crs)
        west, south, east, north = _bounds(name, shaped)
        if max(-south, north) > 90 >= max(-west, east):
            self._findings.append(
                _repaired(name, "", "swapped-axes", "has latitude before longitude: swapped them")
            )
            shaped = [_mapped(it, lambda xy: xy[:, ::-1]) for it in shaped]
        by_place = {it.place: it for it in shaped}
        return tuple(by_place.get(it.place, it) for it in features)


def _frames(path: Path) -> list[tuple[str, geopandas.GeoDataFrame]]:
    """The tables of a file that have a geometry, by name."""
    try:
        names = geopandas.list_layers(path)["name"]
        frames = [(str(name), geopandas.read_file(path, layer=name)) for name in names]
    except (RuntimeError, ValueError) as error:
        # GDAL's own errors arrive as RuntimeError, what shapely makes of their geometries as ValueError.
        raise SurveyError(path.name, "", f"cannot be read: {error}") from error
    return [(name, frame) for name, frame in frames if isinstance(frame, geopandas.GeoDataFrame)]


def _rows(frame: geopandas.GeoDataFrame) -> Iterator[Feature]:
    names = [name for name in frame.columns if name != frame.geometry.name]
    for index, (geometry, *values) in enumerate(
        zip(frame.geometry, *(frame[name].tolist() for name in names), strict=True)
    ):
        properties = {name: value for name, value in zip(names, values, strict=True) if _is_given(value)}
        shape = (
            None
            if geometry is None or geometry.is_empty
            else shapely.orient_polygons(shapely.force_2d(geometry))
        )
        yield Feature(
            feature_id="", feature_type="", geometry=shape, properties=properties, place=f"features[{index}]"
        )


def _is_given(value: Any) -> bool:
    """pandas says "nothing" in many ways; all of them differ from themselves or are None."""
    return value is not None and bool(value == value)


def _reprojected(name: str, features: list[Feature], crs: str) -> list[Feature]:
    try:
        there = geopandas.GeoSeries([it.geometry for it in features], crs=crs).to_crs(WGS84)
    except (pyproj.exceptions.CRSError, pyproj.exceptions.ProjError) as error:
        raise SurveyError(name, "", f"is in a coordinate system that is not known: {error}") from error
    return [msgspec.structs.replace(it, geometry=shape) for it, shape in zip(features, there, strict=True)]


def _mapped(feature: Feature, change: Callable[[Any], Any]) -> Feature:
    geometry = shapely.orient_polygons(shapely.transform(feature.geometry, change))
    return msgspec.structs.replace(feature, geometry=geometry)


def _bounds(name: str, features: Iterable[Feature]) -> tuple[float, float, float, float]:
    shapes = [it.geometry for it in features if it.geometry is not None]
    west, south, east, north = shapely.total_bounds(shapes).tolist() if shapes else [0.0] * 4
    if not np.isfinite([west, south, east, north]).all():
        raise SurveyError(name, "", "has coordinates outside its coordinate system")
    return west, south, east, north


def _left_out(it: Finding) -> Finding:
    """A foreign map is used without the features that cannot be read; an IMDF archive would be refused."""
    return msgspec.structs.replace(it, severity=Severity.WARNING, reason=f"{it.reason}: left out")


def _warning(file: str, feature: str, rule: str, reason: str) -> Finding:
    return Finding(file=file, feature=feature, rule=rule, severity=Severity.WARNING, reason=reason)


def _repaired(file: str, feature: str, rule: str, reason: str) -> Finding:
    return Finding(file=file, feature=feature, rule=rule, severity=Severity.REPAIRED, reason=reason)
