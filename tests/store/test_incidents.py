"""Incidents are opened, closed and found, each with its record."""

import pytest

from responder.access.account import Assignment, Role
from responder.access.audit import AuditKind, AuditQuery
from responder.access.errors import IncidentClosed, InvalidRequest, NotFound
from responder.access.incident import Incident, IncidentKind, Owner
from responder.store.accounts import Accounts
from responder.store.audit import Audit
from responder.store.incidents import Incidents
from responder.store.links import Links
from tests.store.conftest import OFFICER, Clock


async def open_one(incidents: Incidents, reason: str = "Smoke") -> Incident:
    return await incidents.open(building_ids=("gym",), kind=IncidentKind.FIRE, reason=reason, actor=OFFICER)


async def test_keeps_what_was_opened(incidents: Incidents, clock: Clock) -> None:
    """What `open` returns is what `get` finds."""
    incident = await open_one(incidents)
    assert await incidents.get(incident.incident_id) == incident
    assert (incident.opened_by, incident.opened_at_s) == ("ann", clock.now)


async def test_lists_open_incidents_newest_first(incidents: Incidents, clock: Clock) -> None:
    """The console shows the latest emergency on top."""
    first = await open_one(incidents, "first")
    clock.now += 1
    second = await open_one(incidents, "second")
    assert await incidents.list_open() == [second, first]


async def test_moves_a_closed_incident_to_the_closed_ones(incidents: Incidents, clock: Clock) -> None:
    """A closed incident is found by when it was closed."""
    incident = await open_one(incidents)
    clock.now += 10
    closed = await incidents.close(incident.incident_id, actor=OFFICER)
    assert (closed.closed_by, closed.closed_at_s) == ("ann", clock.now)
    assert await incidents.list_open() == []
    assert await incidents.list_closed(since_s=clock.now) == [closed]
    assert await incidents.list_closed(since_s=clock.now + 1) == []


async def test_closes_only_once_and_only_what_exists(incidents: Incidents) -> None:
    """Mistakes have names."""
    incident = await open_one(incidents)
    await incidents.close(incident.incident_id, actor=OFFICER)
    with pytest.raises(IncidentClosed):
        await incidents.close(incident.incident_id, actor=OFFICER)
    with pytest.raises(NotFound):
        await incidents.close("nothing", actor=OFFICER)
    with pytest.raises(NotFound):
        await incidents.get("nothing")


async def test_records_opening_and_closing(incidents: Incidents, audit: Audit) -> None:
    """The trail says who did what, why and from where."""
    incident = await open_one(incidents, "Smoke in the gym")
    await incidents.close(incident.incident_id, actor=OFFICER)
    events = [record.event async for record in audit.read(AuditQuery(incident_id=incident.incident_id))]
    assert [event.kind for event in events] == [AuditKind.INCIDENT_OPENED, AuditKind.INCIDENT_CLOSED]
    assert all(event.actor == OFFICER for event in events)
    assert events[0].detail == "fire: Smoke in the gym"


async def test_writes_nothing_for_what_it_refuses(incidents: Incidents, audit: Audit) -> None:
    """An incident without a building leaves no trace."""
    with pytest.raises(InvalidRequest):
        await incidents.open(building_ids=(), kind=IncidentKind.FIRE, reason="Smoke", actor=OFFICER)
    assert await incidents.list_open() == []
    assert [record async for record in audit.read(AuditQuery())] == []


async def add(accounts: Accounts, username: str, assignment: Assignment) -> None:
    await accounts.add(
        username=username,
        display_name=username,
        assignment=assignment,
        password="correct horse battery",
        actor=OFFICER,
    )


async def test_is_transferred_on_the_record(
    incidents: Incidents, accounts: Accounts, links: Links, audit: Audit
) -> None:
    """To a colleague, then to an agency that is there; the trail says from whom to whom and why."""
    incident = await open_one(incidents)
    await add(accounts, "bob", Assignment(role=Role.DISPATCHER))
    await incidents.transfer(incident.incident_id, to=Owner(name="bob"), reason="Shift ends", actor=OFFICER)
    await links.issue(incident.incident_id, agency="Maple Fire", actor=OFFICER)
    fire = Owner(name="maple fire", is_agency=True)
    led = await incidents.transfer(incident.incident_id, to=fire, reason="", actor=OFFICER)
    assert (await incidents.get(incident.incident_id)) == led
    query = AuditQuery(kinds=frozenset({AuditKind.INCIDENT_TRANSFERRED}))
    found = [record.event.detail async for record in audit.read(query)]
    assert found == ["from ann to bob: Shift ends", "from bob to maple fire"]


async def test_is_not_transferred_to_whoever_has_nothing_to_do_with_it(
    incidents: Incidents, accounts: Accounts, links: Links
) -> None:
    """Nobody, an auditor, a principal of another building, an agency without a link or with an ended one."""
    incident = await open_one(incidents)
    await add(accounts, "eve", Assignment(role=Role.AUDITOR))
    await add(accounts, "principal", Assignment(role=Role.BUILDING_ADMIN, building_ids=frozenset({"pool"})))
    link, _ = await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    await links.revoke(link.link_id, actor=OFFICER)
    for to in (
        Owner(name="nobody"),
        Owner(name="eve"),
        Owner(name="principal"),
        Owner(name="Maple Fire", is_agency=True),
        Owner(name="Maple Police", is_agency=True),
    ):
        with pytest.raises(InvalidRequest):
            await incidents.transfer(incident.incident_id, to=to, reason="", actor=OFFICER)
    assert await incidents.get(incident.incident_id) == incident
