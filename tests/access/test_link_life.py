"""Whatever happens to a link, in any order: permits are for those inside, for as long as it lasts."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from responder.access import incident as incidents
from responder.access import link as links
from responder.access.errors import AccessDenied
from responder.access.incident import IncidentKind
from responder.access.permit import Permit, permit_for
from tests.access.conftest import NOW

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


LinkLife.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestLinkLife = LinkLife.TestCase
