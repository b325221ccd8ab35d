"""Cameras of a list find their building, level and room, or are said not to."""

import msgspec
import pytest

from gis.camera_list import CameraDraft, read_camera_list
from gis.campus import Camera, Campus
from gis.placing import place_cameras
from tests.gis.surveyed import GISDATA, needs_gisdata


def _draft(like: Camera, **changes: object) -> CameraDraft:
    """A line of a list that describes a camera of the demo campus."""
    draft = CameraDraft(
        place="row 2",
        camera_id="",
        name="New camera",
        longitude=like.longitude,
        latitude=like.latitude,
        building="",
        level="",
        azimuth_deg=like.azimuth_deg,
        fov_deg=like.fov_deg,
        range_m=like.range_m,
        height_m=None,
        mount="wall",
    )
    return msgspec.structs.replace(draft, **changes)


@pytest.mark.parametrize("level", ["high-school-2", "Second floor", "2", "second FLOOR"])
def test_a_level_is_known_by_id_name_or_short_name(maple_ridge: Campus, level: str) -> None:
    """As people write it."""
    like = maple_ridge.camera_by_id["second-floor-south-hall"]
    campus, findings = place_cameras(maple_ridge, [_draft(like, level=level)], "list.csv")
    placed = campus.camera_by_id["new-camera"]
    assert (placed.building_id, placed.level_id, placed.unit_id) == (
        "high-school",
        like.level_id,
        like.unit_id,
    )
    assert findings == ()


def test_without_a_level_it_is_on_the_ground_floor_and_that_is_said(maple_ridge: Campus) -> None:
    """Two floors are possible: the likelier one, with a warning."""
    like = maple_ridge.camera_by_id["south-hall-west"]
    campus, findings = place_cameras(maple_ridge, [_draft(like)], "list.csv")
    assert campus.camera_by_id["new-camera"].level_id == "high-school-1"
    assert [it.rule for it in findings] == ["level"]


def test_outside_every_building_it_is_an_outdoor_camera_of_the_nearest(maple_ridge: Campus) -> None:
    """A car park's camera belongs to the school beside it."""
    like = maple_ridge.camera_by_id["gym-parking"]
    campus, _ = place_cameras(maple_ridge, [_draft(like)], "list.csv")
    placed = campus.camera_by_id["new-camera"]
    assert (placed.building_id, placed.level_id) == ("athletic-center", None)


def test_a_building_is_taken_by_name_before_nearness(maple_ridge: Campus) -> None:
    """The list knows better than the map; an unknown name is said."""
    like = maple_ridge.camera_by_id["gym-parking"]
    campus, _ = place_cameras(maple_ridge, [_draft(like, building="maple ridge HIGH school")], "list.csv")
    assert campus.camera_by_id["new-camera"].building_id == "high-school"
    _, findings = place_cameras(maple_ridge, [_draft(like, building="Annex")], "list.csv")
    assert [it.rule for it in findings] == ["building"]


def test_an_unsurveyed_camera_is_listed(maple_ridge: Campus) -> None:
    """It stays a point."""
    like = maple_ridge.camera_by_id["main-lobby"]
    draft = _draft(like, level="1", building="high-school", azimuth_deg=None)
    campus, findings = place_cameras(maple_ridge, [draft], "list.csv")
    assert [(it.feature, it.rule) for it in findings] == [("row 2", "unsurveyed")]
    assert not campus.camera_by_id["new-camera"].surveyed


def test_the_same_id_replaces_and_the_same_name_does_not(maple_ridge: Campus) -> None:
    """A second import of a list corrects it; two cameras called "Door" are two."""
    like = maple_ridge.camera_by_id["gym-parking"]
    draft = _draft(like, camera_id="gym-parking", name="Renamed")
    campus, _ = place_cameras(maple_ridge, [draft], "list.csv")
    assert len(campus.cameras) == len(maple_ridge.cameras)
    assert campus.camera_by_id["gym-parking"].name == "Renamed"
    twins, _ = place_cameras(maple_ridge, [_draft(like, name="Door"), _draft(like, name="Door")], "list.csv")
    assert {"door", "door-2"} <= set(twins.camera_by_id)


@needs_gisdata
def test_cameras_of_another_town_are_left_out(maple_ridge: Campus) -> None:
    """All 103 of them, each with its distance."""
    drafts, _ = read_camera_list(GISDATA / "cameras" / "dakar_no_properties.geojson")
    campus, findings = place_cameras(maple_ridge, drafts, "dakar")
    assert campus.cameras == maple_ridge.cameras
    assert len(findings) == 103
    assert {it.rule for it in findings} == {"far"}
