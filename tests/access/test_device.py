"""A device is remembered with what it last came with."""

from responder.access.device import Device, follow

FIRST = Device(
    device_id="d1", secret_hmac="", label="Safari", address="192.0.2.1", link_id="l1", redeemed_at_s=100.0
)


def test_keeps_the_time_of_its_first_redemption() -> None:
    """Coming back by the same link changes where from, not since when."""
    again = follow(FIRST, link_id="l1", label="Safari 19", address="192.0.2.2", now=200.0)
    assert (again.label, again.address) == ("Safari 19", "192.0.2.2")
    assert again.redeemed_at_s == 100.0


def test_follows_the_link_that_it_redeemed_last() -> None:
    """Another link starts another time."""
    moved = follow(FIRST, link_id="l2", label="Safari", address="192.0.2.1", now=200.0)
    assert (moved.link_id, moved.redeemed_at_s) == ("l2", 200.0)
