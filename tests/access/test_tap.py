"""A tap that is tried again is the same device, for minutes, at its own link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.access.device import Device, follow
from responder.access.errors import InvalidRequest
from responder.access.tap import LIFETIME_S, Tap, require_form, stands_for
from tests.access.conftest import NOW

DEVICE = Device(
    device_id="d1", secret_hmac="", label="Safari", address="192.0.2.1", link_id="l1", redeemed_at_s=NOW
)
TAP = Tap(device_id="d1", at_s=NOW)


@given(after_s=st.floats(0.0, 2 * LIFETIME_S))
def test_stands_for_its_device_for_minutes(after_s: float) -> None:
    """To the second."""
    assert stands_for(TAP, DEVICE, "l1", NOW + after_s) == (NOW + after_s < NOW + LIFETIME_S)


def test_stands_for_nobody_at_another_link() -> None:
    """Nor for a device that went on to another one: it had heard the answer."""
    gone_on = follow(DEVICE, link_id="l2", label="Safari", address="192.0.2.1", now=NOW)
    assert not stands_for(TAP, DEVICE, "l2", NOW)
    assert not stands_for(TAP, gone_on, "l1", NOW)


def test_stands_for_no_other_device() -> None:
    """A record that names one is not read as another's."""
    assert not stands_for(Tap(device_id="d2", at_s=NOW), DEVICE, "l1", NOW)


@pytest.mark.parametrize("key", ["", "0" * 31, "0" * 65, "G" * 32, "A" * 32, "0" * 32 + "\n", " " + "0" * 32])
def test_refuses_a_key_that_could_be_guessed(key: str) -> None:
    """Less than 128 bits, or not as written."""
    assert not is_taken(key)


@given(st.binary(min_size=16, max_size=32))
def test_takes_any_key_of_128_bits_and_more(key: bytes) -> None:
    """In lower case, as phones write it."""
    assert is_taken(key.hex())


def is_taken(key: str) -> bool:
    try:
        require_form(key)
    except InvalidRequest:
        return False
    return True
