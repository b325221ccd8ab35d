"""`python -m gis` speaks to people and to programs, and its exit status tells them apart."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import shapely
from click.testing import CliRunner
from PIL import Image

from gis.__main__ import main
from gis.geojson import geometry_json, read_features, write_features
from gis.imdf import read_campus
from tests.gis.conftest import MAPLE_RIDGE
from tests.gis.two_rooms import two_rooms, write_archive


@pytest.fixture
def broken_campus(tmp_path: Path) -> Path:
    features = two_rooms()
    features["camera"][0]["properties"]["fov_deg"] = 400
    return write_archive(tmp_path / "two", features)


def test_a_clean_campus_exits_with_0() -> None:
    """And says what it holds."""
    result = CliRunner().invoke(main, ["check", str(MAPLE_RIDGE.parent)])
    assert result.exit_code == 0
    inventory = "3 buildings, 5 levels, 215 units, 216 openings, 36 amenities, 28 cameras"
    assert result.output == f"maple-ridge: no findings ({inventory})\n"


def test_a_finding_is_a_line_that_names_file_feature_and_reason(broken_campus: Path) -> None:
    """And the exit status is 1."""
    result = CliRunner().invoke(main, ["check", str(broken_campus)])
    assert result.exit_code == 1
    finding, summary = result.output.splitlines()
    assert finding.startswith("two/camera.geojson: ")
    assert (
        "error: has unusable properties: Expected `float` <= 360.0 - at `$.fov_deg` [properties]" in finding
    )
    assert summary == "two: 1 findings, 1 of them errors"


def test_json_is_one_object_a_line(broken_campus: Path) -> None:
    """For programs: the findings, then a summary."""
    result = CliRunner().invoke(main, ["check", "--json", str(broken_campus)])
    finding, summary = (msgspec.json.decode(line) for line in result.output.splitlines())
    assert finding["file"] == "two/camera.geojson"
    assert finding["severity"] == "error"
    assert summary == {"campus": "two", "usable": False, "findings": 1}


def test_a_folder_without_a_campus_is_a_usage_error(tmp_path: Path) -> None:
    """Not "no findings"."""
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds neither a map" in result.output


def test_the_service_side_of_the_library_stays_light() -> None:
    """Reading and drawing a campus imports no geopandas or pandas: the service starts in seconds."""
    code = "import sys, gis.imdf, gis.layers; print({'geopandas', 'pandas'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_import_writes_a_clean_campus(tmp_path: Path) -> None:
    """What was read, repaired and completed has no findings of its own."""
    rooms = two_rooms()["unit"]
    source = tmp_path / "rooms.geojson"
    source.write_bytes(write_features(rooms))
    runner = CliRunner()
    result = runner.invoke(main, ["import", str(source), str(tmp_path / "maps" / "two")])
    assert result.exit_code == 0, result.output
    assert "two: no findings (1 buildings, 1 levels, 3 units, 0 openings" in result.output
    assert runner.invoke(main, ["check", str(tmp_path / "maps")]).exit_code == 0


def test_import_never_overwrites(tmp_path: Path) -> None:
    """A campus that somebody has since corrected is not lost to a second import."""
    target = tmp_path / "there"
    target.mkdir()
    result = CliRunner().invoke(main, ["import", str(MAPLE_RIDGE), str(target)])
    assert result.exit_code == 1
    assert "is already there" in result.output


def test_import_of_no_map_writes_nothing(tmp_path: Path) -> None:
    """And says why."""
    source = tmp_path / "map.gpkg"
    source.write_bytes(b"nothing")
    result = CliRunner().invoke(main, ["import", str(source), str(tmp_path / "maps" / "x")])
    assert result.exit_code == 1
    assert "map.gpkg: error: cannot be read" in result.output
    assert not (tmp_path / "maps").exists()


def test_cameras_are_added_from_a_list(tmp_path: Path) -> None:
    """And the exit status is 0 although some rows are not usable: they are said."""
    folder = write_archive(tmp_path / "two", two_rooms())
    listed = tmp_path / "list.csv"
    listed.write_text(
        "name,lat,lon,azimuth,fov,range,level\nNew,40.12002,-82.73995,0,90,10,G\nLost,0,0,,,,\n"
    )
    result = CliRunner().invoke(main, ["cameras", str(folder), str(listed)])
    assert result.exit_code == 0, result.output
    assert "row 3: warning: (Lost) stands" in result.output
    assert result.output.endswith("two: 1 of 2 cameras written, 1 with a view\n")
    assert (folder / "camera.geojson").read_text().count('"camera_id"') == 2
    refused = CliRunner().invoke(main, ["cameras", str(folder), str(listed), "--column", "aim=x"])
    assert refused.exit_code == 1


_POINTS = """name,x_px,y_px,longitude,latitude
A,0,0,-82.7400,40.1200
B,1000,0,-82.7390,40.1200
C,1000,800,-82.7390,40.1194
D,0,800,-82.7400,40.1194
E,500,400,-82.7395,40.1197
"""


def test_a_plan_is_georeferenced(tmp_path: Path) -> None:
    """The transform, the warped image, the placed vectors, and how far to trust them."""
    (tmp_path / "points.csv").write_text(_POINTS)
    Image.new("RGB", (1000, 800), "white").save(tmp_path / "plan.png")
    square = {
        "type": "Feature",
        "geometry": geometry_json(shapely.box(0, 0, 100, 100)),
        "properties": {"n": 1},
    }
    (tmp_path / "walls.geojson").write_bytes(write_features([square]))
    out = tmp_path / "out"
    options = ["--image", str(tmp_path / "plan.png"), "--vectors", str(tmp_path / "walls.geojson")]
    points = ["--points", str(tmp_path / "points.csv"), "--out", str(out)]
    result = CliRunner().invoke(main, ["georeference", "plan", *points, *options])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("5 points: they fit to 0.0")
    assert sorted(it.name for it in out.iterdir()) == [
        "overlay.json",
        "overlay.png",
        "transform.json",
        "vectors.geojson",
    ]
    placed = read_features("v", (out / "vectors.geojson").read_bytes()).features[0]
    assert placed.geometry is not None
    assert placed.geometry.bounds == pytest.approx((-82.74, 40.119925, -82.7399, 40.12), abs=1e-6)


def test_too_few_points_write_nothing(tmp_path: Path) -> None:
    """And say how many are needed."""
    (tmp_path / "points.csv").write_text(_POINTS)
    out = tmp_path / "camera.json"
    points = ["--points", str(tmp_path / "points.csv"), "--out", str(out)]
    result = CliRunner().invoke(main, ["georeference", "camera", *points])
    assert result.exit_code == 1
    assert "at least 6 points" in result.output
    assert not out.exists()
    (tmp_path / "points.csv").write_text("a,b\n1,2\n")
    result = CliRunner().invoke(main, ["georeference", "camera", *points])
    assert "is no list of name, x_px, y_px, longitude, latitude" in result.output


@pytest.mark.parametrize(
    ("name", "start"), [("imdf", b"PK"), ("gpkg", b"SQLite"), ("kml", b"<?xml"), ("pdf", b"%PDF")]
)
def test_a_campus_is_exported(tmp_path: Path, name: str, start: bytes) -> None:
    """In each format, never over a file that is there."""
    out = tmp_path / f"campus.{name}"
    result = CliRunner().invoke(main, ["export", str(MAPLE_RIDGE), name, str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(start)
    assert CliRunner().invoke(main, ["export", str(MAPLE_RIDGE), name, str(out)]).exit_code == 1


def test_cursor_on_target_is_an_event_a_line(tmp_path: Path) -> None:
    """One for each camera."""
    out = tmp_path / "campus.cot"
    assert CliRunner().invoke(main, ["export", str(MAPLE_RIDGE), "cot", str(out)]).exit_code == 0
    assert out.read_bytes().count(b"<event ") == len(out.read_bytes().splitlines()) == 28


def test_cursor_on_target_names_each_camera_s_video(tmp_path: Path) -> None:
    """Where the site streams it for ATAK."""
    out = tmp_path / "campus.cot"
    words = ["export", str(MAPLE_RIDGE), "cot", str(out), "--video-url", "rtsp://tak.example.org/{camera_id}"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert out.read_bytes().count(b'url="rtsp://tak.example.org/main-lobby"') == 1


def test_any_map_is_checked(tmp_path: Path) -> None:
    """A foreign map before it is imported: findings, exit status 1."""
    source = tmp_path / "layer.geojson"
    source.write_bytes(write_features(two_rooms()["unit"]))
    result = CliRunner().invoke(main, ["check", str(source)])
    assert result.exit_code == 1
    assert "layer.geojson: features" not in result.output.splitlines()[-1]
    assert result.output.splitlines()[-1].startswith("layer.geojson: ")


def test_an_import_keeps_the_cameras_of_the_campus_that_it_follows(tmp_path: Path) -> None:
    """Where it brings none of its own. For programs in JSON: findings, then a summary."""
    features = two_rooms()
    former = write_archive(tmp_path / "former", features)
    features["camera"] = []
    source = write_archive(tmp_path / "source", features)
    imported = tmp_path / "imported"
    command = ["import", "--json", "--cameras-of", str(former), str(source), str(imported)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    summary = msgspec.json.decode(result.output.splitlines()[-1])
    assert (summary["usable"], summary["cameras"]) == (True, 1)
    assert [it.camera_id for it in read_campus(imported).cameras] == [
        it.camera_id for it in read_campus(former).cameras
    ]


def test_a_map_that_cannot_be_imported_is_a_summary_too(tmp_path: Path) -> None:
    """With nothing written."""
    (tmp_path / "empty").mkdir()
    result = CliRunner().invoke(main, ["import", "--json", str(tmp_path / "empty"), str(tmp_path / "campus")])
    finding, summary = (msgspec.json.decode(line) for line in result.output.splitlines()[:2])
    assert (result.exit_code, finding["severity"], summary["usable"]) == (1, "error", False)
    assert not (tmp_path / "campus").exists()
