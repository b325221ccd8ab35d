"""Incidents open with a reason and close once."""

import pytest

from responder.access.alerted import Alerted
from responder.access.errors import IncidentClosed, InvalidRequest
from responder.access.incident import (
    Incident,
    IncidentKind,
    Owner,
    alert_again,
    close,
    open_incident,
    transfer,
)

NOW = 1_800_000_000.0


def opened(*, building_ids: tuple[str, ...] = ("gym",), reason: str = "Smoke in the gym") -> Incident:
    return open_incident(
        incident_id="i1",
        building_ids=building_ids,
        kind=IncidentKind.FIRE,
        reason=reason,
        opened_by="ann",
        now=NOW,
    )


def test_opens_with_who_why_where_and_when() -> None:
    """A new incident is open and keeps all that was said."""
    incident = opened(building_ids=("gym", "main"))
    assert incident.is_open
    assert incident.building_ids == ("gym", "main")
    assert (incident.opened_by, incident.reason, incident.opened_at_s) == ("ann", "Smoke in the gym", NOW)


def test_a_further_alert_belongs_to_an_open_incident_only() -> None:
    """What it names is kept with it."""
    again = alert_again(opened(), Alerted(camera_ids=("gym-east",)))
    assert again.alerted.camera_ids == ("gym-east",)
    with pytest.raises(IncidentClosed):
        alert_again(close(again, closed_by="ann", now=NOW), Alerted())


def test_names_each_building_once() -> None:
    """A building tapped twice is shared once, in the order of the first tap."""
    assert opened(building_ids=("gym", "main", "gym")).building_ids == ("gym", "main")


def test_refuses_an_incident_without_a_building() -> None:
    """Nothing to share is a mistake, not an incident."""
    with pytest.raises(InvalidRequest, match="building"):
        opened(building_ids=())


def test_refuses_a_blank_reason() -> None:
    """The record needs the threat in words."""
    with pytest.raises(InvalidRequest, match="reason"):
        opened(reason="  ")


def test_closes_with_who_and_when() -> None:
    """A closed incident says who closed it."""
    closed = close(opened(), closed_by="bob", now=NOW + 60)
    assert not closed.is_open
    assert (closed.closed_by, closed.closed_at_s) == ("bob", NOW + 60)


def test_closes_only_once() -> None:
    """A second close does not overwrite the first."""
    closed = close(opened(), closed_by="bob", now=NOW)
    with pytest.raises(IncidentClosed):
        close(closed, closed_by="ann", now=NOW + 1)


def test_is_led_by_whoever_opened_it_until_it_is_transferred(incident: Incident) -> None:
    """To somebody of the next shift, to an agency, and back; opening it stays what it was."""
    assert incident.owner == Owner(name="ann")
    fire = Owner(name="Maple Fire", is_agency=True)
    led = transfer(incident, fire)
    assert (led.owner, led.opened_by) == (fire, "ann")
    assert transfer(led, Owner(name="ann")).owner == incident.owner


def test_is_not_transferred_to_the_same_or_after_the_end(incident: Incident) -> None:
    """Both are mistakes; an agency and a user of one name are two."""
    with pytest.raises(InvalidRequest, match="already"):
        transfer(incident, Owner(name="ann"))
    assert transfer(incident, Owner(name="ann", is_agency=True)).owner.is_agency
    with pytest.raises(IncidentClosed):
        transfer(close(incident, closed_by="ann", now=NOW), Owner(name="bob"))
