"""The markers that sessions read at every tick: one tuple while they are the same, asked for when unknown."""

from responder.access.marker import Author, Marker, MarkerKind
from responder.access.permit import Permit
from responder.live.marker_boards import MarkerBoards


def permit(incident_id: str | None = "fire") -> Permit:
    return Permit(
        device_id="phone",
        link_id="l1",
        incident_id=incident_id,
        agency="Police",
        building_ids=frozenset({"gym"}),
        valid_until_s=100.0,
    )


def marker(marker_id: str) -> Marker:
    return Marker(
        marker_id=marker_id,
        kind=MarkerKind.ENTRY,
        longitude=-83.0,
        latitude=40.0,
        author=Author(device_id="phone", agency="Police"),
        placed_at_s=1.0,
    )


def test_an_unknown_incident_is_asked_for() -> None:
    """Unknown is not the same as none: a phone keeps what it shows until somebody knows better."""
    boards = MarkerBoards()
    assert boards.of(permit()) is None
    assert boards.outdated.is_set()
    boards.replace({"fire": ()})
    assert boards.of(permit()) == ()


def test_without_an_incident_there_are_no_markers_to_ask_for() -> None:
    """Staff that looks at any time."""
    boards = MarkerBoards()
    assert boards.of(permit(incident_id=None)) is None
    assert not boards.outdated.is_set()


def test_what_has_not_changed_is_the_same_tuple() -> None:
    """So that a session sees at a glance that there is nothing new."""
    boards = MarkerBoards()
    boards.replace({"fire": (marker("m1"),)})
    before = boards.of(permit())
    boards.replace({"fire": (marker("m1"),), "flood": ()})
    assert boards.of(permit()) is before
    boards.replace({"fire": (marker("m1"), marker("m2"))})
    assert boards.of(permit()) == (marker("m1"), marker("m2"))


def test_a_board_that_nobody_looks_at_is_forgotten() -> None:
    """Memory does not grow with the incidents of years."""
    boards = MarkerBoards()
    boards.replace({"fire": (marker("m1"),)})
    boards.replace({})
    assert boards.of(permit()) is None
