"""GeoJSON (RFC 7946): a liberal reader that says what it repaired, and a strict, diffable writer."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec
import shapely
from msgspec import Meta, Struct
from shapely.geometry.base import BaseGeometry

from gis.finding import Finding, Severity, SurveyError

FEATURE_LIMIT = 50_000
VERTEX_LIMIT = 2_000_000
# 8 decimals of a degree are 1.1 mm: walls that were drawn to meet still meet after a round trip.
FILE_DECIMALS = 8

Position = Annotated[list[float], Meta(min_length=2)]
# Two positions make a line; three make a ring that was left open, which there is one right way to close.
Line = Annotated[list[Position], Meta(min_length=2)]
Ring = Annotated[list[Position], Meta(min_length=3)]
Rings = Annotated[list[Ring], Meta(min_length=1)]


class _Geometry(Struct, tag_field="type"):
    """One of RFC 7946's geometries as it stands in the file."""


class _Point(_Geometry, tag="Point"):
    coordinates: Position


class _MultiPoint(_Geometry, tag="MultiPoint"):
    coordinates: list[Position]


class _LineString(_Geometry, tag="LineString"):
    coordinates: Line


class _MultiLineString(_Geometry, tag="MultiLineString"):
    coordinates: list[Line]


class _Polygon(_Geometry, tag="Polygon"):
    coordinates: Rings


class _MultiPolygon(_Geometry, tag="MultiPolygon"):
    coordinates: list[Rings]


_AnyGeometry = _Point | _MultiPoint | _LineString | _MultiLineString | _Polygon | _MultiPolygon


class _Feature(Struct):
    type: str
    geometry: _AnyGeometry | None = None
    id: str | int | float | None = None
    feature_type: str | None = None
    properties: dict[str, Any] | None = None


class _FeatureCollection(Struct):
    type: str
    features: list[msgspec.Raw]
    crs: Any = None


class Feature(Struct, frozen=True, kw_only=True):
    """A feature whose rings follow the right-hand rule and whose properties are an object.

    `feature_id` is empty when the file gives none; `feature_type` is IMDF's foreign member, empty likewise.
    """

    feature_id: str
    feature_type: str
    geometry: BaseGeometry | None
    properties: dict[str, Any]
    place: str
    """How a finding names it: its id, or its position in the file."""


class Collection(Struct, frozen=True, kw_only=True):
    """The readable features of one file, the name of its legacy `crs` (empty if none), and the findings."""

    features: tuple[Feature, ...]
    crs: str
    findings: tuple[Finding, ...]


def read_features(file: str, content: bytes) -> Collection:
    """The features of a GeoJSON FeatureCollection; unreadable features become error findings.

    Raises SurveyError when the file as a whole cannot be read or exceeds a limit.
    """
    raw = _decode_collection(file, content)
    features: list[Feature] = []
    findings: list[Finding] = []
    vertices = 0
    for index, raw_feature in enumerate(raw.features):
        try:
            feature, repairs = _read_feature(file, f"features[{index}]", raw_feature)
        except SurveyError as error:
            findings.append(_finding(file, error.feature, "geojson", Severity.ERROR, error.reason))
            continue
        vertices += 0 if feature.geometry is None else int(shapely.get_num_coordinates(feature.geometry))
        if vertices > VERTEX_LIMIT:
            raise SurveyError(file, "", f"has more than {VERTEX_LIMIT} vertices")
        features.append(feature)
        findings.extend(repairs)
    return Collection(features=tuple(features), crs=_crs_name(raw.crs), findings=tuple(findings))


def _decode_collection(file: str, content: bytes) -> _FeatureCollection:
    try:
        raw = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=_FeatureCollection)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SurveyError(file, "", f"is not a GeoJSON FeatureCollection: {error}") from error
    if raw.type != "FeatureCollection":
        raise SurveyError(file, "", f"is a {raw.type!r}, not a FeatureCollection")
    if len(raw.features) > FEATURE_LIMIT:
        raise SurveyError(file, "", f"has more than {FEATURE_LIMIT} features")
    return raw


def _read_feature(file: str, place: str, raw: msgspec.Raw) -> tuple[Feature, list[Finding]]:
    try:
        parsed = msgspec.json.decode(raw, type=_Feature)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SurveyError(file, place, f"is not a GeoJSON feature: {error}") from error
    feature_id = "" if parsed.id is None else str(parsed.id)
    place = feature_id or place
    findings = []
    if parsed.properties is None:
        findings.append(
            _finding(file, place, "properties", Severity.REPAIRED, "has no properties: took an empty object")
        )
    geometry, repairs = (None, []) if parsed.geometry is None else _to_shape(file, place, parsed.geometry)
    feature = Feature(
        feature_id=feature_id,
        feature_type=parsed.feature_type or "",
        geometry=geometry,
        properties=parsed.properties or {},
        place=place,
    )
    return feature, findings + repairs


def _to_shape(file: str, place: str, raw: _AnyGeometry) -> tuple[BaseGeometry, list[Finding]]:
    kind = type(raw).__name__.lstrip("_")
    try:
        shape = shapely.geometry.shape({"type": kind, "coordinates": _flat(raw.coordinates)})
    except (ValueError, shapely.errors.GEOSException) as error:
        raise SurveyError(file, place, f"has no usable {kind}: {error}") from error
    if shape.is_empty:
        raise SurveyError(file, place, f"has an empty {kind}")
    oriented = shapely.orient_polygons(shape)
    if shapely.equals_identical(oriented, shape):
        return shape, []
    reason = "has rings against the right-hand rule: turned them round"
    return oriented, [_finding(file, place, "ring-orientation", Severity.REPAIRED, reason)]


def _flat(coordinates: Any) -> Any:
    """Coordinates without their third dimension: a level says how high a thing is."""
    if not coordinates:
        return coordinates
    if isinstance(coordinates[0], float):
        return coordinates[:2]
    return [_flat(part) for part in coordinates]


def _crs_name(crs: Any) -> str:
    """The name in a GeoJSON 2008 `crs` member, which RFC 7946 removed but most tools still write."""
    if not isinstance(crs, dict) or not isinstance(crs.get("properties"), dict):
        return ""
    name = crs["properties"].get("name", "")
    return name if isinstance(name, str) else ""


def _finding(file: str, feature: str, rule: str, severity: Severity, reason: str) -> Finding:
    return Finding(file=file, feature=feature, rule=rule, severity=severity, reason=reason)


def geometry_json(geometry: BaseGeometry | None, decimals: int = FILE_DECIMALS) -> dict[str, Any] | None:
    """A GeoJSON geometry with right-handed rings and coordinates rounded to `decimals`."""
    if geometry is None:
        return None
    oriented = shapely.orient_polygons(geometry)
    return {"type": oriented.geom_type, "coordinates": _rounded(oriented, decimals)}


def _rounded(geometry: BaseGeometry, decimals: int) -> Any:
    if isinstance(geometry, shapely.Point):
        return [round(geometry.x, decimals), round(geometry.y, decimals)]
    if isinstance(geometry, shapely.Polygon):
        return [_rounded(ring, decimals) for ring in (geometry.exterior, *geometry.interiors)]
    if isinstance(geometry, shapely.LineString):
        return [[round(x, decimals), round(y, decimals)] for x, y in geometry.coords]
    return [_rounded(part, decimals) for part in shapely.get_parts(geometry)]


def write_features(features: Iterable[dict[str, Any]]) -> bytes:
    """A FeatureCollection with one feature a line, so that a change to one room is one line of a diff."""
    lines = b",\n".join(_lines(features))
    return b'{"type":"FeatureCollection","features":[\n' + lines + b"\n]}\n"


def _lines(features: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    return (msgspec.json.encode(feature) for feature in features)
