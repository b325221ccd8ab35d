"""An exported archive is conformant IMDF: it reads back as the same campus, with no findings."""

from pathlib import Path

import msgspec
import pytest

from gis.campus import Campus
from gis.export.imdf import imdf_files, imdf_zip, write_folder
from gis.imdf import check_campus

_CREATED = "2026-11-21T12:00:00Z"


def _read_back(campus: Campus, folder: Path, *, security_amenities: bool = False) -> Campus:
    archive = folder / f"{campus.campus_id}.zip"
    archive.write_bytes(imdf_zip(imdf_files(campus, created=_CREATED, security_amenities=security_amenities)))
    back, findings = check_campus(archive)
    assert findings == ()
    assert back is not None
    return back


def test_the_demo_campus_reads_back_as_it_was(tmp_path: Path, maple_ridge: Campus) -> None:
    """Every id, name, number, reference and coordinate."""
    assert _read_back(maple_ridge, tmp_path) == maple_ridge


def test_cameras_are_security_amenities_for_other_readers(tmp_path: Path, maple_ridge: Campus) -> None:
    """The standard's own category, beside the extension; whoever reads both has each camera once."""
    files = imdf_files(maple_ridge, created=_CREATED, security_amenities=True)
    amenities = msgspec.json.decode(files["amenity.geojson"])["features"]
    security = [it["properties"] for it in amenities if it["properties"]["category"] == "security"]
    assert [it["name"]["en"] for it in security] == [it.name for it in maple_ridge.cameras]
    assert _read_back(maple_ridge, tmp_path, security_amenities=True) == maple_ridge


def test_the_same_campus_gives_the_same_bytes(maple_ridge: Campus) -> None:
    """So that a checksum tells whether a map changed."""
    first, second = (imdf_zip(imdf_files(maple_ridge, created=_CREATED)) for _ in range(2))
    assert first == second


def test_required_members_are_there(maple_ridge: Campus) -> None:
    """OGC 20-094 wants every property of a feature type present, null where unknown."""
    files = imdf_files(maple_ridge, created=_CREATED)
    unit = msgspec.json.decode(files["unit.geojson"])["features"][0]
    assert unit.keys() == {"type", "id", "feature_type", "geometry", "properties"}
    assert unit["properties"].keys() >= {
        "category",
        "restriction",
        "accessibility",
        "name",
        "alt_name",
        "level_id",
        "display_point",
    }
    manifest = msgspec.json.decode(files["manifest.json"])
    assert manifest["version"] == "1.0.0"
    assert manifest["created"] == _CREATED
    assert len(manifest["extensions"]) == 2


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path, maple_ridge: Campus) -> None:
    """An existing campus is never half replaced."""
    files = imdf_files(maple_ridge, created=_CREATED)
    folder = tmp_path / "campus"
    write_folder(folder, files)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    with pytest.raises(FileExistsError):
        write_folder(folder, files)
    assert [path.name for path in tmp_path.iterdir()] == ["campus"]


def test_a_campus_without_rooms_is_an_archive_all_the_same(tmp_path: Path, maple_ridge: Campus) -> None:
    """The standard wants the files of venue, building, level and unit, if only to say that they are empty."""
    outline = msgspec.structs.replace(maple_ridge, units=(), openings=(), cameras=(), amenities=(), levels=())
    assert _read_back(outline, tmp_path) == outline
