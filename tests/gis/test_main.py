"""`python -m gis` speaks to people and to programs, and its exit status tells them apart."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from gis.__main__ import main
from gis.geojson import write_features
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
    assert "holds neither an IMDF archive" in result.output


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
