"""A detector's alert opens one incident for as long as it goes on, and lets nobody in."""

import asyncio

import pytest
from msgspec.structs import replace

from responder.access.alerted import Alerted
from responder.access.audit import Actor, AuditKind, AuditQuery, Source
from responder.access.errors import InvalidRequest
from responder.access.incident import IncidentKind
from responder.store.alerts import Alert, Alerts
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.incidents import Incidents
from tests.store.conftest import OFFICER, kinds_of

DETECTOR = Actor(identity="detector: smoke-3", source=Source.WEBHOOK, address="192.0.2.60")
ALERT = Alert(message_id="a1", building_ids=("gym",), kind=IncidentKind.FIRE, reason="Smoke, gym")


@pytest.fixture
def alerts(store: Store) -> Alerts:
    return Alerts(store)


async def test_opens_an_incident_once(alerts: Alerts, incidents: Incidents) -> None:
    """The same call again, also at the same moment, is the same incident."""
    first, *others = await asyncio.gather(*(alerts.receive(ALERT, actor=DETECTOR) for _ in range(5)))
    assert all(other == first for other in others)
    assert first.opened_by == "detector: smoke-3"
    assert await incidents.list_open() == [first]


async def test_goes_on_in_the_open_incident(alerts: Alerts, audit: Audit) -> None:
    """A detector that rings every ten seconds does not bury the console."""
    first = await alerts.receive(ALERT, actor=DETECTOR)
    again = await alerts.receive(replace(ALERT, message_id="a2"), actor=DETECTOR)
    assert again == first
    assert await kinds_of(audit) == [AuditKind.INCIDENT_OPENED, AuditKind.ALERT_REPEATED]


async def test_what_a_further_alert_names_comes_first(
    alerts: Alerts, incidents: Incidents, audit: Audit
) -> None:
    """It is kept with the incident; one that names nothing takes nothing away."""
    named = [Alerted(camera_ids=("gym-east",)), Alerted(camera_ids=("gym-west",)), Alerted()]
    for number, alerted in enumerate(named):
        await alerts.receive(replace(ALERT, message_id=f"n{number}", alerted=alerted), actor=DETECTOR)
    (incident,) = await incidents.list_open()
    assert incident.alerted.camera_ids == ("gym-west", "gym-east")
    events = [record.event async for record in audit.read(AuditQuery())]
    located = [it.detail for it in events if it.kind is AuditKind.ALERT_LOCATED]
    assert located == ["camera gym-east", "camera gym-west"]


@pytest.mark.parametrize(
    ("alert", "detector"),
    [
        (replace(ALERT, message_id="a2", kind=IncidentKind.POLICE), DETECTOR),
        (replace(ALERT, message_id="a2", building_ids=("gym", "pool")), DETECTOR),
        (replace(ALERT, message_id="a2"), replace(DETECTOR, identity="detector: smoke-4")),
    ],
)
async def test_another_alert_is_another_incident(alerts: Alerts, alert: Alert, detector: Actor) -> None:
    """Of another kind, of a building more, of another detector."""
    first = await alerts.receive(ALERT, actor=DETECTOR)
    assert (await alerts.receive(alert, actor=detector)).incident_id != first.incident_id


async def test_opens_anew_after_the_incident_was_closed(alerts: Alerts, incidents: Incidents) -> None:
    """Somebody found nothing, and then it rings again; the old call stays the old incident's."""
    first = await alerts.receive(ALERT, actor=DETECTOR)
    closed = await incidents.close(first.incident_id, actor=OFFICER)
    assert await alerts.receive(ALERT, actor=DETECTOR) == closed
    assert (await alerts.receive(replace(ALERT, message_id="a2"), actor=DETECTOR)).is_open


async def test_needs_a_building_and_a_reason(alerts: Alerts, incidents: Incidents) -> None:
    """As every incident does."""
    with pytest.raises(InvalidRequest):
        await alerts.receive(replace(ALERT, building_ids=()), actor=DETECTOR)
    assert await incidents.list_open() == []
