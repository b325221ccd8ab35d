"""A panic button opens one incident and lets in those with whom that was agreed, however often it calls."""

import asyncio

import pytest
from msgspec.structs import replace

from responder.access.agreement import Agreement, DesignatedPerson
from responder.access.audit import Actor, AuditKind, Source
from responder.access.errors import InvalidRequest
from responder.access.incident import IncidentKind
from responder.store.agreements import Agreements
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.panic_alarms import Alarm, PanicAlarms
from tests.store.conftest import OFFICER, Clock, kinds_of, redeem

BUTTON = Actor(identity="panic-button", source=Source.WEBHOOK, address="192.0.2.50")
ALARM = Alarm(
    message_id="msg_1", building_ids=("gym",), kind=IncidentKind.LOCKDOWN, reason="Panic button, gym"
)


@pytest.fixture
def alarms(store: Store) -> PanicAlarms:
    return PanicAlarms(store)


@pytest.fixture
async def police(store: Store, clock: Clock) -> Agreement:
    """Let in by itself, in emergencies, to all buildings."""
    chief = DesignatedPerson(name="Pat", position="Chief", rank="Chief", contact="-", supervisor="-")
    agreement = Agreement(
        agency="Maple Police",
        valid_from_s=clock.now - 1,
        valid_until_s=clock.now + 1_000_000,
        designated_persons=(chief,),
        opens_by_itself=True,
        needs_approval=True,
    )
    await Agreements(store).set(agreement, actor=OFFICER)
    return agreement


async def test_opens_an_incident_and_the_agreed_links(
    alarms: PanicAlarms, police: Agreement, links: Links, clock: Clock
) -> None:
    """The agreement is the approval; the link opens the building of the alarm."""
    raised = await alarms.receive(ALARM, actor=BUTTON)
    assert raised.incident.opened_by == "panic-button"
    ((link, token),) = raised.issued
    assert link.agency == police.agency
    assert (await redeem(links, token)).admission.permit(clock.now).building_ids == {"gym"}


async def test_lets_in_nobody_with_whom_it_was_not_agreed(
    alarms: PanicAlarms, police: Agreement, store: Store, audit: Audit
) -> None:
    """An agency that a person shares with waits for a person; a building that is not covered too."""
    await Agreements(store).set(replace(police, agency="Maple Fire", opens_by_itself=False), actor=OFFICER)
    await Agreements(store).set(replace(police, building_ids=frozenset({"pool"})), actor=OFFICER)
    assert (await alarms.receive(ALARM, actor=BUTTON)).issued == ()
    assert (await kinds_of(audit))[-2:] == [AuditKind.INCIDENT_OPENED, AuditKind.LINK_REFUSED]


async def test_is_the_same_alarm_however_often_it_is_sent(
    alarms: PanicAlarms, police: Agreement, incidents: Incidents
) -> None:
    """A sender that did not hear the answer sends again: one incident, one link."""
    first = await alarms.receive(ALARM, actor=BUTTON)
    again = await alarms.receive(ALARM, actor=BUTTON)
    assert again.incident == first.incident
    assert again.issued == ()
    assert await incidents.list_open() == [first.incident]


async def test_is_one_incident_for_alarms_that_arrive_together(
    alarms: PanicAlarms, police: Agreement, incidents: Incidents
) -> None:
    """Three deliveries at the same moment open one incident and issue one link."""
    raised = await asyncio.gather(*(alarms.receive(ALARM, actor=BUTTON) for _ in range(3)))
    assert len({it.incident.incident_id for it in raised}) == 1
    assert len(await incidents.list_open()) == 1
    assert len([link for it in raised for link, _ in it.issued]) == 1


async def test_does_not_open_again_what_was_closed(
    alarms: PanicAlarms, police: Agreement, incidents: Incidents
) -> None:
    """A late second delivery of the same alarm shares nothing; a new alarm does."""
    raised = await alarms.receive(ALARM, actor=BUTTON)
    closed = await incidents.close(raised.incident.incident_id, actor=OFFICER)
    late = await alarms.receive(ALARM, actor=BUTTON)
    assert (late.incident, late.issued) == (closed, ())
    new = await alarms.receive(replace(ALARM, message_id="msg_2"), actor=BUTTON)
    assert new.incident.is_open
    assert len(new.issued) == 1


async def test_refuses_an_alarm_without_a_place(alarms: PanicAlarms, incidents: Incidents) -> None:
    """Nothing is opened for nowhere."""
    with pytest.raises(InvalidRequest):
        await alarms.receive(replace(ALARM, building_ids=()), actor=BUTTON)
    assert await incidents.list_open() == []
