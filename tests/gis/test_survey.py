"""Maps of every kind become a campus; what was repaired, left out or refused is said."""

import json
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from gis.campus import Campus
from gis.finding import Severity, SurveyError
from gis.geojson import write_features
from gis.projection import Projection
from gis.survey import check_survey, read_survey
from tests.gis.conftest import MAPLE_RIDGE
from tests.gis.surveyed import counts_of, rules_of
from tests.gis.two_rooms import two_rooms

_AT = Projection(-82.74, 40.12)
_ROOMS = {"A1": shapely.box(0, 0, 6, 8), "A2": shapely.box(6, 0, 12, 8)}
_DOOR = shapely.LineString([(6, 3), (6, 4)])


def _frame(geometries: list[Any], crs: str, **columns: list[Any]) -> geopandas.GeoDataFrame:
    placed = geopandas.GeoDataFrame(
        columns, geometry=[_AT.to_degrees(it) for it in geometries], crs="EPSG:4326"
    )
    return placed.to_crs(crs)


def _in(tmp_path: Path) -> Path:
    """A folder for the parts of a shapefile."""
    folder = tmp_path / "layers"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:26917", "EPSG:3735", "EPSG:3857"])
def test_a_geopackage_reads_in_any_coordinate_system(tmp_path: Path, crs: str) -> None:
    """UTM, Ohio State Plane in feet, web Mercator: the rooms are where and as large as they were."""
    path = tmp_path / "school.gpkg"
    rooms = _frame(
        list(_ROOMS.values()), crs, name=list(_ROOMS), category=["classroom", None], level=["1", "1"]
    )
    rooms.to_file(path, layer="rooms")
    _frame([_DOOR], crs, level=["1"]).to_file(path, layer="doors")
    campus, findings = check_survey(path)
    assert findings == ()
    assert campus is not None
    assert [(unit.name, unit.category) for unit in campus.units] == [("A1", "classroom"), ("A2", "room")]
    assert [level.ordinal for level in campus.levels] == [1]
    areas = [_AT.to_metres(unit.geometry).area for unit in campus.units]
    assert areas == pytest.approx([48, 48], abs=0.01)
    assert len(campus.openings) == 1


def test_zipped_shapefiles_read(tmp_path: Path) -> None:
    """As a district's Esri export comes."""
    _frame(list(_ROOMS.values()), "EPSG:3735", number=["101", "102"]).to_file(
        _in(tmp_path) / "Rooms_Floor_2.shp"
    )
    shutil.make_archive(str(tmp_path / "export"), "zip", tmp_path / "layers")
    campus, _ = check_survey(tmp_path / "export.zip")
    assert campus is not None
    assert [unit.number for unit in campus.units] == ["101", "102"]
    assert [level.level_id for level in campus.levels] == ["export-2"]


def test_a_shapefile_without_prj_that_fits_in_degrees_is_read_as_degrees(tmp_path: Path) -> None:
    """The one right answer for a small span of numbers like -82.74 and 40.12."""
    _frame(list(_ROOMS.values()), "EPSG:4326").to_file(_in(tmp_path) / "rooms.shp")
    (tmp_path / "layers" / "rooms.prj").unlink()
    shutil.make_archive(str(tmp_path / "export"), "zip", tmp_path / "layers")
    campus, findings = check_survey(tmp_path / "export.zip")
    assert rules_of(findings) == {"repaired missing-prj": 1}
    assert counts_of(campus) == (1, 1, 2, 0, 0)


def _osm(geometry: BaseGeometry, **tags: str) -> dict[str, Any]:
    placed = shapely.geometry.mapping(_AT.to_degrees(geometry))
    return {"type": "Feature", "geometry": placed, "properties": tags}


def test_osm_indoor_geojson_reads(tmp_path: Path) -> None:
    """Rooms on one level, stairs on three, doors as nodes, `level` in all its forms."""
    features = [
        _osm(shapely.box(0, 0, 6, 8), indoor="room", room="class", ref="101", level="0"),
        _osm(shapely.box(0, 8, 12, 11), indoor="corridor", level="0"),
        _osm(shapely.box(6, 0, 12, 8), indoor="room", room="stairs", level="-1~1"),
        _osm(shapely.box(0, 0, 12, 11), indoor="level", level="1"),
        _osm(shapely.box(0, 0, 6, 8), indoor="area", level="1"),
        _osm(shapely.Point(3, 8), door="yes", level="0"),
        _osm(shapely.box(0, 0, 12, 11), building="school", name="Primary"),
        _osm(shapely.LineString([(0, 4), (6, 4)]), indoor="wall", level="0"),
    ]
    path = tmp_path / "primary.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    campus, findings = check_survey(path)
    assert campus is not None
    assert [level.ordinal for level in campus.levels_of("primary")] == [-1, 0, 1]
    on_levels = Counter((unit.level_id, unit.category) for unit in campus.units)
    assert on_levels == {
        ("primary-b1", "stairs"): 1,
        ("primary-0", "classroom"): 1,
        ("primary-0", "walkway"): 1,
        ("primary-0", "stairs"): 1,
        ("primary-1", "stairs"): 1,
        ("primary-1", "unenclosedarea"): 1,
    }
    assert rules_of(findings) == {"repaired door-point": 1, "warning not-a-place": 1}
    door = _AT.to_metres(campus.openings[0].geometry)
    assert door.length == pytest.approx(0.95, abs=0.001)
    assert door.distance(shapely.Point(3, 8)) < 0.001


def test_the_same_map_gives_the_same_ids(tmp_path: Path) -> None:
    """So that a second import changes only what changed."""
    path = tmp_path / "school.gpkg"
    _frame(list(_ROOMS.values()), "EPSG:4326", name=list(_ROOMS)).to_file(path, layer="rooms")
    assert read_survey(path) == read_survey(path)


def test_an_imdf_archive_reads_as_one(maple_ridge: Campus) -> None:
    """The survey reader takes everything that the IMDF reader takes."""
    assert read_survey(MAPLE_RIDGE) == maple_ridge


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("map.gpkg", b"not a database", "cannot be read"),
        ("map.geojson", b"{}", "holds no GeoJSON"),
        ("map.geojson", b'{"type": "FeatureCollection", "features": 7}', "is not a GeoJSON"),
        ("map.dwg", b"AC1032", "neither a folder nor a zip"),
    ],
)
def test_what_is_no_map_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """With the file and the reason."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SurveyError, match=reason):
        read_survey(path)


def test_an_unknown_coordinate_system_is_refused(tmp_path: Path) -> None:
    """Nobody guesses what EPSG:999999 may have been."""
    crs = {"type": "name", "properties": {"name": "EPSG:999999"}}
    features = [_osm(shapely.box(0, 0, 6, 8), indoor="room")]
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, "crs": crs}))
    _, findings = check_survey(path)
    assert findings[-1].severity == Severity.ERROR
    assert "coordinate system that is not known" in findings[-1].reason


@pytest.mark.parametrize("with_manifest", [True, False])
@settings(max_examples=40, deadline=None)
@given(flips=st.lists(st.tuples(st.integers(0, 30_000), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_corrupted_map_reads_or_is_refused(
    with_manifest: bool, flips: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """However the bytes of a zip are changed, IMDF or not, it ends in a campus or in findings."""
    path = tmp_path_factory.getbasetemp() / "corrupted.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for feature_type, features in two_rooms().items():
            packed.writestr(f"{feature_type}.geojson", write_features(features))
        if with_manifest:
            packed.writestr("manifest.json", '{"version": "1.0.0", "created": "", "language": "en"}')
    content = bytearray(path.read_bytes())
    for offset, value in flips:
        content[offset % len(content)] = value
    path.write_bytes(content)
    campus, findings = check_survey(path)
    assert campus is not None or findings[-1].severity == Severity.ERROR


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_corrupted_text_inside_a_sound_zip_reads_or_is_refused(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bytes changed in one member, where no checksum catches them."""
    members = {f"{name}.geojson": write_features(features) for name, features in two_rooms().items()}
    members["manifest.json"] = b'{"version": "1.0.0", "created": "", "language": "en"}'
    name = data.draw(st.sampled_from(sorted(members)))
    content = bytearray(members[name])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "corrupted-member.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for member, unchanged in members.items():
            packed.writestr(member, bytes(content) if member == name else unchanged)
    campus, findings = check_survey(path)
    assert campus is not None or any(it.severity == Severity.ERROR for it in findings)
