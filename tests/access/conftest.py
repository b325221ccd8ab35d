"""One open incident and one link of it, to start from."""

import pytest

from responder.access.incident import Incident, IncidentKind, open_incident
from responder.access.link import Link, issue

NOW = 1_800_000_000.0


@pytest.fixture
def incident() -> Incident:
    return open_incident(
        incident_id="i1",
        building_ids=("gym", "main"),
        kind=IncidentKind.POLICE,
        reason="Unknown person in the gym",
        opened_by="ann",
        now=NOW,
    )


@pytest.fixture
def link(incident: Incident) -> Link:
    """Two hours, two devices."""
    return issue(
        incident,
        link_id="l1",
        token_hmac="0" * 64,
        agency="Maple Police",
        issued_by="ann",
        now=NOW,
        lifetime_s=7200.0,
        device_limit=2,
    )
