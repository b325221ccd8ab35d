"""A new map of the same place keeps the cameras that hang there."""

from pathlib import Path

import msgspec
import pytest

from gis.campus import Campus
from gis.carrying import carry_cameras
from gis.imdf import read_campus
from tests.gis.two_rooms import two_rooms, write_archive


@pytest.fixture
def campus(tmp_path: Path) -> Campus:
    return read_campus(write_archive(tmp_path / "two", two_rooms()))


def _without_cameras(campus: Campus) -> Campus:
    return msgspec.structs.replace(campus, cameras=())


def test_a_camera_keeps_its_ids_its_masks_and_its_place(campus: Campus) -> None:
    """Settings, permits and records name it as before."""
    mask = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5))
    hung = msgspec.structs.replace(campus.cameras[0], privacy_masks=(mask,), verified_on="2026-09-01")
    former = msgspec.structs.replace(campus, cameras=(hung,))
    carried, findings = carry_cameras(former, _without_cameras(campus), "camera.geojson")
    (kept,) = carried.cameras
    assert findings == ()
    assert kept == msgspec.structs.replace(hung, longitude=kept.longitude, latitude=kept.latitude)


def test_a_level_with_another_id_is_found_by_its_name(campus: Campus) -> None:
    """Exports give ids anew."""
    level = msgspec.structs.replace(campus.levels[0], level_id="storey-0")
    units = tuple(msgspec.structs.replace(it, level_id="storey-0") for it in campus.units)
    renamed = msgspec.structs.replace(campus, levels=(level,), units=units, openings=(), amenities=())
    carried, findings = carry_cameras(campus, _without_cameras(renamed), "camera.geojson")
    assert [(it.level_id, it.unit_id) for it in carried.cameras] == [("storey-0", campus.cameras[0].unit_id)]
    assert findings == ()


def test_a_camera_that_is_far_from_every_building_is_left_out_and_said(campus: Campus) -> None:
    """The map is of another place, or the school was torn down."""
    far = msgspec.structs.replace(campus.cameras[0], latitude=campus.cameras[0].latitude + 0.1)
    building = msgspec.structs.replace(campus.buildings[0], building_id="another", name="Another")
    former = msgspec.structs.replace(
        campus,
        buildings=(building,),
        levels=(),
        cameras=(msgspec.structs.replace(far, building_id="another", level_id=None, unit_id=None),),
    )
    carried, findings = carry_cameras(former, _without_cameras(campus), "camera.geojson")
    assert carried.cameras == ()
    assert [it.rule for it in findings] == ["building", "far"]
