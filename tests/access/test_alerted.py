"""What alerts named: the last first, and to nobody more than their permit shows."""

from hypothesis import given
from hypothesis import strategies as st

from responder.access.alerted import (
    MAX_CAMERAS,
    NOWHERE,
    Alerted,
    AlertPlace,
    and_then,
    describe,
    first,
    told_to,
)

LAB = AlertPlace(longitude=-82.74, latitude=40.12, name="107 Lab", level_id="gym-1", building_id="gym")
YARD = AlertPlace(longitude=-82.74, latitude=40.12)

CAMERA_IDS = st.lists(st.sampled_from([f"c{number}" for number in range(40)]), max_size=40)
ALERTED = st.builds(
    Alerted,
    camera_ids=CAMERA_IDS.map(lambda ids: tuple(dict.fromkeys(ids))),
    place=st.sampled_from([None, LAB, YARD]),
)


@given(before=ALERTED, newer=ALERTED)
def test_a_later_alert_comes_first(before: Alerted, newer: Alerted) -> None:
    """Its cameras go in front, only the oldest go; a place stays until another is named."""
    both = and_then(before, newer)
    assert both.camera_ids[: len(newer.camera_ids)] == newer.camera_ids[:MAX_CAMERAS]
    assert len(both.camera_ids) == min(MAX_CAMERAS, len({*before.camera_ids, *newer.camera_ids}))
    assert len(set(both.camera_ids)) == len(both.camera_ids)
    assert both.place == (newer.place or before.place)


@given(alerted=ALERTED, shown=CAMERA_IDS.map(set), building_ids=st.sets(st.sampled_from(["gym", "pool"])))
def test_nobody_learns_more_than_the_permit_shows(
    alerted: Alerted, shown: set[str], building_ids: set[str]
) -> None:
    """No camera and no room of elsewhere; what lies outside is everybody's."""
    told = told_to(alerted, building_ids, shown)
    assert told.camera_ids == tuple(it for it in alerted.camera_ids if it in shown)
    assert told.place == (None if alerted.place == LAB and "gym" not in building_ids else alerted.place)


@given(alerted=ALERTED, shown=CAMERA_IDS.map(lambda ids: list(dict.fromkeys(ids))))
def test_alerted_cameras_are_first_and_the_others_keep_their_order(
    alerted: Alerted, shown: list[str]
) -> None:
    """The same cameras, none twice."""
    order = first(alerted, shown)
    assert sorted(order) == sorted(shown)
    named = [it for it in alerted.camera_ids if it in shown]
    assert order[: len(named)] == named
    assert order[len(named) :] == [it for it in shown if it not in named]


def test_the_record_says_where() -> None:
    """A room by its name, a point by its degrees, and nothing where nothing was named."""
    assert describe(NOWHERE) == ""
    assert describe(Alerted(camera_ids=("a", "b"), place=LAB)) == "at 107 Lab; camera a, b"
    assert describe(Alerted(place=YARD)) == "at 40.120000, -82.740000, outside"
