"""Addresses and networks as people write them."""

import pytest

from responder.addresses import is_address, outward_address, parse_address, reachable_addresses


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", False),
        ("", False),
        ("1.2.3", False),
        ("300.1.1.1", False),
    ],
)
def test_a_literal_address_is_told_from_a_name(text: str, is_one: bool) -> None:
    """Names are looked up, addresses are checked."""
    assert is_address(text) is is_one


def test_a_mapped_address_is_the_address_that_it_maps() -> None:
    """Or it would slip past every rule about the other form."""
    assert parse_address("::ffff:127.0.0.1") == parse_address("127.0.0.1")


def test_the_outward_address_is_one_that_others_reach() -> None:
    """It goes into a QR code; a machine without a network has none."""
    assert outward_address() in (None, *reachable_addresses())


def test_other_machines_reach_no_loopback() -> None:
    """What is offered to phones are this machine's addresses on its networks, IPv4 first."""
    found = [parse_address(text) for text in reachable_addresses()]
    assert not [ip for ip in found if ip.is_loopback or ip.is_link_local]
    assert [ip.version for ip in found] == sorted(ip.version for ip in found)
