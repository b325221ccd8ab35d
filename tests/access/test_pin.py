"""A PIN keeps out who got the link by chance, and nobody who is inside."""

import pytest
from msgspec.structs import replace

from responder.access.errors import InvalidRequest
from responder.access.incident import Incident
from responder.access.link import Link, redeem
from responder.access.lockout import LIMIT, WINDOW_S
from responder.access.pin import PinLocked, PinRequired, PinWrong, check, count_wrong, require_form
from tests.access.conftest import NOW


@pytest.fixture
def guarded(link: Link) -> Link:
    return replace(link, pin_hmac="right")


def test_is_not_asked_of_a_link_without_one(link: Link) -> None:
    """Whatever is typed."""
    assert check(link, "d1", None, NOW) is None
    assert check(link, "d1", "anything", NOW) is None


def test_lets_only_the_right_one_pass(guarded: Link) -> None:
    """Missing and wrong are told apart, so that the phone asks or asks again."""
    assert check(guarded, "d1", "right", NOW) is None
    assert isinstance(check(guarded, "d1", None, NOW), PinRequired)
    assert isinstance(check(guarded, "d1", "wrong", NOW), PinWrong)


def test_is_not_asked_of_who_is_inside(guarded: Link, incident: Incident) -> None:
    """A reload in the middle of an emergency asks nothing."""
    assert check(redeem(guarded, incident, "d1", NOW), "d1", None, NOW) is None


def test_locks_newcomers_out_after_five_wrong_ones(guarded: Link, incident: Incident) -> None:
    """Guessing ends; the right PIN works again after 15 minutes, and for those inside all the time."""
    for _ in range(LIMIT):
        guarded = count_wrong(guarded, NOW)
    assert isinstance(check(guarded, "d1", "right", NOW), PinLocked)
    assert check(redeem(guarded, incident, "d1", NOW), "d1", None, NOW) is None
    assert check(guarded, "d1", "right", NOW + WINDOW_S) is None


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "１２３４", "1234\n"])
def test_is_four_to_eight_plain_digits(pin: str) -> None:
    """What cannot be typed on a phone's number pad is no PIN."""
    with pytest.raises(InvalidRequest):
        require_form(pin)
    require_form("0042")
