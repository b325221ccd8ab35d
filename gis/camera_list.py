"""Reads a list of cameras as a district keeps it: CSV or any map format, columns by any name."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely
from msgspec import Struct

from gis.finding import Finding, Severity, SurveyError
from gis.geojson import FEATURE_LIMIT, Feature
from gis.sketch import Layer
from gis.survey import read_layers

# The field of a camera -> the column names that are taken for it, compared without case, spaces and signs.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "camera_id": ("cameraid", "id", "assetid", "deviceid"),
    "name": ("name", "cameraname", "camera", "label", "description", "title"),
    "longitude": ("longitude", "lon", "lng", "long", "x"),
    "latitude": ("latitude", "lat", "y"),
    "building": ("building", "buildingid", "buildingname", "school", "facility"),
    "level": ("level", "levelid", "floor", "storey"),
    "azimuth_deg": ("azimuthdeg", "azimuth", "heading", "bearing", "direction", "cameradirection"),
    "fov_deg": ("fovdeg", "fov", "hfov", "fieldofview", "angle", "viewangle"),
    "range_m": ("rangem", "range", "distance", "distancem", "viewdistance"),
    "height_m": ("heightm", "height", "mountingheight"),
    "mount": ("mount", "mounting", "cameramount", "mounttype"),
}
# Lowest and highest value that can be meant; beyond them lies what software writes for "unknown".
_PLAUSIBLE = {"azimuth_deg": (-360, 360), "fov_deg": (1, 360), "range_m": (0.5, 500), "height_m": (0, 100)}
_MOUNTS = {"wall": "wall", "ceiling": "ceiling", "pendant": "ceiling", "dome": "ceiling", "pole": "pole"}


class CameraDraft(Struct, frozen=True, kw_only=True):
    """One line of a list, before it is placed on a campus."""

    place: str
    """Where it stands in the list, such as `row 7`."""
    camera_id: str
    name: str
    longitude: float
    latitude: float
    building: str
    """As the list names it; empty when it does not."""
    level: str
    azimuth_deg: float | None
    fov_deg: float | None
    range_m: float | None
    height_m: float | None
    mount: str


def read_camera_list(
    path: Path, *, columns: Mapping[str, str] | None = None, crs: str = ""
) -> tuple[tuple[CameraDraft, ...], tuple[Finding, ...]]:
    """The cameras of a list and what is odd about them.

    `columns` maps a field of ALIASES to the list's own column name and goes before the aliases; `crs` names
    the coordinate system of a table that does not name its own. Raises SurveyError for an unreadable list.
    """
    findings: list[Finding] = []
    is_csv = path.suffix.lower() == ".csv"
    layers = [_read_csv(path, columns or {})] if is_csv else read_layers(path, crs, findings)
    reader = _DraftReader(columns or {}, findings)
    drafts = tuple(draft for layer in layers for draft in reader.drafts(layer))
    if not drafts:
        raise SurveyError(path.name, "", "holds no camera with a position")
    return drafts, tuple(findings)


def _read_csv(path: Path, columns: Mapping[str, str]) -> Layer:
    try:
        text = path.read_text(encoding="utf-8-sig")
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
        rows = list(csv.DictReader(io.StringIO(text), dialect=dialect))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SurveyError(path.name, "", f"is not a CSV file in UTF-8: {error}") from error
    if len(rows) > FEATURE_LIMIT:
        raise SurveyError(path.name, "", f"has more than {FEATURE_LIMIT} rows")
    header = _Header(rows[0] if rows else {}, columns)
    for field in ("longitude", "latitude"):
        if header.column(field) is None:
            raise SurveyError(
                path.name, "", f"has no column for the {field}: name it with --column {field}=..."
            )
    # Row 1 is the header, as a spreadsheet counts.
    features = (_row_feature(header, row, f"row {number}") for number, row in enumerate(rows, 2))
    return Layer(name=path.name, features=tuple(features))


def _row_feature(header: "_Header", row: Mapping[str, Any], place: str) -> Feature:
    longitude, latitude = (_number(row.get(header.column(it) or "")) for it in ("longitude", "latitude"))
    return Feature(
        feature_id="",
        feature_type="camera",
        geometry=_point(longitude, latitude),
        properties={name: value for name, value in row.items() if isinstance(name, str)},
        place=place,
    )


def _point(longitude: float | None, latitude: float | None) -> shapely.Point | None:
    if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:
        return None
    return shapely.Point(longitude, latitude)


class _Header:
    """Finds the column of a field among the names that a list uses."""

    def __init__(self, row: Mapping[str, Any], columns: Mapping[str, str]) -> None:
        self._columns = columns
        self._by_plain_name = {_plain(name): name for name in row if isinstance(name, str)}

    def column(self, field: str) -> str | None:
        if field in self._columns:
            return self._columns[field]
        return next((self._by_plain_name[it] for it in ALIASES[field] if it in self._by_plain_name), None)


class _DraftReader:
    def __init__(self, columns: Mapping[str, str], findings: list[Finding]) -> None:
        self._columns = columns
        self._findings = findings
        self._file = ""

    def drafts(self, layer: Layer) -> Iterator[CameraDraft]:
        self._file = layer.name
        header = _Header({name: None for it in layer.features for name in it.properties}, self._columns)
        for number, feature in enumerate(layer.features, 1):
            if not isinstance(feature.geometry, shapely.Point):
                self._warn(feature.place, "position", "has no usable position: left out")
                continue
            yield self._draft(header, feature, number)

    def _draft(self, header: _Header, feature: Feature, number: int) -> CameraDraft:
        def text(field: str) -> str:
            value = feature.properties.get(header.column(field) or "")
            return "" if value is None else str(value).strip()

        point = feature.geometry
        return CameraDraft(
            place=feature.place,
            camera_id=text("camera_id"),
            name=text("name") or f"Camera {number}",
            longitude=float(shapely.get_x(point)),
            latitude=float(shapely.get_y(point)),
            building=text("building"),
            level=text("level"),
            azimuth_deg=self._azimuth(feature.place, text("azimuth_deg")),
            fov_deg=self._plausible(feature.place, "fov_deg", text("fov_deg")),
            range_m=self._plausible(feature.place, "range_m", text("range_m")),
            height_m=self._plausible(feature.place, "height_m", text("height_m")),
            mount=_MOUNTS.get(text("mount").lower(), ""),
        )

    def _azimuth(self, place: str, text: str) -> float | None:
        stated = self._plausible(place, "azimuth_deg", text)
        return None if stated is None else stated % 360

    def _plausible(self, place: str, field: str, text: str) -> float | None:
        if not text:
            return None
        value, (low, high) = _number(text), _PLAUSIBLE[field]
        if value is not None and low <= value <= high:
            return value
        self._warn(place, "optics", f"has {field} {text!r}: taken as not surveyed")
        return None

    def _warn(self, place: str, rule: str, reason: str) -> None:
        severity = Severity.WARNING
        self._findings.append(
            Finding(file=self._file, feature=place, rule=rule, severity=severity, reason=reason)
        )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _number(value: object) -> float | None:
    """A number as people write it: `12.5`, `12,5`, `90°`."""
    text = str(value if value is not None else "").strip().rstrip("°").replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return None


def parse_columns(pairs: Iterable[str]) -> dict[str, str]:
    """`azimuth_deg=Heading` -> {"azimuth_deg": "Heading"}. Raises ValueError for an unknown field."""
    columns = {}
    for pair in pairs:
        field, _, column = pair.partition("=")
        if field not in ALIASES or not column:
            raise ValueError(f"{pair!r} is not FIELD=COLUMN with a field of {', '.join(ALIASES)}")
        columns[field] = column
    return columns
