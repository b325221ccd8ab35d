"""The first cameras of a link are those that its screen will show first."""

from pathlib import Path

import pytest
from msgspec import structs

from gis.campus import Campus
from gis.imdf import read_campus
from gis.place_order import in_place_order
from responder.live.first_slots import first_slots
from responder.live.messages import FirstOffer

CAMPUS = Path(__file__).parents[2] / "campus_maps" / "maple-ridge"


@pytest.fixture(scope="module")
def campus() -> Campus:
    """The demo's."""
    return read_campus(CAMPUS)


def cameras(campus: Campus, *building_ids: str, visible: int = 64) -> list[str | None]:
    """The cameras of the slots, which are numbered from 0."""
    shown = [camera.camera_id for camera in in_place_order(campus, building_ids)]
    slots = first_slots(shown, FirstOffer(sdp="v=0", visible=visible, width_px=320))
    assert [it.slot for it in slots] == list(range(len(slots)))
    assert all(it.visible and not it.focused and it.width_px == 320 for it in slots)
    return [it.camera_id for it in slots]


def test_the_ground_level_comes_first_and_the_outside_last(campus: Campus) -> None:
    """As an officer walks: in, up, and then around."""
    levels = [campus.camera_by_id[it or ""].level_id for it in cameras(campus, "high-school")]
    first, second = sorted(campus.levels_of("high-school"), key=lambda level: level.ordinal)
    order = [first.level_id, second.level_id, None]
    assert levels == sorted(levels, key=order.index)
    assert set(levels) == set(order)


def test_no_more_than_the_screen_shows(campus: Campus) -> None:
    """The rest waits until the phone says what is on its screen."""
    assert cameras(campus, "athletic-center", visible=2) == cameras(campus, "athletic-center")[:2]
    assert cameras(campus, "athletic-center", visible=0) == []


def test_what_was_large_before_comes_first(campus: Campus) -> None:
    """A page opened anew shows what it showed; not what was large behind another link."""
    ids = [camera.camera_id for camera in in_place_order(campus, ["high-school"])]
    offer = FirstOffer(sdp="v=0", visible=3, width_px=320, focused=ids[-1])
    large, *tiles = first_slots(ids, offer)
    assert (large.camera_id, large.focused, large.slot) == (ids[-1], True, 0)
    assert [it.camera_id for it in tiles] == ids[:3]
    assert [it.slot for it in tiles] == [1, 2, 3]

    among_them = first_slots(ids, structs.replace(offer, focused=ids[1]))
    assert [it.camera_id for it in among_them] == [ids[1], ids[0], ids[2]]

    elsewhere = first_slots(ids, structs.replace(offer, focused="another-school-lobby"))
    assert [(it.camera_id, it.focused) for it in elsewhere] == [(it, False) for it in ids[:3]]


def test_buildings_keep_the_order_of_the_incident(campus: Campus) -> None:
    """And no other building has a camera in it."""
    both = cameras(campus, "elementary-school", "athletic-center")
    assert both == cameras(campus, "elementary-school") + cameras(campus, "athletic-center")
