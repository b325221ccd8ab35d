"""Writes a campus as an IMDF 1.0.0 archive: a folder that diffs well, or a zip to hand on."""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from gis.campus import Amenity, Building, Camera, Campus, Level, Opening, Unit
from gis.geojson import geometry_json, write_features
from gis.imdf import CAMERA_EXTENSION, REQUIRED_TYPES, SAFETY_EXTENSION, VERSION, Manifest

# Zip stamps every member; the same campus must give the same bytes.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def imdf_files(campus: Campus, *, created: str, security_amenities: bool = False) -> dict[str, bytes]:
    """Name -> content of the archive; `created` is an ISO 8601 time.

    With `security_amenities` every camera is an amenity of category `security` too, which is how readers that
    do not know the camera extension see it.
    """
    features = _Writer(campus).features()
    if security_amenities:
        features["amenity"] += [_security_amenity(campus, camera) for camera in campus.cameras]
    manifest = Manifest(
        version=VERSION,
        created=created,
        language="en",
        extensions=[CAMERA_EXTENSION, SAFETY_EXTENSION],
    )
    written = {name: it for name, it in features.items() if it or name in REQUIRED_TYPES}
    files = {f"{name}.geojson": write_features(members) for name, members in written.items()}
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    return {"manifest.json": encoded + b"\n", **files}


def imdf_zip(files: dict[str, bytes]) -> bytes:
    """The archive as one zip; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Writes a whole archive or nothing. Raises FileExistsError when the folder is already there."""
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        whole = Path(scratch) / folder.name
        whole.mkdir()
        for name, content in files.items():
            (whole / name).write_bytes(content)
        os.rename(whole, folder)


def camera_feature(camera: Camera, building: Building, level: Level | None) -> dict[str, Any]:
    """A camera as it stands in camera.geojson."""
    return _feature(
        "camera",
        camera.feature_id,
        camera.position,
        name=_label(camera.name),
        camera_id=camera.camera_id,
        building_id=building.feature_id,
        level_id=level.feature_id if level else None,
        unit_id=camera.unit_id,
        azimuth_deg=camera.azimuth_deg,
        fov_deg=camera.fov_deg,
        range_m=camera.range_m,
        height_m=camera.height_m,
        mount=camera.mount or None,
        verified_on=camera.verified_on,
        **({"privacy_masks": camera.privacy_masks} if camera.privacy_masks else {}),
    )


class _Writer:
    def __init__(self, campus: Campus) -> None:
        self._campus = campus
        self._address_id = _id(campus, "address") if campus.address else None

    def features(self) -> dict[str, list[dict[str, Any]]]:
        campus = self._campus
        return {
            "address": [self._address()] if campus.address else [],
            "venue": [self._venue()],
            "building": [self._building(it) for it in campus.buildings],
            "footprint": [self._footprint(it) for it in campus.buildings],
            "level": [self._level(it) for it in campus.levels],
            "unit": [self._unit(it) for it in campus.units],
            "opening": [self._opening(it) for it in campus.openings],
            "amenity": [self._amenity(it) for it in campus.amenities],
            "camera": [self._camera(it) for it in campus.cameras],
        }

    def _address(self) -> dict[str, Any]:
        unknown = {"unit": None, "postal_code_ext": None, "postal_code_vanity": None}
        return _feature(
            "address", _id(self._campus, "address"), None, **_fields(self._campus.address), **unknown
        )

    def _venue(self) -> dict[str, Any]:
        return _feature(
            "venue",
            _id(self._campus, "venue"),
            self._campus.venue,
            category=self._campus.category,
            restriction="restricted",
            name=_label(self._campus.name),
            alt_name=None,
            hours=None,
            website=None,
            phone=None,
            display_point=_display_point(self._campus.venue),
            address_id=self._address_id,
        )

    def _building(self, building: Building) -> dict[str, Any]:
        return _feature(
            "building",
            building.feature_id,
            None,
            name=_label(building.name),
            alt_name=None,
            category=building.category,
            restriction=None,
            display_point=_display_point(building.footprint),
            address_id=self._address_id,
            slug=building.building_id,
        )

    def _footprint(self, building: Building) -> dict[str, Any]:
        footprint_id = _id(self._campus, f"footprint/{building.feature_id}")
        properties = {"category": "ground", "name": None, "building_ids": [building.feature_id]}
        return _feature("footprint", footprint_id, building.footprint, **properties)

    def _level(self, level: Level) -> dict[str, Any]:
        building = self._campus.building_by_id.get(level.building_id or "")
        return _feature(
            "level",
            level.feature_id,
            level.geometry,
            category="unspecified",
            restriction=None,
            outdoor=level.outdoor,
            ordinal=level.ordinal,
            name=_label(level.name),
            short_name=_label(level.short_name),
            display_point=_display_point(level.geometry),
            address_id=None,
            building_ids=[building.feature_id] if building else None,
            slug=level.level_id,
        )

    def _unit(self, unit: Unit) -> dict[str, Any]:
        return _feature(
            "unit",
            unit.unit_id,
            unit.geometry,
            category=unit.category,
            restriction=None,
            accessibility=None,
            name=_label(unit.name or unit.number),
            alt_name=None,
            level_id=self._level_feature_id(unit.level_id),
            display_point=_display_point(unit.geometry),
            number=unit.number or None,
        )

    def _opening(self, opening: Opening) -> dict[str, Any]:
        return _feature(
            "opening",
            opening.opening_id,
            opening.geometry,
            category=opening.category,
            accessibility=None,
            access_control=None,
            door=None,
            name=_label(opening.name),
            alt_name=None,
            display_point=None,
            level_id=self._level_feature_id(opening.level_id),
            number=opening.number or None,
        )

    def _amenity(self, amenity: Amenity) -> dict[str, Any]:
        return _amenity(
            amenity.amenity_id,
            amenity.geometry,
            amenity.category,
            amenity.name,
            amenity.unit_ids,
            equipment=amenity.equipment or None,
        )

    def _camera(self, camera: Camera) -> dict[str, Any]:
        level = self._campus.level_by_id.get(camera.level_id or "")
        return camera_feature(camera, self._campus.building_by_id[camera.building_id], level)

    def _level_feature_id(self, level_id: str) -> str:
        return self._campus.level_by_id[level_id].feature_id


def _security_amenity(campus: Campus, camera: Camera) -> dict[str, Any]:
    amenity_id = _id(campus, f"security/{camera.feature_id}")
    unit_ids = [camera.unit_id] if camera.unit_id else []
    return _amenity(
        amenity_id, camera.position, "security", camera.name, unit_ids, correlation_id=camera.feature_id
    )


def _amenity(
    amenity_id: str, point: BaseGeometry, category: str, name: str, unit_ids: Iterable[str], **extra: object
) -> dict[str, Any]:
    standard = {"accessibility": None, "alt_name": None, "hours": None, "phone": None, "website": None}
    members = {
        "category": category,
        "name": _label(name),
        "unit_ids": list(unit_ids) or None,
        "address_id": None,
    }
    return _feature("amenity", amenity_id, point, **members, **standard, **{"correlation_id": None} | extra)


def _feature(
    feature_type: str, feature_id: str, geometry: BaseGeometry | None, **properties: object
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": feature_id,
        "feature_type": feature_type,
        "geometry": geometry_json(geometry),
        "properties": properties,
    }


def _label(text: str) -> dict[str, str] | None:
    return {"en": text} if text else None


def _display_point(area: BaseGeometry) -> dict[str, Any] | None:
    return geometry_json(shapely.point_on_surface(area))


def _fields(struct: msgspec.Struct | None) -> dict[str, Any]:
    return {} if struct is None else msgspec.structs.asdict(struct)


def _id(campus: Campus, what: str) -> str:
    """An id for a feature that has none of its own in a Campus; the same in every export."""
    return str(uuid5(NAMESPACE_URL, f"{campus.campus_id}/{what}"))
