"""Markers are placed in open incidents, withdrawn by those whose they are, and never too many."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.access.errors import AlreadyExists, IncidentClosed, InvalidRequest, NotAllowed, NotFound
from responder.access.incident import Incident, IncidentKind, close
from responder.access.marker import MAX_NOTE_LETTERS, Marker, MarkerKind
from responder.access.marker_board import (
    KEPT_WITHDRAWN,
    MAX_STANDING,
    MAX_STANDING_PER_DEVICE,
    Mark,
    MarkerBoard,
    TooManyMarkers,
    author_of,
    may_see,
    may_withdraw,
    place,
    withdraw,
)
from responder.access.permit import Permit
from tests.access.conftest import NOW


def permit(
    device_id: str = "phone",
    agency: str = "Police",
    link_id: str | None = "l1",
    buildings: tuple[str, ...] = ("gym", "main"),
) -> Permit:
    return Permit(
        device_id=device_id,
        link_id=link_id,
        incident_id="i1",
        agency=agency,
        building_ids=frozenset(buildings),
        valid_until_s=NOW + 100,
        username=None if link_id else agency,
    )


def mark(
    marker_id: str = "m1",
    kind: MarkerKind = MarkerKind.SUSPECT,
    note: str = "",
    building_id: str | None = "gym",
) -> Mark:
    return Mark(
        marker_id=marker_id,
        kind=kind,
        longitude=-83.0,
        latitude=40.0,
        level_id="gym-1" if building_id else None,
        building_id=building_id,
        note=note,
    )


def placed(
    incident: Incident, *marks: Mark, by: Permit | None = None, board: MarkerBoard | None = None
) -> MarkerBoard:
    board = board or MarkerBoard()
    for one in marks:
        board = place(board, incident, one, author_of(by or permit()), NOW)
    return board


def test_a_marker_says_whose_it_is_and_since_when(incident: Incident) -> None:
    """Agency and device of a link, the person too of an officer by name, only the person of the district."""
    (marker,) = placed(incident, mark(note="  red \n jacket ")).standing
    assert (marker.author.agency, marker.author.person, marker.author.device_id) == ("Police", None, "phone")
    assert (marker.placed_at_s, marker.note, marker.is_drill) == (NOW, "red jacket", False)
    officer = msgspec.structs.replace(permit(), username="lee")
    assert author_of(officer).name == "Police lee"
    assert author_of(permit(agency="ann", link_id=None)).name == "ann"


def test_a_drill_marks_its_markers(incident: Incident) -> None:
    """Nobody takes a practised casualty for one."""
    drill = msgspec.structs.replace(incident, kind=IncidentKind.DRILL)
    assert placed(drill, mark()).standing[0].is_drill


def test_asking_twice_places_once(incident: Incident) -> None:
    """On a weak link the answer is lost and the phone asks again; another device's id is refused."""
    board = placed(incident, mark())
    assert placed(incident, mark(), board=board) is board
    with pytest.raises(AlreadyExists):
        placed(incident, mark(), board=board, by=permit("other phone"))


def test_a_closed_incident_takes_and_gives_nothing(incident: Incident) -> None:
    """Its markers are over, as everything of it."""
    board = placed(incident, mark())
    closed = close(incident, closed_by="ann", now=NOW)
    with pytest.raises(IncidentClosed):
        placed(closed, mark("m2"), board=board)
    with pytest.raises(IncidentClosed):
        withdraw(board, closed, "m1", permit(), NOW)


@pytest.mark.parametrize(
    "wrong", [mark(kind=MarkerKind.NOTE), mark(kind=MarkerKind.NOTE, note=" \u202e\n"), mark(note="x" * 81)]
)
def test_a_note_says_something_and_not_too_much(incident: Incident, wrong: Mark) -> None:
    """A note without a text is none."""
    with pytest.raises(InvalidRequest):
        placed(incident, wrong)


@given(note=st.text(max_size=200))
def test_no_note_breaks_a_line_or_turns_letters(note: str) -> None:
    """Whatever is typed is at most one line of plain letters."""
    incident = Incident(
        incident_id="i1",
        building_ids=("gym",),
        kind=IncidentKind.FIRE,
        reason="Smoke",
        opened_by="ann",
        opened_at_s=NOW,
    )
    try:
        (marker,) = placed(incident, mark(note=note)).standing
    except InvalidRequest:
        assert len(note) > MAX_NOTE_LETTERS
        return
    assert len(marker.note) <= MAX_NOTE_LETTERS
    assert not marker.note or marker.note.isprintable()


def test_one_device_does_not_use_up_the_incidents_markers(incident: Incident) -> None:
    """Its own limit is lower, and a withdrawn marker makes room."""
    full = placed(incident, *(mark(f"m{number}") for number in range(MAX_STANDING_PER_DEVICE)))
    with pytest.raises(TooManyMarkers):
        placed(incident, mark("more"), board=full)
    assert placed(incident, mark("more"), board=full, by=permit("other phone")).find("more")
    room = withdraw(full, incident, "m0", permit(), NOW)
    assert placed(incident, mark("more"), board=room).find("more")


def test_an_incident_has_a_bounded_number_of_markers(incident: Incident) -> None:
    """However many devices place them."""
    board = MarkerBoard()
    for number in range(MAX_STANDING):
        board = placed(incident, mark(f"m{number}"), board=board, by=permit(f"phone {number}"))
    with pytest.raises(TooManyMarkers):
        placed(incident, mark("more"), board=board, by=permit("one more"))


@pytest.mark.parametrize(
    ("by", "may"),
    [
        (permit(), True),
        (permit("another phone"), True),
        (permit("another phone", agency=" police "), True),
        (permit("another phone", agency="Fire"), False),
        (permit("console", agency="ann", link_id=None), True),
    ],
)
def test_a_marker_is_withdrawn_by_its_agency_or_the_district(
    incident: Incident, by: Permit, may: bool
) -> None:
    """Not by another agency, whose unit may know less."""
    board = placed(incident, mark())
    assert may_withdraw(board.standing[0], author_of(by)) is may
    if not may:
        with pytest.raises(NotAllowed):
            withdraw(board, incident, "m1", by, NOW)
        return
    after = withdraw(board, incident, "m1", by, NOW + 1)
    assert after.standing == ()
    assert withdraw(after, incident, "m1", by, NOW + 2) is after


def test_no_agency_withdraws_what_the_district_has_placed(incident: Incident) -> None:
    """Where the school says that units gather stands until the school says otherwise."""
    board = placed(incident, mark(), by=permit("console", agency="ann", link_id=None))
    with pytest.raises(NotAllowed):
        withdraw(board, incident, "m1", permit(agency="ann"), NOW)


def test_a_permit_of_fewer_buildings_sees_fewer_markers(incident: Incident) -> None:
    """A link that was handed on for one building; what is outside everybody sees."""
    inside, outside = placed(incident, mark("m1"), mark("m2", building_id=None)).standing
    partner = permit("partner", agency="EMS", buildings=("main",))
    assert [may_see(it, partner) for it in (inside, outside)] == [False, True]
    with pytest.raises(NotFound):
        withdraw(MarkerBoard(markers=(inside, outside)), incident, "m1", partner, NOW)


def test_what_was_withdrawn_long_ago_is_forgotten(incident: Incident) -> None:
    """The board stays small however long an incident lasts; the trail keeps all."""
    board = MarkerBoard()
    for number in range(KEPT_WITHDRAWN + 5):
        board = placed(incident, mark(f"m{number}"), board=board)
        board = withdraw(board, incident, f"m{number}", permit(), NOW + number)
    assert len(board.markers) == KEPT_WITHDRAWN
    assert board.find("m4") is None
    assert isinstance(board.find("m5"), Marker)
