"""An incident ends by rule when it is over for all, and not before."""

import pytest
from msgspec.structs import replace

from responder.access import link as links
from responder.access.agreement import Agreement, DesignatedPerson
from responder.access.approval import WAITS_S, approve, hold_back
from responder.access.beginning import postpone
from responder.access.closing import GRACE_S, ClosingRule, over_by_rule
from responder.access.errors import NotFound
from responder.access.incident import Incident
from responder.access.link import Link

NOW = 1_800_000_000.0
SOMEBODY = DesignatedPerson(name="Pat", position="", rank="", contact="", supervisor="")


def agreement(*, units: bool = False, idle_s: float | None = None) -> Agreement:
    return Agreement(
        agency="Police",
        valid_from_s=0.0,
        valid_until_s=NOW * 2,
        designated_persons=(SOMEBODY,),
        ends_when_units_clear=units,
        ends_after_idle_s=idle_s,
    )


def inside(incident: Incident, agency: str = "Police", *devices: str) -> Link:
    """An active link with these devices."""
    link = links.issue(
        incident, link_id="l1", token_hmac="", agency=agency, issued_by="ann", now=NOW, lifetime_s=3600.0
    )
    return replace(link, device_ids=devices)


def rule(
    incident: Incident,
    *issued: Link,
    agreed: dict[str, Agreement] | None = None,
    now: float = NOW,
    watched_at_s: float = NOW,
) -> ClosingRule | None:
    return over_by_rule(incident, issued, agreed or {}, watched_at_s=watched_at_s, now=now)


def test_is_not_over_while_a_link_waits_for_approval(incident: Incident) -> None:
    """Not even when everybody who came is clear: the others have not come yet."""
    clear = replace(inside(incident, "Police", "phone"), cleared_device_ids=("phone",))
    agreed = {"police": agreement(units=True)}
    assert rule(incident, clear, agreed=agreed) is ClosingRule.UNITS_CLEAR
    waiting = hold_back(inside(incident, "Fire"), NOW)
    assert rule(incident, clear, waiting, agreed=agreed) is None
    assert rule(incident, clear, waiting, agreed=agreed, now=NOW + WAITS_S) is ClosingRule.UNITS_CLEAR


def test_without_a_link_a_person_closes_it(incident: Incident) -> None:
    """However old it is."""
    assert rule(incident, now=NOW + 10**6) is None


def test_its_time_is_over_an_hour_after_the_last_link(incident: Incident) -> None:
    """Until then somebody may extend one."""
    link = inside(incident)
    assert rule(incident, link, now=link.expires_at_s + GRACE_S - 1) is None
    assert rule(incident, link, now=link.expires_at_s + GRACE_S) is ClosingRule.PERIOD
    revoked = links.revoke(link, revoked_by="ann", now=NOW)
    assert rule(incident, revoked, now=NOW + GRACE_S) is ClosingRule.PERIOD
    assert rule(incident, link, revoked, now=NOW + GRACE_S) is None


def test_all_units_clear_end_it_where_that_is_agreed(incident: Incident) -> None:
    """All devices of all agencies, each of which has agreed; and somebody was there."""
    agreed = {"police": agreement(units=True)}
    link = inside(incident, "Police", "d1", "d2")
    half = links.clear(link, "d1")
    whole = links.clear(half, "d2")
    assert [rule(incident, it, agreed=agreed) for it in (link, half)] == [None, None]
    assert rule(incident, whole, agreed=agreed) is ClosingRule.UNITS_CLEAR
    assert rule(incident, whole) is None
    assert rule(incident, whole, inside(incident, "Fire", "d3"), agreed=agreed) is None
    assert rule(incident, inside(incident), agreed=agreed) is None


def test_nobody_watching_ends_it_where_that_is_agreed(incident: Incident) -> None:
    """After the longest time that an agency has agreed to."""
    agreed = {"police": agreement(idle_s=600), "fire": agreement(idle_s=1200)}
    both = inside(incident), inside(incident, "Fire")
    assert rule(incident, both[0], agreed=agreed, now=NOW + 600) is ClosingRule.IDLE
    assert rule(incident, *both, agreed=agreed, now=NOW + 600) is None
    assert rule(incident, *both, agreed=agreed, now=NOW + 1200) is ClosingRule.IDLE
    assert rule(incident, *both, agreed=agreed, now=NOW + 1200, watched_at_s=NOW + 600) is None


def test_nobody_is_missed_before_a_link_shows_anything(incident: Incident) -> None:
    """Idle time counts from a link's beginning, or from its approval."""
    agreed = {"police": agreement(idle_s=600)}
    later = postpone(inside(incident), NOW + 3000, NOW)
    approved = approve(hold_back(inside(incident), NOW), incident, approved_by="chief", now=NOW + 1500)
    for link, began_at_s in ((later, NOW + 3000), (approved, NOW + 1500)):
        assert rule(incident, link, agreed=agreed, now=began_at_s + 599, watched_at_s=0.0) is None
        over = rule(incident, link, agreed=agreed, now=began_at_s + 600, watched_at_s=0.0)
        assert over is ClosingRule.IDLE


def test_a_unit_is_clear_once_and_only_with_a_place(incident: Incident) -> None:
    """Saying it twice changes nothing; a stranger has nothing to say."""
    link = links.clear(inside(incident, "Police", "d1"), "d1")
    assert links.clear(link, "d1") == link
    with pytest.raises(NotFound):
        links.clear(link, "d9")


def test_is_not_over_before_a_link_begins(incident: Incident) -> None:
    """The drill that is planned for tomorrow does not end with today's last device."""
    done = replace(inside(incident), revoked_at_s=NOW)
    tomorrow = postpone(inside(incident), NOW + 86_400, NOW)
    assert rule(incident, done, tomorrow, now=NOW + 7200) is None
    assert rule(incident, done, tomorrow, now=tomorrow.expires_at_s + GRACE_S) is ClosingRule.PERIOD
