"""A link that needs a yes waits for it: it is there, lets devices come, and shows them nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from responder.access.account import Account, Role
from responder.access.agreement import Agreement, Breach, Term, breaches
from responder.access.approval import WAITS_S, approve, deny, hold_back, lacks_only_approval, may_approve
from responder.access.child_link import issue_child
from responder.access.errors import (
    IncidentClosed,
    InvalidRequest,
    LinkExpired,
    LinkPending,
    LinkRevoked,
)
from responder.access.incident import Incident, IncidentKind, close, open_incident
from responder.access.link import Link, LinkState, extend, issue, redeem, state
from responder.access.permit import permit_for
from tests.access.conftest import NOW
from tests.access.test_agreement import AGREEMENT, TERMS

STRICT = replace(AGREEMENT, needs_approval=True)


@pytest.fixture
def waiting(link: Link) -> Link:
    """Of two hours, once it is approved."""
    return hold_back(link, NOW)


def account(username: str, role: Role) -> Account:
    return Account(username=username, display_name=username, role=role, password_hash="")


def test_waits_when_nothing_else_is_wrong() -> None:
    """A link outside another term as well is refused: a yes would not help."""
    assert lacks_only_approval(breaches(STRICT, TERMS, NOW))
    pool = replace(TERMS, building_ids=("pool",))
    assert not lacks_only_approval(breaches(STRICT, pool, NOW))
    assert not lacks_only_approval(())
    assert not lacks_only_approval((Breach(term=Term.KIND, sentence="No."),))


def test_shows_nothing_before_the_yes(waiting: Link, incident: Incident) -> None:
    """A device takes its place, is told to wait, and sees when the link is approved."""
    assert state(waiting, incident, NOW) is LinkState.PENDING
    come = redeem(waiting, incident, "phone", NOW)
    with pytest.raises(LinkPending):
        permit_for(come, incident, "phone", NOW)
    approved = approve(come, incident, approved_by="chief", now=NOW + 60)
    assert permit_for(approved, incident, "phone", NOW + 60).device_id == "phone"
    assert approved.approved_by == "chief"


def test_lives_from_the_yes_on(waiting: Link, incident: Incident) -> None:
    """Two hours were asked for, and two hours it gets."""
    approved = approve(waiting, incident, approved_by="chief", now=NOW + 600)
    assert approved.expires_at_s == NOW + 600 + 7200
    assert state(approved, incident, NOW + 600) is LinkState.ACTIVE


def test_is_over_when_nobody_says_yes_in_time(waiting: Link, incident: Incident) -> None:
    """No yes comes after that, and no extension instead of one."""
    late = NOW + WAITS_S
    assert state(waiting, incident, late) is LinkState.EXPIRED
    with pytest.raises(LinkExpired):
        approve(waiting, incident, approved_by="chief", now=late)
    with pytest.raises(InvalidRequest, match="Nobody approved"):
        extend(waiting, incident, 3600, late)
    with pytest.raises(LinkPending):
        extend(waiting, incident, 3600, NOW)


def test_is_dead_for_good_when_denied(waiting: Link, incident: Incident) -> None:
    """As if revoked by whoever denied it."""
    denied = deny(waiting, incident, denied_by="chief", now=NOW)
    assert (denied.revoked_by, state(denied, incident, NOW)) == ("chief", LinkState.REVOKED)
    with pytest.raises(LinkRevoked):
        approve(denied, incident, approved_by="chief", now=NOW)


def test_needs_an_open_incident_and_a_link_that_waits(link: Link, waiting: Link, incident: Incident) -> None:
    """A yes to something that does not ask for it is a mistake."""
    with pytest.raises(IncidentClosed):
        approve(waiting, close(incident, closed_by="ann", now=NOW), approved_by="chief", now=NOW)
    with pytest.raises(InvalidRequest, match="does not wait"):
        approve(link, incident, approved_by="chief", now=NOW)
    with pytest.raises(InvalidRequest, match="does not wait"):
        deny(link, incident, denied_by="chief", now=NOW)


@pytest.mark.parametrize("role", Role)
def test_is_approved_by_whom_the_agreement_names(role: Role) -> None:
    """And where it names nobody, by whose role may."""
    named = replace(STRICT, approvers=frozenset({"chief"}))
    assert may_approve(named, account("chief", role))
    assert not may_approve(named, account("ann", role))
    for unnamed in (STRICT, None):
        assert may_approve(unnamed, account("ann", role)) is (role is Role.DISTRICT_ADMIN)


@given(lifetime_s=st.floats(60, 4 * 3600), after_s=st.floats(0, WAITS_S - 1), now=st.floats(1e9, 3e9))
def test_never_lives_longer_than_agreed(lifetime_s: float, after_s: float, now: float) -> None:
    """Neither than its agreement allows, nor than the link that it was handed on from."""
    lifetime_s = float(round(lifetime_s))
    incident = open_incident(
        incident_id="i",
        building_ids=("gym",),
        kind=IncidentKind.POLICE,
        reason="Fight",
        opened_by="ann",
        now=now,
    )
    parent = issue(
        incident,
        link_id="p",
        token_hmac="0" * 64,
        agency="Police",
        issued_by="ann",
        now=now,
        lifetime_s=lifetime_s,
    )
    _, child = issue_child(
        parent, incident, link_id="c", token_hmac="1" * 64, agency="Fire", issued_by="ann", now=now
    )
    agreement: Agreement = replace(
        STRICT, valid_from_s=0.0, valid_until_s=1e10, max_lifetime_s=lifetime_s, agency="Fire"
    )
    held = hold_back(child, now)
    if state(held, incident, now + after_s) is not LinkState.PENDING:
        return
    approved = approve(held, incident, approved_by="chief", now=now + after_s, parent=parent)
    assert approved.expires_at_s <= parent.expires_at_s
    alone = approve(held, incident, approved_by="chief", now=now + after_s)
    terms = replace(TERMS, expires_at_s=alone.expires_at_s, approved_by="chief")
    assert breaches(agreement, terms, now + after_s) == ()
