"""A link that begins later is there today, and shows nothing before its time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from responder.access.agreement import Agreement, LinkTerms, Term, breaches
from responder.access.approval import WAITS_S, approve, hold_back
from responder.access.beginning import MAX_AHEAD_S, postpone
from responder.access.child_link import issue_child
from responder.access.errors import AccessDenied, InvalidRequest, LinkExpired, LinkUpcoming
from responder.access.incident import Incident
from responder.access.link import MAX_LIFETIME_S, Link, LinkState, extend, issue, redeem, revoke, state
from responder.access.permit import permit_for
from responder.access.waiting import admit, wait
from tests.access.conftest import NOW
from tests.access.test_agreement import AGREEMENT, TERMS

TOMORROW = NOW + 86_400


@pytest.fixture
def later(link: Link) -> Link:
    """Two hours from tomorrow on."""
    return postpone(link, TOMORROW, NOW)


def terms_of(link: Link) -> LinkTerms:
    return replace(TERMS, begins_at_s=link.begins_at_s, expires_at_s=link.expires_at_s, approved_by="chief")


def test_shows_nothing_before_its_time(later: Link, incident: Incident) -> None:
    """A device takes its place, is told when it opens, and sees by itself from then on."""
    assert state(later, incident, NOW) is LinkState.UPCOMING
    come = redeem(later, incident, "phone", NOW)
    with pytest.raises(LinkUpcoming, match=r"opens on .* UTC") as early:
        permit_for(come, incident, "phone", TOMORROW - 0.001)
    assert early.value.begins_at_s == TOMORROW
    permit = permit_for(come, incident, "phone", TOMORROW)
    assert permit.valid_until_s == TOMORROW + 7200
    with pytest.raises(LinkExpired):
        permit_for(come, incident, "phone", TOMORROW + 7200)


def test_is_full_and_lets_devices_wait_before_its_time(later: Link, incident: Incident) -> None:
    """Who may come is settled by the time that it opens."""
    full = redeem(redeem(later, incident, "one", NOW), incident, "two", NOW)
    waiting = wait(replace(full, has_waiting_room=True), incident, "three", NOW)
    inside = admit(waiting, incident, "three", NOW)
    assert permit_for(inside, incident, "three", TOMORROW).device_id == "three"


@pytest.mark.parametrize("begins_at_s", [NOW, NOW - 60, NOW + MAX_AHEAD_S + 1, float("nan"), float("inf")])
def test_begins_soon_and_not_in_the_past(link: Link, begins_at_s: float) -> None:
    """Yesterday is a typing error, and next month has no incident yet."""
    with pytest.raises(InvalidRequest):
        postpone(link, begins_at_s, NOW)


def test_is_extended_and_revoked_before_its_time(later: Link, incident: Incident) -> None:
    """To a week from its beginning at most."""
    assert extend(later, incident, 3600, NOW).expires_at_s == TOMORROW + 3 * 3600
    with pytest.raises(InvalidRequest):
        extend(later, incident, MAX_LIFETIME_S, NOW)
    assert state(revoke(later, revoked_by="ann", now=NOW), incident, TOMORROW) is LinkState.REVOKED


def test_is_not_handed_on_before_its_time(later: Link, incident: Incident) -> None:
    """So a partner's link never begins before the one that it comes from."""
    with pytest.raises(LinkUpcoming):
        issue_child(later, incident, link_id="c", token_hmac="", agency="Fire", issued_by="ann", now=NOW)


def test_keeps_to_its_agreement_from_its_beginning_on(later: Link) -> None:
    """Its period and its longest lifetime are asked of the time in which it shows something."""
    agreement = replace(AGREEMENT, agency=later.agency, max_lifetime_s=7200.0)

    def broken(changed: Agreement) -> list[Term]:
        return [breach.term for breach in breaches(changed, terms_of(later), NOW)]

    assert broken(agreement) == []
    assert broken(replace(agreement, valid_from_s=TOMORROW)) == []
    assert broken(replace(agreement, valid_from_s=TOMORROW + 1)) == [Term.PERIOD]
    assert broken(replace(agreement, valid_until_s=TOMORROW + 60)) == [Term.LIFETIME]
    assert broken(replace(agreement, max_lifetime_s=7199.0)) == [Term.LIFETIME]


def test_waits_for_approval_until_after_it_should_have_begun(later: Link, incident: Incident) -> None:
    """An early yes shortens nothing, a late one neither."""
    held = hold_back(later, NOW)
    assert held.expires_at_s == TOMORROW + WAITS_S
    early = approve(held, incident, approved_by="chief", now=NOW + 60)
    assert (state(early, incident, NOW + 60), early.expires_at_s) == (LinkState.UPCOMING, TOMORROW + 7200)
    late = approve(held, incident, approved_by="chief", now=TOMORROW + 60)
    assert (state(late, incident, TOMORROW + 60), late.expires_at_s) == (
        LinkState.ACTIVE,
        TOMORROW + 60 + 7200,
    )


@given(
    ahead_s=st.floats(1.0, MAX_AHEAD_S),
    lifetime_s=st.integers(60, int(MAX_LIFETIME_S)),
    approved_after_s=st.none() | st.floats(0.0, MAX_AHEAD_S + WAITS_S),
    extended_by_s=st.none() | st.floats(1.0, MAX_LIFETIME_S),
    looks_after_s=st.floats(0.0, 2 * MAX_LIFETIME_S + MAX_AHEAD_S),
    incident=st.builds(
        Incident,
        incident_id=st.just("i"),
        building_ids=st.just(("gym",)),
        kind=st.just(TERMS.kind),
        reason=st.just("Drill"),
        opened_by=st.just("ann"),
        opened_at_s=st.just(NOW),
    ),
)
def test_no_permit_is_outside_its_time(
    ahead_s: float,
    lifetime_s: int,
    approved_after_s: float | None,
    extended_by_s: float | None,
    looks_after_s: float,
    incident: Incident,
) -> None:
    """Approved and extended or not: never before the beginning, never longer than the link may live."""
    begins_at_s = NOW + ahead_s
    link = issue(
        incident,
        link_id="l",
        token_hmac="",
        agency="Police",
        issued_by="ann",
        now=NOW,
        lifetime_s=float(lifetime_s),
    )
    link = redeem(postpone(link, begins_at_s, NOW), incident, "phone", NOW)
    try:
        if approved_after_s is not None:
            link = hold_back(link, NOW)
            link = approve(link, incident, approved_by="chief", now=NOW + approved_after_s)
        if extended_by_s is not None:
            link = extend(link, incident, extended_by_s, NOW + (approved_after_s or 0.0))
    except (AccessDenied, InvalidRequest):
        pass  # refused: the link is as it was
    try:
        permit = permit_for(link, incident, "phone", NOW + looks_after_s)
    except AccessDenied:
        return
    assert begins_at_s <= NOW + looks_after_s < permit.valid_until_s
    latest_start_s = max(begins_at_s, NOW + (approved_after_s or 0.0))
    # A millisecond for sums of floating point seconds.
    assert permit.valid_until_s <= latest_start_s + MAX_LIFETIME_S + 0.001
