"""Links that wait for approval are kept, found and decided on, all of it on the record."""

import pytest
from msgspec.structs import replace

from responder.access.account import Account, Role
from responder.access.agreement import Agreement, AgreementBroken, DesignatedPerson, Override
from responder.access.approval import WAITS_S
from responder.access.audit import AuditKind, AuditQuery
from responder.access.errors import LinkExpired, LinkPending, NotAllowed
from responder.access.incident import Incident
from responder.access.link import Link, LinkState, state
from responder.store.agreements import Agreements
from responder.store.approvals import Approvals
from responder.store.audit import Audit
from responder.store.child_links import ChildLinks
from responder.store.connection import Store
from responder.store.devices import Devices
from responder.store.links import Links
from tests.store.conftest import OFFICER, Clock, kinds_of, redeem


def account(username: str, role: Role = Role.SAFETY_OFFICER) -> Account:
    return Account(username=username, display_name=username, role=role, password_hash="")


ANN, CHIEF, ADMIN = account("ann"), account("chief"), account("boss", Role.DISTRICT_ADMIN)


@pytest.fixture
def approvals(store: Store) -> Approvals:
    return Approvals(store)


@pytest.fixture(autouse=True)
async def agreement(store: Store, clock: Clock) -> Agreement:
    """The chief approves links of the police; in one hour at most."""
    person = DesignatedPerson(
        name="Pat", position="Chief", rank="Chief", contact="+1 555 0100", supervisor="The mayor"
    )
    agreement = Agreement(
        agency="Maple Police",
        valid_from_s=clock.now - 1000,
        valid_until_s=clock.now + 7200,
        designated_persons=(person,),
        max_lifetime_s=3600.0,
        needs_approval=True,
        approvers=frozenset({"chief"}),
    )
    await Agreements(store).set(agreement, actor=OFFICER)
    return agreement


@pytest.fixture
async def issued(links: Links, incident: Incident) -> tuple[Link, str]:
    """By somebody who does not approve."""
    return await links.issue(
        incident.incident_id, agency="Maple Police", actor=OFFICER, by=ANN, lifetime_s=3600
    )


async def test_waits_and_is_found(approvals: Approvals, issued: tuple[Link, str], audit: Audit) -> None:
    """It is no issued link yet, for the record neither."""
    (found,) = await approvals.waiting()
    assert found.link == issued[0]
    assert state(found.link, found.incident, found.link.issued_at_s) is LinkState.PENDING
    assert found.agreement is not None
    assert (await kinds_of(audit))[-1] is AuditKind.LINK_HELD_BACK


async def test_opens_for_the_devices_that_came(
    approvals: Approvals, issued: tuple[Link, str], links: Links, devices: Devices, clock: Clock
) -> None:
    """They need not tap again."""
    link, token = issued
    redeemed = await redeem(links, token)
    with pytest.raises(LinkPending):
        redeemed.admission.permit(clock.now)
    clock.now += 60
    approved = await approvals.approve(link.link_id, by=CHIEF, actor=OFFICER)
    assert approved.expires_at_s == pytest.approx(clock.now + 3600)
    admission = await devices.by_secret(redeemed.device_secret)
    assert admission.permit(clock.now).link_id == link.link_id
    assert await approvals.waiting() == []


async def test_is_not_approved_by_somebody_else(
    approvals: Approvals, issued: tuple[Link, str], links: Links
) -> None:
    """Whatever the role: the agreement names the chief."""
    for other in (ANN, ADMIN):
        with pytest.raises(NotAllowed):
            await approvals.approve(issued[0].link_id, by=other, actor=OFFICER)
        with pytest.raises(NotAllowed):
            await approvals.deny(issued[0].link_id, by=other, actor=OFFICER)
    assert await links.get(issued[0].link_id) == issued[0]


async def test_is_overridden_aloud(
    approvals: Approvals, issued: tuple[Link, str], audit: Audit, caplog: pytest.LogCaptureFixture
) -> None:
    """With who, why and what stands against it, in the record and in the log."""
    override = Override(by="boss", reason="The chief is on an aircraft")
    await approvals.approve(issued[0].link_id, by=ADMIN, actor=OFFICER, override=override)
    query = AuditQuery(kinds=frozenset({AuditKind.AGREEMENT_OVERRIDDEN, AuditKind.LINK_APPROVED}))
    overridden, approved = [record.event async for record in audit.read(query)]
    assert overridden.detail.startswith("boss: The chief is on an aircraft.")
    assert approved.kind is AuditKind.LINK_APPROVED
    assert "agreement_overridden" in caplog.text


async def test_is_denied_for_good(
    approvals: Approvals, issued: tuple[Link, str], links: Links, incident: Incident, audit: Audit
) -> None:
    """And nobody's device is shown anything."""
    denied = await approvals.deny(issued[0].link_id, by=CHIEF, actor=OFFICER)
    assert state(denied, incident, denied.issued_at_s) is LinkState.REVOKED
    assert (await kinds_of(audit))[-1] is AuditKind.LINK_DENIED


async def test_lapses(approvals: Approvals, issued: tuple[Link, str], clock: Clock) -> None:
    """Nobody finds it any more, and nobody revives it."""
    clock.now += WAITS_S
    assert await approvals.waiting() == []
    with pytest.raises(LinkExpired):
        await approvals.approve(issued[0].link_id, by=CHIEF, actor=OFFICER)


async def test_is_held_against_the_agreement_again(
    approvals: Approvals, issued: tuple[Link, str], clock: Clock, store: Store, agreement: Agreement
) -> None:
    """What was agreed on may have changed while it waited."""
    await Agreements(store).set(replace(agreement, max_lifetime_s=1800.0), actor=OFFICER)
    with pytest.raises(AgreementBroken, match="at most"):
        await approvals.approve(issued[0].link_id, by=CHIEF, actor=OFFICER)


async def test_who_approves_opens_without_waiting(
    links: Links, incident: Incident, audit: Audit, clock: Clock
) -> None:
    """One person's decision is enough when it is that person's to take."""
    link, _ = await links.issue(
        incident.incident_id, agency="Maple Police", actor=OFFICER, by=CHIEF, lifetime_s=3600
    )
    assert state(link, incident, clock.now) is LinkState.ACTIVE
    assert (await kinds_of(audit))[-1] is AuditKind.LINK_ISSUED


async def test_what_is_handed_on_waits_as_well(
    approvals: Approvals, links: Links, store: Store, incident: Incident, clock: Clock
) -> None:
    """And ends with the link that it comes from, however late the yes."""
    parent, _ = await links.issue(incident.incident_id, agency="Fire", actor=OFFICER, lifetime_s=1200)
    child, _ = await ChildLinks(store).hand_on(parent.link_id, agency="Maple Police", actor=OFFICER)
    assert state(child, incident, clock.now) is LinkState.PENDING
    clock.now += 600
    approved = await approvals.approve(child.link_id, by=CHIEF, actor=OFFICER)
    assert approved.expires_at_s == parent.expires_at_s
