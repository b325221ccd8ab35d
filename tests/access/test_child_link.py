"""A link that is handed on is never wider, longer or larger than the one it comes from."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.access.child_link import extend_child, issue_child
from responder.access.errors import InvalidRequest, LinkExpired, LinkRevoked, NotAllowed
from responder.access.incident import Incident
from responder.access.link import Link, extend, redeem, revoke, scope
from responder.access.permit import permit_for
from tests.access.conftest import NOW


def hand_on(
    parent: Link,
    incident: Incident,
    *,
    now: float = NOW,
    building_ids: frozenset[str] | None = None,
    lifetime_s: float | None = None,
    device_limit: int | None = None,
    by: str | None = None,
) -> tuple[Link, Link]:
    return issue_child(
        parent,
        incident,
        link_id="l2",
        token_hmac="1" * 64,
        agency="County EMS",
        issued_by="Maple Police",
        now=now,
        building_ids=building_ids,
        lifetime_s=lifetime_s,
        device_limit=device_limit,
        issued_by_device_id=by,
    )


def test_is_as_its_parent_unless_told_otherwise(link: Link, incident: Incident) -> None:
    """Same buildings, same end, same limit; each knows the other."""
    parent, child = hand_on(link, incident, now=NOW + 600)
    assert scope(child, incident) == scope(link, incident)
    assert (child.expires_at_s, child.device_limit) == (link.expires_at_s, link.device_limit)
    assert (parent.child_link_ids, child.parent_link_id) == (("l2",), "l1")


def test_can_be_narrower_and_shorter(link: Link, incident: Incident) -> None:
    """Only the gym, for ten minutes, for one."""
    _, child = hand_on(link, incident, building_ids=frozenset({"gym"}), lifetime_s=600.0, device_limit=1)
    permit = permit_for(redeem(child, incident, "d1", NOW), incident, "d1", NOW)
    assert permit.building_ids == {"gym"}
    assert permit.valid_until_s == NOW + 600


@pytest.mark.parametrize(
    ("building_ids", "lifetime_s", "device_limit"),
    [(frozenset({"library"}), None, None), (frozenset(), None, None), (None, 7201.0, None), (None, None, 3)],
)
def test_cannot_be_wider_longer_or_larger(
    link: Link,
    incident: Incident,
    building_ids: frozenset[str] | None,
    lifetime_s: float | None,
    device_limit: int | None,
) -> None:
    """Nothing more than the parent, and not nothing."""
    with pytest.raises(InvalidRequest):
        hand_on(link, incident, building_ids=building_ids, lifetime_s=lifetime_s, device_limit=device_limit)


def test_cannot_be_handed_on_again(link: Link, incident: Incident) -> None:
    """The chain of who let whom in has two links at most."""
    _, child = hand_on(link, incident)
    with pytest.raises(NotAllowed, match="again"):
        hand_on(child, incident)


def test_is_handed_on_only_by_who_is_inside(link: Link, incident: Incident) -> None:
    """A device without a place has nothing to give."""
    with pytest.raises(NotAllowed):
        hand_on(link, incident, by="d1")
    _, child = hand_on(redeem(link, incident, "d1", NOW), incident, by="d1")
    assert child.issued_by_device_id == "d1"


def test_is_not_handed_on_from_what_is_over(link: Link, incident: Incident) -> None:
    """A dead link gives no life."""
    with pytest.raises(LinkRevoked):
        hand_on(revoke(link, revoked_by="ann", now=NOW), incident)
    with pytest.raises(LinkExpired):
        hand_on(link, incident, now=link.expires_at_s)


def test_is_extended_within_its_parent(link: Link, incident: Incident) -> None:
    """To the parent's end and no further; when that is extended first, further."""
    parent, child = hand_on(link, incident, lifetime_s=600.0)
    assert extend_child(child, parent, incident, 6600.0, NOW).expires_at_s == parent.expires_at_s
    with pytest.raises(InvalidRequest, match="first"):
        extend_child(child, parent, incident, 6601.0, NOW)
    longer = extend(parent, incident, 3600.0, NOW)
    assert extend_child(child, longer, incident, 6601.0, NOW).expires_at_s > parent.expires_at_s
    with pytest.raises(LinkRevoked):
        extend_child(child, revoke(parent, revoked_by="ann", now=NOW), incident, 60.0, NOW)


@given(
    building_ids=st.none() | st.frozensets(st.sampled_from(["gym", "main", "library"])),
    lifetime_s=st.none() | st.floats(0.0, 10_000.0),
    device_limit=st.none() | st.integers(0, 5),
    after_s=st.floats(0.0, 7199.0),
)
# The fixtures are frozen: no example can change them for the next.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_exceeds_its_parent(
    link: Link,
    incident: Incident,
    building_ids: frozenset[str] | None,
    lifetime_s: float | None,
    device_limit: int | None,
    after_s: float,
) -> None:
    """Whatever is asked for, what is given is within the parent."""
    try:
        parent, child = hand_on(
            link,
            incident,
            now=NOW + after_s,
            building_ids=building_ids,
            lifetime_s=lifetime_s,
            device_limit=device_limit,
        )
    except InvalidRequest:
        return
    assert scope(child, incident) <= scope(parent, incident)
    assert child.expires_at_s <= parent.expires_at_s
    assert child.device_limit <= parent.device_limit
