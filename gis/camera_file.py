"""Writes surveyed cameras back to a campus folder: atomically, one line per camera, the others untouched."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from gis.campus import Camera, Campus
from gis.export.imdf import camera_feature
from gis.finding import SurveyError
from gis.geojson import write_features
from gis.imdf import CAMERA_EXTENSION

_FILE = "camera.geojson"


def save_cameras(folder: Path, campus: Campus, cameras: Iterable[Camera]) -> None:
    """Puts these cameras into the folder's camera.geojson, in place of those with the same feature id.

    Members that this module does not know stay as they are, and so does every other camera. A reader sees the
    old file or the new one, never a part. Raises SurveyError when the file that is there cannot be read.
    """
    features = {feature["id"]: feature for feature in _read(folder / _FILE)}
    for camera in cameras:
        level = campus.level_by_id.get(camera.level_id or "")
        new = camera_feature(camera, campus.building_by_id[camera.building_id], level)
        old = features.get(camera.feature_id, new)
        features[camera.feature_id] = old | new | {"properties": old["properties"] | new["properties"]}
    _replace(folder / _FILE, write_features(features.values()))
    _declare_extension(folder / "manifest.json")


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    try:
        features = msgspec.json.decode(path.read_bytes())["features"]
        return [it for it in features if isinstance(it["id"], str) and isinstance(it["properties"], dict)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, TypeError) as error:
        raise SurveyError(f"{path.parent.name}/{path.name}", "", f"cannot be changed: {error!r}") from error


def _declare_extension(path: Path) -> None:
    manifest = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    declared = manifest.get("extensions") or []
    if CAMERA_EXTENSION in declared:
        return
    manifest["extensions"] = [*declared, CAMERA_EXTENSION]
    _replace(path, msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def _replace(path: Path, content: bytes) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        scratch = Path(folder) / path.name
        with scratch.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(scratch, path)
