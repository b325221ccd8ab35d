"""Which change concerns whose permit; that it then takes effect is shown over real HTTP in tests/web."""

import pytest
from msgspec.structs import replace

from responder.access.permit import Permit
from responder.enforcement import concerns
from responder.store.changes import (
    AccountChanged,
    AgreementChanged,
    Change,
    DeviceChanged,
    IncidentChanged,
    LinkChanged,
    MarkersChanged,
    Resync,
)

OFFICER = Permit(
    device_id="phone-1",
    link_id="link-1",
    incident_id="incident-1",
    agency="Police",
    building_ids=frozenset({"high-school"}),
    valid_until_s=100.0,
)
STAFF = Permit(
    device_id="session-1",
    link_id=None,
    incident_id=None,
    agency="chief",
    building_ids=frozenset({"high-school"}),
    valid_until_s=100.0,
    username="chief",
)
NAMED = replace(OFFICER, device_id="session-2", username="sergeant")


@pytest.mark.parametrize(
    ("change", "concerned"),
    [
        (Resync(), [OFFICER, STAFF, NAMED]),
        (IncidentChanged(incident_id="incident-1"), [OFFICER, NAMED]),
        (IncidentChanged(incident_id="incident-2"), []),
        (LinkChanged(link_id="link-1", incident_id="incident-1"), [OFFICER, NAMED]),
        (LinkChanged(link_id="link-2", incident_id="incident-1"), []),
        (DeviceChanged(device_id="phone-1", link_id="link-1"), [OFFICER]),
        (DeviceChanged(device_id="phone-2", link_id="link-1"), []),
        (AccountChanged(username="chief"), [STAFF]),
        (MarkersChanged(incident_id="incident-1"), []),
        (AccountChanged(username="sergeant"), [NAMED]),
        (AccountChanged(username="Police"), []),
        (AgreementChanged(agency="police"), [OFFICER, NAMED]),
        (AgreementChanged(agency="Fire"), []),
    ],
)
def test_a_change_concerns_exactly_those_it_can_alter(change: Change, concerned: list[Permit]) -> None:
    """A changed link, incident, device or account reaches its own permits; a resync reaches all."""
    assert [permit for permit in (OFFICER, STAFF, NAMED) if concerns(change, permit)] == concerned
