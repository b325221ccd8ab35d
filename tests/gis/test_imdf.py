"""An IMDF archive is read as it is meant, and every defect is named with file, feature and reason."""

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis.campus import Campus
from gis.finding import Severity, SurveyError
from gis.imdf import check_campus, read_campus
from tests.gis.conftest import MAPLE_RIDGE
from tests.gis.two_rooms import Features, broken, two_rooms, uuid, write_archive


def test_the_demo_campus_has_no_findings() -> None:
    """The campus that everybody sees first is clean."""
    campus, findings = check_campus(MAPLE_RIDGE)
    assert findings == ()
    assert campus is not None


def test_the_demo_campus_is_a_whole_school(maple_ridge: Campus) -> None:
    """Three buildings, one of two floors, and 28 cameras, 8 of them outside."""
    assert {building.building_id for building in maple_ridge.buildings} == {
        "high-school",
        "elementary-school",
        "athletic-center",
    }
    assert [level.ordinal for level in maple_ridge.levels_of("high-school")] == [0, 1]
    assert len(maple_ridge.units) == 215
    assert len(maple_ridge.openings) == 216
    assert len(maple_ridge.cameras) == 28
    assert sum(camera.level_id is None for camera in maple_ridge.cameras) == 8
    assert {len(maple_ridge.cameras_of(it.building_id)) for it in maple_ridge.buildings} == {14, 6, 8}


def test_names_and_numbers_are_those_on_the_doors(maple_ridge: Campus) -> None:
    """Rooms, stairwells and exterior doors carry the numbers that people say on the radio."""
    assert [len(it.privacy_masks) for it in maple_ridge.cameras if it.privacy_masks] == [1, 1]
    assert maple_ridge.camera_by_id["gym-east-entrance"].name == "Gym east entrance"
    numbers = {unit.number: unit for unit in maple_ridge.units_of("high-school-1")}
    assert numbers["106"].name == "Library media center"
    assert numbers["S1"].category == "stairs"
    exterior = {opening.number for opening in maple_ridge.openings_of("high-school-1") if opening.number}
    assert exterior == {str(number) for number in range(1, 15)}


def test_a_zip_reads_like_its_folder(tmp_path: Path, maple_ridge: Campus) -> None:
    """A wrapped zip made by a file manager gives the same campus."""
    archive = tmp_path / "maple-ridge.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in MAPLE_RIDGE.iterdir():
            packed.write(path, f"maple-ridge/{path.name}")
        packed.writestr("__MACOSX/maple-ridge/._venue.geojson", b"\0")
    assert read_campus(archive) == maple_ridge


def test_a_number_is_taken_from_a_name_that_is_one(tmp_path: Path) -> None:
    """Archives without our extension name a room by its number alone."""
    campus = read_campus(write_archive(tmp_path / "two", two_rooms()))
    assert [unit.number for unit in campus.units] == ["101", "102", ""]


def test_a_room_without_a_name_takes_its_occupants(tmp_path: Path) -> None:
    """Shops and clinics are named by occupant, tied to the unit through an anchor."""
    features = two_rooms()
    features["unit"][0]["properties"]["name"] = None
    member = {"type": "Feature", "geometry": None}
    anchor = {"id": uuid("a"), "feature_type": "anchor", "properties": {"unit_id": uuid("101")}}
    occupant = {
        "id": uuid("o"),
        "feature_type": "occupant",
        "properties": {"name": {"en": "Pharmacy"}, "anchor_id": uuid("a")},
    }
    features |= {"anchor": [member | anchor], "occupant": [member | occupant]}
    assert read_campus(write_archive(tmp_path / "two", features)).units[0].name == "Pharmacy"


def _set(file: str, /, **properties: Any) -> Callable[[Features], object]:
    return lambda features: features[file][0]["properties"].update(properties)


def _put(file: str, /, **members: Any) -> Callable[[Features], object]:
    return lambda features: features[file][0].update(members)


def _mask(*corners: tuple[float, float]) -> Callable[[Features], object]:
    """A privacy mask of these corners, after a sound one."""
    return _set("camera", privacy_masks=[[[0, 0], [1, 0], [1, 0.2]], corners])


_NORTH_POLE = {"type": "Point", "coordinates": [40, -182]}
_POINT = {"type": "Point", "coordinates": [-82.74, 40.12]}


def _add_twin(features: Features) -> None:
    features["camera"].append(features["camera"][0] | {"id": uuid("twin")})


@pytest.mark.parametrize(
    ("change", "file", "rule", "reason"),
    [
        (lambda features: features["venue"].clear(), "venue", "required-feature", "has no usable venue"),
        (_put("unit", id=None), "unit", "feature-id", "has no id"),
        (_put("unit", id="room-1"), "unit", "feature-id", "not a UUID"),
        (_put("unit", id=uuid("Hall")), "unit", "feature-id", "another feature has too"),
        (_put("unit", feature_type="room"), "unit", "feature-type", "'room' instead of 'unit'"),
        (_put("unit", geometry=None), "unit", "geometry", "has no geometry where an area is due"),
        (_put("unit", geometry={"type": "Blob"}), "unit", "geojson", "not a GeoJSON feature"),
        (_put("opening", geometry=_POINT), "opening", "geometry", "is a Point where one line is due"),
        (_put("camera", geometry=_NORTH_POLE), "camera", "degrees", "outside the range"),
        (_set("unit", level_id=uuid("nowhere")), "unit", "reference", "level_id"),
        (_set("unit", category=None), "unit", "properties", "category"),
        (_set("level", ordinal="ground"), "level", "properties", "ordinal"),
        (_set("level", building_ids=[uuid("nowhere")]), "level", "reference", "building_ids"),
        (_set("building", slug="The School"), "building", "properties", "slug"),
        (_set("amenity", unit_ids=[uuid("nowhere")]), "amenity", "reference", "unit_ids"),
        (_set("camera", building_id=uuid("nowhere")), "camera", "reference", "building_id"),
        (_set("camera", azimuth_deg=360), "camera", "properties", "azimuth_deg"),
        (_set("camera", azimuth_deg=-9.2e18), "camera", "properties", "azimuth_deg"),
        (_set("camera", fov_deg=0), "camera", "properties", "fov_deg"),
        (_set("camera", range_m=5000), "camera", "properties", "range_m"),
        (_set("camera", mount="drone"), "camera", "properties", "mount"),
        (_mask((0.1, 0.1), (0.5, 0.1)), "camera", "properties", "length >= 3"),
        (_mask((0.1, 0.1), (0.5, 0.1), (0.5, 1.5)), "camera", "properties", "<= 1"),
        (
            _mask((0.1, 0.1), (0.5, 0.5), (0.5, 0.1), (0.1, 0.5)),
            "camera",
            "privacy-mask",
            "Self-intersection",
        ),
        (_mask((0.1, 0.1), (0.12, 0.1), (0.1, 0.12)), "camera", "privacy-mask", "covers 0.02%"),
        (_add_twin, "camera", "unique-slug", "'hall-east', which is already in use"),
    ],
)
def test_an_error_names_file_feature_and_reason(
    tmp_path: Path, change: Callable[[Features], object], file: str, rule: str, reason: str
) -> None:
    """Each defect refuses the archive and is said first, with where and why."""
    archive = write_archive(tmp_path / "two", broken(change))
    campus, findings = check_campus(archive)
    errors = [it for it in findings if it.severity == Severity.ERROR]
    assert campus is None
    assert (errors[0].file, errors[0].rule) == (f"two/{file}.geojson", rule)
    assert reason in errors[0].reason
    with pytest.raises(SurveyError) as refused:
        read_campus(archive)
    assert (refused.value.file, refused.value.feature) == (errors[0].file, errors[0].feature)


def test_a_missing_required_file_refuses_the_archive(tmp_path: Path) -> None:
    """An archive without rooms is half an archive."""
    features = two_rooms()
    features.pop("unit")
    _, findings = check_campus(write_archive(tmp_path / "two", features))
    assert (findings[0].file, findings[0].rule) == ("two/unit.geojson", "required-file")


def test_a_building_without_a_ground_footprint_stands_on_its_ground_level(tmp_path: Path) -> None:
    """A canopy in the air is no wall for the cameras outside."""
    features = two_rooms()
    features["footprint"][0]["properties"]["category"] = "aerial"
    campus = read_campus(write_archive(tmp_path / "two", features))
    assert campus.buildings[0].footprint.equals(campus.levels[0].geometry)


def test_every_error_is_found_in_one_go(tmp_path: Path) -> None:
    """A surveyor mends all of a file at once, not one error a run."""
    features = two_rooms()
    features["camera"][0]["properties"]["fov_deg"] = 400
    features["unit"][0]["properties"]["level_id"] = "nowhere"
    features["opening"][0]["geometry"] = None
    _, findings = check_campus(write_archive(tmp_path / "two", features))
    assert {(it.file, it.rule) for it in findings} == {
        ("two/camera.geojson", "properties"),
        ("two/unit.geojson", "reference"),
        ("two/opening.geojson", "geometry"),
    }


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ({"version": "2.0.0"}, "has version '2.0.0'"),
        ({"language": 7}, "is not an IMDF manifest"),
    ],
)
def test_an_unknown_manifest_refuses_the_archive(
    tmp_path: Path, manifest: dict[str, Any], reason: str
) -> None:
    """What another version means cannot be guessed."""
    with pytest.raises(SurveyError, match=reason):
        read_campus(write_archive(tmp_path / "two", two_rooms(), **manifest))


def test_an_archive_without_a_manifest_is_refused(tmp_path: Path) -> None:
    """A folder of GeoJSON is not an IMDF archive."""
    archive = write_archive(tmp_path / "two", two_rooms())
    (archive / "manifest.json").unlink()
    with pytest.raises(SurveyError, match=r"manifest\.json: is missing"):
        read_campus(archive)


def test_undeclared_extensions_and_unknown_files_are_said(tmp_path: Path) -> None:
    """Warnings, because the campus is usable all the same."""
    archive = write_archive(tmp_path / "two", two_rooms(), extensions=["camera"])
    shutil.copy(archive / "venue.geojson", archive / "tree.geojson")
    campus, findings = check_campus(archive)
    assert campus is not None
    assert [(it.severity, it.rule) for it in findings] == [
        (Severity.WARNING, "extensions"),
        (Severity.WARNING, "extensions"),
        (Severity.WARNING, "known-file"),
    ]


def test_a_projected_crs_is_refused(tmp_path: Path) -> None:
    """IMDF is in degrees: metres read as degrees would put the school in the sea."""
    archive = write_archive(tmp_path / "two", two_rooms())
    crs = b'{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::26917"}},'
    member = archive / "unit.geojson"
    member.write_bytes(member.read_bytes().replace(b"{", crs, 1))
    with pytest.raises(SurveyError, match="EPSG::26917"):
        read_campus(archive)


def test_half_the_earth_is_no_campus(tmp_path: Path) -> None:
    """One corner at longitude and latitude zero, and a grid over it would never be done."""
    archive = write_archive(tmp_path / "two", two_rooms())
    venue = (archive / "venue.geojson").read_text()
    (archive / "venue.geojson").write_text(
        re.sub(r"\[-82\.[0-9.]+, ?40\.[0-9.]+\]", "[0.0,0.0]", venue, count=1)
    )
    campus, findings = check_campus(archive)
    assert campus is None
    assert (findings[-1].rule, findings[-1].severity) == ("extent", Severity.ERROR)
    assert "several places" in findings[-1].reason
