"""A full link with a waiting room lets devices wait for a person's decision."""

import pytest
from msgspec.structs import replace

from responder.access.errors import (
    DeviceLimitReached,
    DeviceRemoved,
    IncidentClosed,
    LinkRevoked,
    NotFound,
)
from responder.access.incident import Incident, close
from responder.access.link import Link, redeem, revoke
from responder.access.permit import permit_for
from responder.access.waiting import MAX_WAITING, admit, turn_away, wait
from tests.access.conftest import NOW


@pytest.fixture
def full(link: Link, incident: Incident) -> Link:
    """Both places taken, the waiting room open."""
    with_room = replace(link, has_waiting_room=True)
    return redeem(redeem(with_room, incident, "d1", NOW), incident, "d2", NOW)


def test_waits_once_however_often_it_knocks(full: Link, incident: Incident) -> None:
    """Knocking again changes nothing."""
    waiting = wait(full, incident, "d3", NOW)
    assert waiting.waiting_device_ids == ("d3",)
    assert wait(waiting, incident, "d3", NOW) == waiting


def test_sees_nothing_while_it_waits(full: Link, incident: Incident) -> None:
    """The refusal says that the sender can let it in."""
    with pytest.raises(DeviceLimitReached, match="let you in"):
        permit_for(wait(full, incident, "d3", NOW), incident, "d3", NOW)


def test_is_let_in_over_the_limit(full: Link, incident: Incident) -> None:
    """A person decided, so the third of two places is right."""
    inside = admit(wait(full, incident, "d3", NOW), incident, "d3", NOW)
    assert (inside.device_ids, inside.waiting_device_ids) == (("d1", "d2", "d3"), ())
    assert permit_for(inside, incident, "d3", NOW).allows("gym", NOW)


def test_is_turned_away_for_good(full: Link, incident: Incident) -> None:
    """Whoever is turned away does not come back by this link, not even to wait."""
    out = turn_away(wait(full, incident, "d3", NOW), "d3")
    for come_back in (wait, redeem, permit_for):
        with pytest.raises(DeviceRemoved):
            come_back(out, incident, "d3", NOW)


def test_leaves_the_room_when_a_place_is_free(full: Link, incident: Incident) -> None:
    """A place that opens is taken by redeeming as usual."""
    freed = replace(wait(full, incident, "d3", NOW), device_ids=("d1",))
    inside = redeem(freed, incident, "d3", NOW)
    assert (inside.device_ids, inside.waiting_device_ids) == (("d1", "d3"), ())


def test_has_no_room_unless_the_link_has_one(link: Link, incident: Incident) -> None:
    """Elsewhere a full link is full."""
    with pytest.raises(DeviceLimitReached):
        wait(link, incident, "d3", NOW)


def test_cannot_be_flooded(full: Link, incident: Incident) -> None:
    """The room holds what a person can look through."""
    for number in range(MAX_WAITING):
        full = wait(full, incident, f"w{number}", NOW)
    with pytest.raises(DeviceLimitReached):
        wait(full, incident, "one more", NOW)


def test_is_of_no_use_when_the_link_is_over(full: Link, incident: Incident) -> None:
    """Nobody waits at, or is let into, a dead link."""
    waiting = wait(full, incident, "d3", NOW)
    with pytest.raises(LinkRevoked):
        admit(revoke(waiting, revoked_by="ann", now=NOW), incident, "d3", NOW)
    with pytest.raises(IncidentClosed):
        wait(full, close(incident, closed_by="ann", now=NOW), "d4", NOW)


def test_lets_in_only_who_waits(full: Link, incident: Incident) -> None:
    """A wrong device is a mistake that is told."""
    with pytest.raises(NotFound):
        admit(full, incident, "d9", NOW)
    with pytest.raises(NotFound):
        turn_away(full, "d9")
