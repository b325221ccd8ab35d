"""Links are bounded in time and devices, and end when somebody says so."""

import pytest
from msgspec.structs import replace

from responder.access.errors import (
    DeviceLimitReached,
    DeviceRemoved,
    IncidentClosed,
    InvalidRequest,
    LinkExpired,
    LinkRevoked,
    NotFound,
)
from responder.access.incident import Incident, close
from responder.access.link import (
    DEFAULT_DEVICE_LIMIT,
    DEFAULT_LIFETIME_S,
    MAX_LIFETIME_S,
    Link,
    LinkState,
    extend,
    issue,
    redeem,
    remove_device,
    revoke,
    state,
)
from tests.access.conftest import NOW


def test_lives_four_hours_for_fifty_devices_unless_told_otherwise(incident: Incident) -> None:
    """The defaults are those of the agreement: 4 h, 50 devices."""
    link = issue(incident, link_id="l", token_hmac="", agency="Maple Fire", issued_by="ann", now=NOW)
    assert (DEFAULT_LIFETIME_S, DEFAULT_DEVICE_LIMIT) == (4 * 3600, 50)
    assert link.expires_at_s == NOW + DEFAULT_LIFETIME_S
    assert link.device_limit == DEFAULT_DEVICE_LIMIT


@pytest.mark.parametrize(
    ("agency", "lifetime_s", "device_limit"),
    [
        (" ", 60.0, 1),
        ("A", 0.0, 1),
        ("A", MAX_LIFETIME_S + 1, 1),
        ("A", float("nan"), 1),
        ("A", 60.0, 0),
        ("A", 60.0, 501),
    ],
)
def test_refuses_senseless_bounds(
    incident: Incident, agency: str, lifetime_s: float, device_limit: int
) -> None:
    """No link without an agency, without an end, for nobody or for everybody."""
    with pytest.raises(InvalidRequest):
        issue(
            incident,
            link_id="l",
            token_hmac="",
            agency=agency,
            issued_by="ann",
            now=NOW,
            lifetime_s=lifetime_s,
            device_limit=device_limit,
        )


def test_is_not_issued_for_a_closed_incident(incident: Incident) -> None:
    """What is over is not shared."""
    over = close(incident, closed_by="ann", now=NOW)
    with pytest.raises(IncidentClosed):
        issue(over, link_id="l", token_hmac="", agency="Maple Fire", issued_by="ann", now=NOW)


def test_expires_at_its_last_moment(link: Link, incident: Incident) -> None:
    """The end is exclusive."""
    assert state(link, incident, link.expires_at_s - 0.001) is LinkState.ACTIVE
    assert state(link, incident, link.expires_at_s) is LinkState.EXPIRED


def test_admits_a_device_once(link: Link, incident: Incident) -> None:
    """Redeeming again from the same device takes no other place."""
    once = redeem(link, incident, "d1", NOW)
    assert once.device_ids == ("d1",)
    assert redeem(once, incident, "d1", NOW + 1) == once


def test_admits_no_more_devices_than_its_limit(link: Link, incident: Incident) -> None:
    """The third device of two is refused, those inside still come back."""
    full = redeem(redeem(link, incident, "d1", NOW), incident, "d2", NOW)
    with pytest.raises(DeviceLimitReached):
        redeem(full, incident, "d3", NOW)
    assert redeem(full, incident, "d2", NOW) == full


def test_admits_nobody_when_it_is_over(link: Link, incident: Incident) -> None:
    """Revoked, expired and closed each have their own word, for old devices and new."""
    inside = redeem(link, incident, "d1", NOW)
    with pytest.raises(LinkRevoked):
        redeem(revoke(inside, revoked_by="ann", now=NOW), incident, "d1", NOW)
    with pytest.raises(LinkExpired):
        redeem(inside, incident, "d1", inside.expires_at_s)
    with pytest.raises(IncidentClosed):
        redeem(inside, close(incident, closed_by="ann", now=NOW), "d1", NOW)


def test_frees_the_place_of_a_removed_device_and_keeps_it_out(link: Link, incident: Incident) -> None:
    """A removed device does not come back, another takes its place."""
    full = redeem(redeem(link, incident, "d1", NOW), incident, "d2", NOW)
    without = remove_device(full, "d1")
    with pytest.raises(DeviceRemoved):
        redeem(without, incident, "d1", NOW)
    assert redeem(without, incident, "d3", NOW).device_ids == ("d2", "d3")


def test_removes_only_devices_that_it_admitted(link: Link) -> None:
    """A wrong device is a mistake that is told."""
    with pytest.raises(NotFound):
        remove_device(link, "d9")


def test_is_extended_from_its_end(link: Link, incident: Incident) -> None:
    """An hour more is an hour after the old end."""
    assert extend(link, incident, 3600.0, NOW + 10).expires_at_s == link.expires_at_s + 3600.0


def test_is_extended_from_now_once_expired(link: Link, incident: Incident) -> None:
    """Nobody has to open a new link because the first ran out a minute ago."""
    now = link.expires_at_s + 60
    again = extend(link, incident, 3600.0, now)
    assert again.expires_at_s == now + 3600.0
    assert state(again, incident, now) is LinkState.ACTIVE


@pytest.mark.parametrize("by_s", [0.0, -60.0, MAX_LIFETIME_S, float("nan")])
def test_is_not_extended_backwards_or_for_ever(link: Link, incident: Incident, by_s: float) -> None:
    """An extension goes forward, and at most a week from now."""
    with pytest.raises(InvalidRequest):
        extend(link, incident, by_s, NOW)


def test_is_not_extended_when_somebody_ended_it(link: Link, incident: Incident) -> None:
    """Revoking and closing are final."""
    with pytest.raises(LinkRevoked):
        extend(revoke(link, revoked_by="ann", now=NOW), incident, 60.0, NOW)
    with pytest.raises(IncidentClosed):
        extend(link, close(incident, closed_by="ann", now=NOW), 60.0, NOW)


def test_is_revoked_once(link: Link) -> None:
    """The first revocation stands, with its name and time."""
    revoked = revoke(link, revoked_by="ann", now=NOW)
    assert (revoked.revoked_by, revoked.revoked_at_s) == ("ann", NOW)
    with pytest.raises(LinkRevoked):
        revoke(revoked, revoked_by="bob", now=NOW + 1)


def test_names_the_strongest_reason_first(link: Link, incident: Incident) -> None:
    """A link that is revoked, closed and expired is revoked."""
    over = close(incident, closed_by="ann", now=NOW)
    late = link.expires_at_s + 1
    assert state(link, over, late) is LinkState.CLOSED
    assert state(replace(link, revoked_at_s=NOW), over, late) is LinkState.REVOKED
