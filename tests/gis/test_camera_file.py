"""Write-back changes the lines of the cameras that changed, and nothing else, ever."""

import shutil
from pathlib import Path

import msgspec
import pytest

from gis.camera_file import save_cameras
from gis.campus import Campus
from gis.finding import SurveyError
from gis.imdf import check_campus, read_campus
from tests.gis.conftest import MAPLE_RIDGE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(MAPLE_RIDGE, tmp_path / "maple-ridge")
    return tmp_path / "maple-ridge"


@pytest.mark.parametrize("camera_id", ["cafeteria", "gym-parking"], ids=["plain", "with a privacy mask"])
def test_a_moved_camera_is_one_line_of_a_diff(folder: Path, maple_ridge: Campus, camera_id: str) -> None:
    """The other 27 lines stay byte for byte."""
    before = (folder / "camera.geojson").read_text().splitlines()
    turned = msgspec.structs.replace(maple_ridge.camera_by_id[camera_id], azimuth_deg=200.5)
    save_cameras(folder, maple_ridge, [turned])
    after = (folder / "camera.geojson").read_text().splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert '"azimuth_deg":200.5' in changed[0][1]
    assert read_campus(folder).camera_by_id[camera_id] == turned
    assert sorted(it.name for it in folder.iterdir()) == sorted(it.name for it in MAPLE_RIDGE.iterdir())


def test_members_of_others_stay(folder: Path, maple_ridge: Campus) -> None:
    """A district may keep its asset tag beside our properties."""
    path = folder / "camera.geojson"
    path.write_text(
        path.read_text().replace('"camera_id":"cafeteria"', '"asset_tag":"C-17","camera_id":"cafeteria"')
    )
    save_cameras(folder, maple_ridge, [maple_ridge.camera_by_id["cafeteria"]])
    assert '"asset_tag":"C-17"' in path.read_text()


def test_a_first_camera_makes_the_file_and_declares_the_extension(folder: Path, maple_ridge: Campus) -> None:
    """A campus without cameras becomes one with them, without a finding."""
    (folder / "camera.geojson").unlink()
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest | {"extensions": None}))
    save_cameras(folder, maple_ridge, maple_ridge.cameras[:2])
    campus, findings = check_campus(folder)
    assert findings == ()
    assert campus is not None
    assert campus.cameras == maple_ridge.cameras[:2]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"features": 7}', b'{"features": [{}]}', b"\xff"])
def test_a_broken_file_is_not_overwritten(folder: Path, maple_ridge: Campus, content: bytes) -> None:
    """Somebody's work may still be mended by hand."""
    (folder / "camera.geojson").write_bytes(content)
    with pytest.raises(SurveyError, match="cannot be changed"):
        save_cameras(folder, maple_ridge, maple_ridge.cameras[:1])
    assert (folder / "camera.geojson").read_bytes() == content
