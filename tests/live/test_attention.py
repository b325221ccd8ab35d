"""A unit is told what the others of its incident have large, and nothing of other incidents."""

from msgspec import Struct

from responder.access.permit import Permit
from responder.live.attention import VALID_S, AttentionBoard
from responder.live.messages import CameraAttention


class Phone(Struct):
    """Somebody who looks."""

    permit: Permit
    focused: str | None


def phone(device_id: str, agency: str, focused: str | None, incident_id: str | None = "fire") -> Phone:
    permit = Permit(
        device_id=device_id,
        link_id="link",
        incident_id=incident_id,
        agency=agency,
        building_ids=frozenset({"school"}),
        valid_until_s=1000.0,
    )
    return Phone(permit=permit, focused=focused)


def test_the_others_of_the_incident_are_shown() -> None:
    """By agency, one entry per device; not oneself, nobody of another incident, no staff."""
    me = phone("me", "Police", "gym")
    phones = [
        me,
        phone("two", "Fire", "gym"),
        phone("three", "EMS", "gym"),
        phone("four", "Fire", "lobby"),
        phone("five", "Fire", None),
        phone("six", "Fire", "lobby", incident_id="elsewhere"),
        phone("staff", "office", "lobby", incident_id=None),
    ]
    assert AttentionBoard().others(phones, me, 0.0) == [
        CameraAttention(camera_id="gym", agencies=["EMS", "Fire"]),
        CameraAttention(camera_id="lobby", agencies=["Fire"]),
    ]


def test_two_sessions_of_one_device_are_one_unit() -> None:
    """A reload leaves an old session behind for a moment."""
    me = phone("me", "Police", None)
    twice = [phone("two", "Fire", "gym"), phone("two", "Fire", "gym"), me]
    assert AttentionBoard().others(twice, me, 0.0) == [CameraAttention(camera_id="gym", agencies=["Fire"])]


def test_looks_are_taken_once_for_everybody() -> None:
    """Within VALID_S the answer is that of the first question."""
    me, other = phone("me", "Police", None), phone("two", "Fire", "gym")
    board = AttentionBoard()
    first = board.others([me, other], me, 10.0)
    other.focused = None
    assert board.others([me, other], me, 10.0 + VALID_S / 2) == first
    assert board.others([me, other], me, 10.0 + VALID_S) == []
