"""Which buildings' cameras are connected before anybody looks."""

from msgspec.structs import replace

from responder.access.approval import hold_back
from responder.access.beginning import postpone
from responder.access.incident import Incident, IncidentKind, open_incident
from responder.access.link import Link, issue
from responder.standby import shared_buildings

NOW = 1_800_000_000.0
INCIDENT: Incident = open_incident(
    incident_id="i1",
    building_ids=("gym",),
    kind=IncidentKind.DRILL,
    reason="Drill",
    opened_by="ann",
    now=NOW,
)
LINK: Link = issue(
    INCIDENT, link_id="l1", token_hmac="", agency="Police", issued_by="ann", now=NOW, lifetime_s=3600.0
)


def connected(link: Link, now: float) -> bool:
    return shared_buildings([(INCIDENT, [link])], now) == {"gym"}


def test_cameras_are_connected_while_a_link_opens_them() -> None:
    """Or waits for a yes; not once it is over."""
    assert connected(LINK, NOW)
    assert connected(hold_back(LINK, NOW), NOW)
    assert not connected(LINK, LINK.expires_at_s)
    assert not connected(replace(LINK, revoked_at_s=NOW), NOW)
    assert shared_buildings([(INCIDENT, [])], NOW) == frozenset()


def test_cameras_are_connected_a_minute_before_a_link_begins() -> None:
    """And not days before: they have other things to do."""
    later = postpone(LINK, NOW + 3600, NOW)
    assert not connected(later, NOW)
    assert connected(later, NOW + 3541)
