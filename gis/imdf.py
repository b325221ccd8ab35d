"""Reads an IMDF 1.0.0 archive (OGC 20-094), folder or zip, with its `camera.geojson`, into a Campus."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from gis.archive import read_files
from gis.assembly import assemble
from gis.campus import Campus
from gis.extent import check_extent
from gis.feature_reader import Surveyed
from gis.finding import Finding, Severity, SurveyError
from gis.geojson import read_features
from gis.projection import Projection
from gis.rules import check_rules

VERSION = "1.0.0"
# fmt: off
FEATURE_TYPES = (
    "address", "amenity", "anchor", "building", "camera", "detail", "fixture", "footprint", "geofence",
    "kiosk", "level", "occupant", "opening", "relationship", "section", "unit", "venue",
)
# fmt: on
# Cameras, and the short names and numbers that responders use, are not in the standard: they are declared.
CAMERA_EXTENSION = "imdf:extension:responder:camera#1.0.0"
SAFETY_EXTENSION = "imdf:extension:responder:safety#1.0.0"

_EXTENSION = re.compile(
    r"imdf:extension:[a-z0-9][\w.-]*:[a-z0-9][\w.-]*#[a-z0-9][\w.-]*", re.ASCII | re.IGNORECASE
)
REQUIRED_TYPES = ("venue", "building", "level", "unit")


class Manifest(Struct, frozen=True, kw_only=True):
    """`manifest.json` as the standard's section "Manifest" has it."""

    version: str
    created: str
    language: str
    generated_by: str | None = None
    extensions: list[str] | None = None


def read_campus(path: Path) -> Campus:
    """The campus in an IMDF folder or zip archive.

    Raises SurveyError(file, feature, reason) for the first error found.
    """
    campus, findings = check_campus(path)
    if campus is not None:
        return campus
    worst = next(finding for finding in findings if finding.severity == Severity.ERROR)
    raise SurveyError(worst.file, worst.feature, worst.reason)


def check_campus(path: Path) -> tuple[Campus | None, tuple[Finding, ...]]:
    """The campus, or None when it cannot be used, and everything there is to say about it."""
    try:
        files = read_files(path)
        manifest, findings = _read_manifest(path.name, files)
        surveyed, read_findings = _read_members(path.name, files)
    except SurveyError as error:
        return None, (_error(error.file, error.feature, "readable", error.reason),)
    findings += read_findings
    findings += _check_members(path.name, files, manifest)
    findings += _check_ids(path.name, surveyed)
    campus, assembly_findings = assemble(path.stem, path.name, surveyed, manifest.language)
    findings += assembly_findings
    if any(finding.severity == Severity.ERROR for finding in findings):
        return None, tuple(findings)
    if campus is None:
        return None, tuple(findings)
    try:
        _check_extent(path.name, campus)
    except SurveyError as error:
        return None, (*findings, _error(error.file, error.feature, "extent", error.reason))
    return campus, (*findings, *check_rules(campus, path.name))


def _check_extent(name: str, campus: Campus) -> None:
    """Raises SurveyError: a grid, a map, a route over half the Earth would never be done."""
    projection = Projection.around(campus.buildings[0].footprint if campus.buildings else campus.venue)
    parts: list[BaseGeometry] = [campus.venue]
    parts += [it.footprint for it in campus.buildings]
    parts += [it.geometry for it in campus.levels]
    parts += [it.geometry for it in campus.units]
    parts += [it.geometry for it in campus.openings]
    parts += [it.geometry for it in campus.amenities]
    parts += [it.position for it in campus.cameras]
    check_extent(name, [projection.to_metres(it) for it in parts])


def _read_manifest(name: str, files: Mapping[str, bytes]) -> tuple[Manifest, list[Finding]]:
    file = f"{name}/manifest.json"
    if "manifest.json" not in files:
        raise SurveyError(file, "", "is missing: not an IMDF archive")
    try:
        manifest = msgspec.json.decode(files["manifest.json"], type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SurveyError(file, "", f"is not an IMDF manifest: {error}") from error
    if manifest.version != VERSION:
        raise SurveyError(file, "", f"has version {manifest.version!r}: only {VERSION} can be read")
    malformed = [it for it in manifest.extensions or [] if not _EXTENSION.fullmatch(it)]
    return manifest, [
        _warning(file, "", "extensions", f"names {it!r}, which is no extension identifier")
        for it in malformed
    ]


def _read_members(name: str, files: Mapping[str, bytes]) -> tuple[Surveyed, list[Finding]]:
    surveyed: Surveyed = {}
    findings: list[Finding] = []
    for feature_type in FEATURE_TYPES:
        content = files.get(f"{feature_type}.geojson")
        if content is None:
            continue
        collection = read_features(f"{name}/{feature_type}.geojson", content)
        surveyed[feature_type] = collection.features
        findings.extend(collection.findings)
        if collection.crs:
            findings.append(_repaired_crs(name, feature_type, collection.crs))
    return surveyed, findings


def _repaired_crs(name: str, feature_type: str, crs: str) -> Finding:
    if not crs.endswith(("CRS84", "EPSG::4326", "EPSG:4326")):
        raise SurveyError(f"{name}/{feature_type}.geojson", "", f"is in {crs}: IMDF is in WGS84 degrees")
    return Finding(
        file=f"{name}/{feature_type}.geojson",
        feature="",
        rule="legacy-crs",
        severity=Severity.REPAIRED,
        reason=f"has a `crs` member ({crs}), which RFC 7946 removed: ignored",
    )


def _check_members(name: str, files: Mapping[str, bytes], manifest: Manifest) -> Iterator[Finding]:
    for feature_type in REQUIRED_TYPES:
        if f"{feature_type}.geojson" not in files:
            yield _error(f"{name}/{feature_type}.geojson", "", "required-file", "is missing")
    if "camera.geojson" in files and CAMERA_EXTENSION not in (manifest.extensions or []):
        reason = f"does not declare {CAMERA_EXTENSION}, which camera.geojson needs"
        yield _warning(f"{name}/manifest.json", "", "extensions", reason)
    for file in files:
        if file.endswith(".geojson") and file.removesuffix(".geojson") not in FEATURE_TYPES:
            yield _warning(f"{name}/{file}", "", "known-file", "is not an IMDF feature type: not read")


def _check_ids(name: str, surveyed: Surveyed) -> Iterator[Finding]:
    """IMDF, "Feature": `id` is a UUID, unique in the archive; `feature_type` names the file's type."""
    seen: set[str] = set()
    for feature_type, features in surveyed.items():
        file = f"{name}/{feature_type}.geojson"
        for feature in features:
            if not feature.feature_id:
                yield _error(file, feature.place, "feature-id", "has no id")
            elif not _is_uuid(feature.feature_id):
                yield _error(file, feature.place, "feature-id", "has an id that is not a UUID")
            elif feature.feature_id in seen:
                yield _error(file, feature.place, "feature-id", "has an id that another feature has too")
            seen.add(feature.feature_id)
            if feature.feature_type != feature_type:
                reason = f"has feature_type {feature.feature_type!r} instead of {feature_type!r}"
                yield _error(file, feature.place, "feature-type", reason)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _error(file: str, feature: str, rule: str, reason: str) -> Finding:
    return Finding(file=file, feature=feature, rule=rule, severity=Severity.ERROR, reason=reason)


def _warning(file: str, feature: str, rule: str, reason: str) -> Finding:
    return Finding(file=file, feature=feature, rule=rule, severity=Severity.WARNING, reason=reason)
