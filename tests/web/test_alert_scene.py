"""What a detector names is found on the map, and what is not there refuses nothing."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.campus import Campus
from gis.imdf import read_campus
from responder.access.alerted import MAX_CAMERAS, Alerted
from responder.web.alert_scene import scene_of
from responder.web.wire_alerts import DetectorAlert

from .service import CAMPUS

_CAMPUS = read_campus(CAMPUS)
_IDS = st.sampled_from(["main-lobby", "south-hall-east", "main-gym-north", "nothing", ""]) | st.text(
    max_size=8
)
_DEGREES = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([-82.74, 40.12])


@pytest.fixture(scope="module")
def campus() -> Campus:
    """The demo's."""
    return _CAMPUS


def said(**named: Any) -> DetectorAlert:
    """An alert of the high school."""
    body = {"detector": "d", "building_ids": ["high-school"], "kind": "police", "reason": "Shot", **named}
    return msgspec.convert(body, DetectorAlert)


def test_nothing_named_is_nothing_unclear(campus: Campus) -> None:
    """As alerts were before they could name a place."""
    assert scene_of(campus, said()) == (Alerted(), [])


def test_cameras_keep_the_order_in_which_they_were_named(campus: Campus) -> None:
    """Each once."""
    named = ["south-hall-east", "main-lobby", "south-hall-east"]
    assert scene_of(campus, said(camera_ids=named)) == (
        Alerted(camera_ids=("south-hall-east", "main-lobby")),
        [],
    )


def test_a_camera_of_elsewhere_is_told_and_left_out(campus: Campus) -> None:
    """One that the campus lacks, and one of a building that the alert is not about."""
    scene, unclear = scene_of(campus, said(camera_ids=["hall-x", "main-gym-north", "main-lobby"]))
    assert scene == Alerted(camera_ids=("main-lobby",))
    assert unclear == [
        "These buildings have no camera 'hall-x'.",
        "These buildings have no camera 'main-gym-north'.",
    ]


def test_a_room_is_known_by_its_number_and_by_its_id(campus: Campus) -> None:
    """The place is inside it, on its level."""
    (room,) = [it for it in campus.units if it.number == "101" and it.level_id == "high-school-1"]
    by_number, unclear = scene_of(campus, said(room="101"))
    assert unclear == []
    assert by_number == scene_of(campus, said(room=room.unit_id))[0]
    assert by_number.place is not None
    assert (by_number.place.level_id, by_number.place.building_id) == ("high-school-1", "high-school")
    assert by_number.place.name.startswith("101")


@pytest.mark.parametrize("room", ["999", ""])
def test_a_room_that_is_not_there_is_told(campus: Campus, room: str) -> None:
    """An empty number is that of many rooms, and means none."""
    assert scene_of(campus, said(room=room)) == (Alerted(), [f"These buildings have no room {room!r}."])


def test_a_number_that_two_rooms_have_is_told(campus: Campus) -> None:
    """The wrong one of two would be worse than none."""
    numbers = [
        unit.number for unit in campus.units if unit.number and campus.level_by_id[unit.level_id].building_id
    ]
    (twice, *_) = (it for it in numbers if numbers.count(it) > 1)
    everywhere = [it.building_id for it in campus.buildings]
    scene, unclear = scene_of(campus, said(building_ids=everywhere, room=twice))
    assert scene == Alerted()
    assert unclear == [f"These buildings have several rooms {twice!r}: name one by its id."]


def test_a_point_is_on_a_level_or_outside(campus: Campus) -> None:
    """The grounds are outside."""
    where = {"longitude": -82.7398, "latitude": 40.1188}
    inside, unclear = scene_of(campus, said(point=where | {"level_id": "high-school-2"}))
    assert unclear == []
    assert inside.place is not None
    assert (inside.place.level_id, inside.place.building_id) == ("high-school-2", "high-school")
    grounds = next(it.level_id for it in campus.levels if it.outdoor)
    outside, unclear = scene_of(campus, said(point=where | {"level_id": grounds}))
    assert unclear == []
    assert outside == scene_of(campus, said(point=where))[0]


@pytest.mark.parametrize(
    ("point", "what"),
    [
        ({"longitude": -82.7398, "latitude": 40.1188, "level_id": "athletic-center-1"}, "level"),
        ({"longitude": -82.7398, "latitude": 40.1188, "level_id": "attic"}, "level"),
        ({"longitude": 40.1188, "latitude": -82.7398}, "not near this campus"),
    ],
)
def test_a_point_of_elsewhere_is_told(campus: Campus, point: dict[str, object], what: str) -> None:
    """Of another building, of no building, with its degrees in the wrong order."""
    scene, (unclear,) = scene_of(campus, said(point=point))
    assert scene == Alerted()
    assert what in unclear


@given(
    camera_ids=st.lists(_IDS, max_size=40),
    room=st.none() | _IDS | st.sampled_from(["101", "107"]),
    point=st.none()
    | st.fixed_dictionaries(
        {"longitude": _DEGREES, "latitude": _DEGREES, "level_id": st.none() | st.just("high-school-1")}
    ),
)
def test_whatever_is_named_no_alert_is_lost(
    camera_ids: list[str], room: str | None, point: dict[str, object] | None
) -> None:
    """What is taken is of the building, and each thing named is taken or told."""
    scene, unclear = scene_of(_CAMPUS, said(camera_ids=camera_ids, room=room, point=point))
    cameras = {it.camera_id for it in _CAMPUS.cameras_of("high-school")}
    assert set(scene.camera_ids) == set(camera_ids) & cameras
    assert len(scene.camera_ids) <= MAX_CAMERAS
    is_place_told = len(unclear) - len(set(camera_ids) - cameras)
    is_place_named = room is not None or point is not None
    assert is_place_told == (1 if is_place_named and scene.place is None else 0)
    assert scene.place is None or scene.place.building_id in (None, "high-school")
