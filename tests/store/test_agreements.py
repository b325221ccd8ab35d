"""Agreements are kept, changed on the record, and held against every link."""

import pytest
from msgspec.structs import replace

from responder.access.agreement import (
    Agreement,
    AgreementBroken,
    DesignatedPerson,
    Override,
    Term,
)
from responder.access.audit import AuditKind, AuditQuery
from responder.access.errors import InvalidRequest, NotFound
from responder.access.incident import Incident
from responder.store.agreements import Agreements
from responder.store.audit import Audit
from responder.store.child_links import ChildLinks
from responder.store.connection import Store
from responder.store.links import Links
from tests.store.conftest import OFFICER, Clock, kinds_of


@pytest.fixture
def agreements(store: Store) -> Agreements:
    return Agreements(store)


@pytest.fixture
def agreement(clock: Clock) -> Agreement:
    """Four hours at most."""
    chief = DesignatedPerson(
        name="Pat Chief", position="Chief", rank="Chief", contact="+1 555 0100", supervisor="The mayor"
    )
    return Agreement(
        agency="Maple Police",
        valid_from_s=clock.now - 1000,
        valid_until_s=clock.now + 1_000_000,
        designated_persons=(chief,),
        max_lifetime_s=4 * 3600.0,
        clauses={Term.LIFETIME: "Never longer than a shift."},
    )


async def test_is_found_however_the_agency_is_written(agreements: Agreements, agreement: Agreement) -> None:
    """Case and spacing do not make another agency."""
    await agreements.set(agreement, actor=OFFICER)
    assert await agreements.get(" maple  POLICE ") == agreement
    assert await agreements.list_all() == [agreement]


async def test_is_replaced_and_removed_on_the_record(
    agreements: Agreements, agreement: Agreement, audit: Audit
) -> None:
    """There is one at a time, and the trail knows of each."""
    await agreements.set(agreement, actor=OFFICER)
    await agreements.set(replace(agreement, allows_recording=True), actor=OFFICER)
    assert (await agreements.get("Maple Police")).allows_recording
    await agreements.remove("Maple Police", actor=OFFICER)
    assert await agreements.list_all() == []
    with pytest.raises(NotFound):
        await agreements.get("Maple Police")
    with pytest.raises(NotFound):
        await agreements.remove("Maple Police", actor=OFFICER)
    assert await kinds_of(audit) == [
        AuditKind.AGREEMENT_SET,
        AuditKind.AGREEMENT_SET,
        AuditKind.AGREEMENT_REMOVED,
    ]


async def test_refuses_one_that_cannot_hold(agreements: Agreements, agreement: Agreement) -> None:
    """An agreement without a designated person is not kept."""
    with pytest.raises(InvalidRequest):
        await agreements.set(replace(agreement, designated_persons=()), actor=OFFICER)


async def test_lets_a_link_within_it_pass(
    agreements: Agreements, agreement: Agreement, links: Links, incident: Incident, audit: Audit
) -> None:
    """Without a word."""
    await agreements.set(agreement, actor=OFFICER)
    await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    assert (await kinds_of(audit))[-1] is AuditKind.LINK_ISSUED


async def test_refuses_and_records_a_link_outside_it(
    agreements: Agreements, agreement: Agreement, links: Links, incident: Incident, audit: Audit
) -> None:
    """The refusal quotes the clause, and no link comes to be."""
    await agreements.set(agreement, actor=OFFICER)
    with pytest.raises(AgreementBroken, match="Never longer than a shift"):
        await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER, lifetime_s=5 * 3600)
    assert await links.for_incident(incident.incident_id) == []
    query = AuditQuery(kinds=frozenset({AuditKind.LINK_REFUSED}))
    (refused,) = [record.event async for record in audit.read(query)]
    assert refused.outcome == "agreement-broken"
    assert "4 hours" in refused.detail


async def test_is_overridden_on_the_record(
    agreements: Agreements, agreement: Agreement, links: Links, incident: Incident, audit: Audit
) -> None:
    """Who, why and what was broken stand beside the link that was issued all the same."""
    await agreements.set(agreement, actor=OFFICER)
    link, _ = await links.issue(
        incident.incident_id,
        agency="Maple Police",
        actor=OFFICER,
        lifetime_s=5 * 3600,
        override=Override(by="superintendent", reason="Search goes on into the night"),
    )
    overridden, issued = [record.event async for record in audit.read(AuditQuery(link_id=link.link_id))]
    assert (overridden.kind, issued.kind) == (AuditKind.AGREEMENT_OVERRIDDEN, AuditKind.LINK_ISSUED)
    assert overridden.detail.startswith("superintendent: Search goes on into the night.")


async def test_may_be_required_of_every_agency(store: Store, incident: Incident) -> None:
    """Then an agency without one gets nothing, not even from a partner."""
    with pytest.raises(AgreementBroken, match="no agreement"):
        await Links(store, requires_agreement=True).issue(
            incident.incident_id, agency="Stranger", actor=OFFICER
        )
    parent, _ = await Links(store).issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    with pytest.raises(AgreementBroken, match="no agreement"):
        await ChildLinks(store, requires_agreement=True).hand_on(
            parent.link_id, agency="Stranger", actor=OFFICER
        )


async def test_is_held_against_an_extension_too(
    agreements: Agreements, agreement: Agreement, links: Links, incident: Incident
) -> None:
    """Issued for a shift and extended for a week would be a way around it."""
    await agreements.set(agreement, actor=OFFICER)
    link, _ = await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER, lifetime_s=3600)
    with pytest.raises(AgreementBroken, match="4 hours"):
        await links.extend(link.link_id, by_s=5 * 3600, actor=OFFICER)
    assert await links.get(link.link_id) == link
    await links.extend(link.link_id, by_s=3 * 3600, actor=OFFICER)
    override = Override(by="superintendent", reason="Search goes on")
    await links.extend(link.link_id, by_s=5 * 3600, actor=OFFICER, override=override)
