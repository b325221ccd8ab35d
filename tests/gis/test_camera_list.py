"""A district's own list of cameras is read, whatever its columns are called."""

from pathlib import Path

import geopandas
import pytest
import shapely

from gis.camera_list import parse_columns, read_camera_list
from gis.finding import SurveyError
from tests.gis.surveyed import GISDATA, needs_gisdata


def _csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "cameras.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name,lat,lon,azimuth,fov,range,floor\nGym,40.1,-82.7,90,80,20,1\n", "utf-8"),
        (
            "Camera Name;Latitude;Longitude;Heading;HFOV;Range (m);Level\nGym;40,1;-82,7;90°;80;20;1\n",
            "utf-8-sig",
        ),
        (
            "LABEL\tY\tX\tDirection\tField of View\tDistance\tFloor\nGym\t40.1\t-82.7\t-270\t80\t20\t1\n",
            "utf-8",
        ),
    ],
)
def test_columns_are_known_by_their_usual_names(tmp_path: Path, text: str, encoding: str) -> None:
    """Commas, semicolons, tabs; decimal points and commas; degree signs; turns past zero."""
    (draft,), findings = read_camera_list(_csv(tmp_path, text, encoding))
    assert findings == ()
    assert (draft.name, draft.latitude, draft.longitude, draft.level) == ("Gym", 40.1, -82.7, "1")
    assert (draft.azimuth_deg, draft.fov_deg, draft.range_m, draft.height_m) == (90, 80, 20, None)


def test_a_column_can_be_named(tmp_path: Path) -> None:
    """For a list that calls things its own way."""
    path = _csv(tmp_path, "what,lat,lon,aim\nGym,40.1,-82.7,15\n")
    (draft,), _ = read_camera_list(path, columns=parse_columns(["name=what", "azimuth_deg=aim"]))
    assert (draft.name, draft.azimuth_deg) == ("Gym", 15)


@pytest.mark.parametrize("pair", ["aim", "aim=x", "azimuth_deg="])
def test_an_unknown_field_is_refused(pair: str) -> None:
    """A typing error must not silently leave a column out."""
    with pytest.raises(ValueError, match="is not FIELD=COLUMN"):
        parse_columns([pair])


@pytest.mark.parametrize("azimuth", ["-9.2e18", "999", "north", "nan"])
def test_what_software_writes_for_unknown_is_not_surveyed(tmp_path: Path, azimuth: str) -> None:
    """Never 0, never a number that points nowhere."""
    (draft,), findings = read_camera_list(_csv(tmp_path, f"name,lat,lon,azimuth\nGym,40.1,-82.7,{azimuth}\n"))
    assert draft.azimuth_deg is None
    assert [it.rule for it in findings] == ["optics"]


def test_a_row_without_position_is_left_out_and_said(tmp_path: Path) -> None:
    """Rows are counted as a spreadsheet counts them."""
    drafts, findings = read_camera_list(_csv(tmp_path, "name,lat,lon\nA,40.1,-82.7\nB,,\nC,400,-82.7\n"))
    assert [it.name for it in drafts] == ["A"]
    assert [(it.feature, it.rule) for it in findings] == [("row 3", "position"), ("row 4", "position")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,lon\nA,1\n", "has no column for the latitude"),
        ("name,lat,lon\nA,,\n", "holds no camera"),
        ("\x00", "is not a CSV file"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    """With the reason."""
    with pytest.raises(SurveyError, match=reason):
        read_camera_list(_csv(tmp_path, text))


def test_a_geopackage_of_cameras_reads_in_its_own_system(tmp_path: Path) -> None:
    """As an Esri camera inventory comes."""
    frame = geopandas.GeoDataFrame(
        {"Name": ["Gym"], "Heading": [90.0], "FOV": [None]},
        geometry=[shapely.Point(-82.7, 40.1)],
        crs="EPSG:4326",
    )
    frame.to_crs("EPSG:3735").to_file(tmp_path / "cameras.gpkg")
    (draft,), _ = read_camera_list(tmp_path / "cameras.gpkg")
    assert draft.longitude == pytest.approx(-82.7, abs=1e-7)
    assert draft.latitude == pytest.approx(40.1, abs=1e-7)
    assert (draft.name, draft.azimuth_deg, draft.fov_deg) == ("Gym", 90, None)


@needs_gisdata
def test_a_real_list_without_properties_reads() -> None:
    """103 points of Dakar that say nothing but where they are."""
    drafts, findings = read_camera_list(GISDATA / "cameras" / "dakar_no_properties.geojson")
    assert len(drafts) == 103
    assert {it.rule for it in findings} == {"properties"}
    assert all(it.azimuth_deg is None for it in drafts)
