"""Whatever stands in a map, it is refused, or becomes a campus that everything can use."""

import copy
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis import layers
from gis.atlas import Atlas
from gis.campus import Campus
from gis.export.feature_items import items
from gis.export.imdf import imdf_files, imdf_zip
from gis.export.incident_map import incident_map
from gis.export.kml import kml
from gis.finding import Severity
from gis.geojson import write_features
from gis.imdf import CAMERA_EXTENSION, check_campus
from gis.route import check_reachable
from gis.survey import check_survey
from tests.gis.two_rooms import two_rooms

MANIFEST = {
    "version": "1.0.0",
    "created": "2026-01-01T00:00:00Z",
    "language": "en",
    "extensions": [CAMERA_EXTENSION],
}
FILES = {name: json.loads(write_features(features)) for name, features in two_rooms().items()}

OTHERS: list[Any] = [
    None, True, -1, 0, 1e308, 2**70, "", "x" * 5000, "0-9999999", "-1;0", "1;" * 1000, [], {}, [[]], [[[]]],
    [1e20, 1e20], [0.0, 0.0], [-82.74] * 3, [[0, 0], [1, 1]], {"en": 3}, {"en": "Gym"},
    {"type": "Point", "coordinates": [0, 0]},
    {"type": "Point", "coordinates": ["a", "b"]},
    {"type": "Point", "coordinates": [1, 2, 3, 4]},
    {"type": "LineString", "coordinates": [[0, 0]]},
    {"type": "Polygon"},
    {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[[0, 0], [0, 0], [0, 0], [0, 0]]]},
    {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
    {"type": "GeometryCollection", "geometries": []},
]  # fmt: skip


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every part of a JSON value, as the steps that lead there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        yield (*place, step)
        yield from places(part, (*place, step))


PLACES = [(name, place) for name, content in FILES.items() for place in places(content)]


@pytest.mark.parametrize("is_imdf", [True, False])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_map_with_something_else_in_it(tmp_path: Path, is_imdf: bool, data: st.DataObject) -> None:
    """One part of one file left out, repeated, or replaced by anything."""
    files = copy.deepcopy(FILES)
    name, place = data.draw(st.sampled_from(PLACES))
    parent = files[name]
    for step in place[:-1]:
        parent = parent[step]
    what = data.draw(st.sampled_from(["left out", "repeated", "replaced", "replaced", "replaced"]))
    if what == "left out":
        del parent[place[-1]]
    elif what == "repeated" and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[place[-1]]))
    else:
        parent[place[-1]] = data.draw(st.sampled_from(OTHERS))
    path = tmp_path / "altered.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for member, content in files.items():
            packed.writestr(f"{member}.geojson", json.dumps(content))
        if is_imdf:
            packed.writestr("manifest.json", json.dumps(MANIFEST))
    campus, findings = check_survey(path)
    if campus is None:
        assert any(it.severity == Severity.ERROR for it in findings)
        return
    use(campus)
    assert reads_back(campus, tmp_path)


def use(campus: Campus) -> None:
    """Everything that is asked of a campus."""
    atlas = Atlas(campus)
    for level in campus.levels:
        atlas.coverage.blind_spots(level.level_id)
        layers.level(campus, level.level_id)
    for unit in campus.units:
        atlas.coverage.of_unit(unit.unit_id)
    layers.outline(campus)
    layers.grid_squares(atlas.grid)
    atlas.finder.find("101")
    atlas.router.unreachable()
    check_reachable(campus, "altered")
    items(campus)
    kml(campus)
    incident_map(campus, printed_on="2026-11-21")


def reads_back(campus: Campus, folder: Path) -> bool:
    """What was written is a campus again."""
    path = folder / "exported.zip"
    path.write_bytes(imdf_zip(imdf_files(campus, created="2026-01-01T00:00:00Z")))
    return check_campus(path)[0] is not None
