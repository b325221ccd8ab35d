"""A permit never outlives its link or its incident, and never reaches another building."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from responder.access import incident as incidents
from responder.access import link as links
from responder.access.account import Account, Role
from responder.access.errors import AccessDenied, DeviceRemoved, LinkExpired, NotAllowed, NotSignedIn
from responder.access.incident import Incident, IncidentKind
from responder.access.link import Link
from responder.access.permit import Permit, permit_for, staff_permit
from responder.access.session import IDLE_S, StaffSession
from tests.access.conftest import NOW


def test_covers_the_buildings_of_the_incident_until_the_link_expires(link: Link, incident: Incident) -> None:
    """What was shared, as long as it was shared."""
    permit = permit_for(links.redeem(link, incident, "d1", NOW), incident, "d1", NOW)
    assert permit.allows("gym", NOW)
    assert permit.allows("main", link.expires_at_s - 1)
    assert not permit.allows("gym", link.expires_at_s)


def test_does_not_cover_another_building(link: Link, incident: Incident) -> None:
    """A link of the gym shows nothing of the library."""
    permit = permit_for(links.redeem(link, incident, "d1", NOW), incident, "d1", NOW)
    assert not permit.allows("library", NOW)
    with pytest.raises(NotAllowed):
        permit.require("library", NOW)


def test_is_not_given_to_a_device_that_never_redeemed(link: Link, incident: Incident) -> None:
    """Knowing a link's id is not holding the link."""
    with pytest.raises(NotSignedIn):
        permit_for(link, incident, "d1", NOW)


def test_is_taken_from_a_removed_device(link: Link, incident: Incident) -> None:
    """Staff can put one device out."""
    inside = links.redeem(link, incident, "d1", NOW)
    with pytest.raises(DeviceRemoved):
        permit_for(links.remove_device(inside, "d1"), incident, "d1", NOW)


def test_ends_with_the_link(link: Link, incident: Incident) -> None:
    """After its last moment there is no permit."""
    with pytest.raises(LinkExpired):
        permit_for(links.redeem(link, incident, "d1", NOW), incident, "d1", link.expires_at_s)


SESSION = StaffSession(
    session_id="s1",
    username="ann",
    secret_hmac="",
    label="Firefox",
    address="192.0.2.1",
    created_at_s=NOW,
    seen_at_s=NOW,
)
ANN = Account(username="ann", display_name="Ann", role=Role.SAFETY_OFFICER, password_hash="")


def test_of_staff_covers_the_site_until_the_session_ends() -> None:
    """A signed-in officer sees every building, and the record names the officer."""
    permit = staff_permit(ANN, SESSION, ["gym", "library"], NOW)
    assert permit.allows("library", NOW)
    assert not permit.allows("library", NOW + IDLE_S)
    assert (permit.device_id, permit.agency, permit.link_id) == ("s1", "ann", None)


def test_of_staff_ends_with_the_session() -> None:
    """Nobody watches on a session that is over."""
    with pytest.raises(NotSignedIn):
        staff_permit(ANN, SESSION, ["gym"], NOW + IDLE_S)


DEVICES = ("d1", "d2", "d3")


class LinkLife(RuleBasedStateMachine):
    """Anything that can happen to a link, in any order, against the plainest model of it."""

    @initialize(lifetime_s=st.floats(1.0, 3600.0), device_limit=st.integers(1, 2))
    def begin(self, lifetime_s: float, device_limit: int) -> None:
        self.now = NOW
        self.incident = incidents.open_incident(
            incident_id="i1",
            building_ids=("gym",),
            kind=IncidentKind.DRILL,
            reason="Drill",
            opened_by="ann",
            now=self.now,
        )
        self.link = links.issue(
            self.incident,
            link_id="l1",
            token_hmac="",
            agency="Maple Police",
            issued_by="ann",
            now=self.now,
            lifetime_s=lifetime_s,
            device_limit=device_limit,
        )
        self.ends_at_s = self.now + lifetime_s
        self.ended = False
        self.inside: set[str] = set()
        self.removed: set[str] = set()
        self.handed_out: list[Permit] = []

    @rule(by_s=st.floats(0.0, 2000.0))
    def time_passes(self, by_s: float) -> None:
        self.now += by_s

    @rule(device_id=st.sampled_from(DEVICES))
    def device_redeems(self, device_id: str) -> None:
        welcome = (
            not self.ended
            and self.now < self.ends_at_s
            and device_id not in self.removed
            and (device_id in self.inside or len(self.inside) < self.link.device_limit)
        )
        try:
            self.link = links.redeem(self.link, self.incident, device_id, self.now)
        except AccessDenied:
            assert not welcome
        else:
            assert welcome
            self.inside.add(device_id)
            self.handed_out.append(permit_for(self.link, self.incident, device_id, self.now))

    @rule(by_s=st.floats(1.0, 3600.0))
    def officer_extends(self, by_s: float) -> None:
        try:
            self.link = links.extend(self.link, self.incident, by_s, self.now)
        except AccessDenied:
            assert self.ended
        else:
            assert not self.ended
            self.ends_at_s = max(self.ends_at_s, self.now) + by_s

    @precondition(lambda self: self.link.revoked_at_s is None)
    @rule()
    def officer_revokes(self) -> None:
        self.link = links.revoke(self.link, revoked_by="ann", now=self.now)
        self.ended = True

    @precondition(lambda self: self.incident.is_open)
    @rule()
    def officer_closes(self) -> None:
        self.incident = incidents.close(self.incident, closed_by="ann", now=self.now)
        self.ended = True

    @precondition(lambda self: self.inside)
    @rule(data=st.data())
    def officer_removes_a_device(self, data: st.DataObject) -> None:
        device_id = data.draw(st.sampled_from(sorted(self.inside)))
        self.link = links.remove_device(self.link, device_id)
        self.inside.remove(device_id)
        self.removed.add(device_id)

    @invariant()
    def permits_are_for_those_inside_while_it_lasts(self) -> None:
        for device_id in DEVICES:
            entitled = device_id in self.inside and not self.ended and self.now < self.ends_at_s
            assert self.is_permitted(device_id) == entitled

    @invariant()
    def no_permit_outlives_the_time_it_was_given_for(self) -> None:
        for permit in self.handed_out:
            assert permit.valid_until_s <= self.ends_at_s
            assert not permit.allows("gym", self.ends_at_s)

    def is_permitted(self, device_id: str) -> bool:
        try:
            permit = permit_for(self.link, self.incident, device_id, self.now)
        except AccessDenied:
            return False
        return permit.allows("gym", self.now)


LinkLife.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestLinkLife = LinkLife.TestCase


def test_a_revoked_link_gives_no_permit_even_when_extended_before(link: Link, incident: Incident) -> None:
    """Revocation beats any remaining time."""
    inside = links.redeem(link, incident, "d1", NOW)
    longer = links.extend(inside, incident, 3600.0, NOW)
    with pytest.raises(AccessDenied, match="ended"):
        permit_for(replace(longer, revoked_at_s=NOW), incident, "d1", NOW)
