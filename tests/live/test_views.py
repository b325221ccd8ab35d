"""The record of views: one view per camera and device, from its first frame to its last slot."""

from responder.live.views import Shown, Views

GYM, LIBRARY = Shown(camera_id="gym"), Shown(camera_id="library")
MASKED = Shown(camera_id="gym", is_masked=True)


def test_a_view_starts_with_the_first_frame_of_a_camera() -> None:
    """Pouring a camera is not yet showing it; its first frame is."""
    views = Views()
    views.poured({0: GYM})

    assert views.cameras == []
    assert views.frame_sent(0, GYM) == GYM
    assert views.cameras == ["gym"]


def test_a_second_slot_of_the_same_camera_is_the_same_view() -> None:
    """A focused picture beside its tile is one view of one camera."""
    views = Views()

    assert views.frame_sent(0, GYM) == GYM
    assert views.frame_sent(1, GYM) is None


def test_a_view_stops_when_the_last_slot_is_poured_with_something_else() -> None:
    """The view goes on while any slot holds the camera, and stops exactly once."""
    views = Views()
    views.frame_sent(0, GYM)
    views.frame_sent(1, GYM)

    assert views.poured({1: GYM}) == []
    assert views.poured({1: LIBRARY}) == [GYM]
    assert views.poured({}) == []


def test_a_slot_shows_a_camera_only_after_its_first_frame_there() -> None:
    """A frame in one slot says nothing about another slot, nor about the slot's next camera."""
    views = Views()
    views.frame_sent(0, GYM)

    assert views.is_showing(0, "gym")
    assert not views.is_showing(1, "gym")
    assert not views.is_showing(0, "library")


def test_more_or_less_of_a_camera_is_another_view() -> None:
    """Masks that come or go end one view and begin the next."""
    views = Views()
    views.frame_sent(0, GYM)

    assert views.poured({0: MASKED}) == [GYM]
    assert views.frame_sent(0, MASKED) == MASKED
    assert views.cameras == ["gym"]
    assert views.poured({}) == [MASKED]
