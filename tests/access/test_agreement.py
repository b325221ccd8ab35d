"""A link keeps to its agency's agreement, or is refused with the agreement's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from responder.access.account import Role
from responder.access.agreement import (
    EMERGENCIES,
    Agreement,
    AgreementBroken,
    DesignatedPerson,
    LinkTerms,
    Term,
    bound,
    breaches,
    is_idle_over,
    may_look,
    require,
    require_sensible,
)
from responder.access.errors import InvalidRequest
from responder.access.incident import IncidentKind
from responder.access.link import Link
from tests.access.conftest import NOW

YEAR_S = 365 * 86400.0
CHIEF = DesignatedPerson(
    name="Pat Chief", position="Chief", rank="Chief", contact="+1 555 0100", supervisor="The mayor"
)
AGREEMENT = Agreement(
    agency="Maple Police",
    valid_from_s=NOW - YEAR_S,
    valid_until_s=NOW + YEAR_S,
    designated_persons=(CHIEF,),
    building_ids=frozenset({"gym", "main"}),
    max_lifetime_s=4 * 3600.0,
    clauses={Term.KIND: "Only in an emergency that endangers life."},
)
TERMS = LinkTerms(kind=IncidentKind.POLICE, building_ids=("gym",), expires_at_s=NOW + 3600)


def broken(agreement: Agreement | None, terms: LinkTerms = TERMS, now: float = NOW) -> list[Term]:
    return [breach.term for breach in breaches(agreement, terms, now)]


def test_is_kept_by_a_link_within_every_term() -> None:
    """Right kind, right building, right time: no objection."""
    assert broken(AGREEMENT) == []
    require(AGREEMENT, TERMS, NOW)


def test_is_broken_by_an_exercise_when_it_is_for_emergencies() -> None:
    """The refusal quotes the clause."""
    drill = replace(TERMS, kind=IncidentKind.DRILL)
    assert broken(AGREEMENT, drill) == [Term.KIND]
    with pytest.raises(AgreementBroken, match="Only in an emergency that endangers life"):
        require(AGREEMENT, drill, NOW)


def test_holds_from_its_first_to_its_last_moment() -> None:
    """The end is exclusive."""
    short = replace(TERMS, expires_at_s=0.0)
    assert broken(AGREEMENT, short, AGREEMENT.valid_from_s) == []
    assert broken(AGREEMENT, short, AGREEMENT.valid_from_s - 1) == [Term.PERIOD]
    assert broken(AGREEMENT, short, AGREEMENT.valid_until_s) == [Term.PERIOD]


def test_names_the_buildings_that_it_does_not_cover() -> None:
    """The person at the console sees which."""
    (breach,) = breaches(AGREEMENT, replace(TERMS, building_ids=("gym", "pool")), NOW)
    assert breach.term is Term.BUILDINGS
    assert "pool" in breach.sentence
    assert "gym" not in breach.sentence


def test_bounds_how_long_a_link_lives() -> None:
    """By its own limit, and by its end."""
    assert broken(AGREEMENT, replace(TERMS, expires_at_s=NOW + 4 * 3600)) == []
    assert broken(AGREEMENT, replace(TERMS, expires_at_s=NOW + 4 * 3600 + 1)) == [Term.LIFETIME]
    ending = replace(AGREEMENT, valid_until_s=NOW + 60)
    assert broken(ending, replace(TERMS, expires_at_s=NOW + 61)) == [Term.LIFETIME]


def test_may_ask_for_approval_first() -> None:
    """The superintendent approves, then it is fine."""
    strict = replace(AGREEMENT, needs_approval=True)
    assert broken(strict) == [Term.APPROVAL]
    assert broken(strict, replace(TERMS, approved_by="superintendent")) == []


def test_names_who_of_the_district_opens_links() -> None:
    """The superintendent and nobody else; not a device of another agency either."""
    strict = replace(AGREEMENT, opening_roles=frozenset({Role.DISTRICT_ADMIN}))
    assert broken(strict, replace(TERMS, opened_by=Role.DISTRICT_ADMIN)) == []
    for other in (Role.SAFETY_OFFICER, None):
        (breach,) = breaches(strict, replace(TERMS, opened_by=other), NOW)
        assert breach.term is Term.OPENER
        assert "district admin" in breach.sentence


def test_may_let_those_officers_look_who_are_designated() -> None:
    """By their account; whoever has no agreement, or one that does not say so, is not asked."""
    strict = replace(AGREEMENT, designated_only=True, designated_persons=(replace(CHIEF, username="pat"),))
    assert may_look(strict, "pat")
    assert not may_look(strict, "kim")
    assert may_look(AGREEMENT, "kim")
    assert may_look(None, "kim")


def test_binds_a_link_to_its_camera_groups(link: Link) -> None:
    """By itself; a link that names groups may name fewer, not others."""
    outside = replace(AGREEMENT, camera_groups=frozenset({"doors", "yard"}))
    assert bound(link, outside).camera_groups == ("doors", "yard")
    narrow = replace(link, camera_groups=("doors",))
    assert bound(narrow, outside) == narrow
    assert bound(link, AGREEMENT) == bound(link, None) == link
    assert broken(outside, replace(TERMS, camera_groups=frozenset({"doors"}))) == []
    (breach,) = breaches(outside, replace(TERMS, camera_groups=frozenset({"doors", "halls"})), NOW)
    assert breach.term is Term.CAMERAS
    assert "halls" in breach.sentence


def test_tells_everything_that_is_broken_at_once() -> None:
    """Nobody fixes one thing to meet the next."""
    strict = replace(AGREEMENT, needs_approval=True)
    terms = LinkTerms(kind=IncidentKind.OTHER, building_ids=("pool",), expires_at_s=NOW + YEAR_S)
    assert broken(strict, terms) == [Term.KIND, Term.BUILDINGS, Term.LIFETIME, Term.APPROVAL]


def test_does_not_bind_who_has_none_unless_one_is_required() -> None:
    """A district decides whether agencies without an agreement get links."""
    assert broken(None) == []
    with pytest.raises(AgreementBroken, match="no agreement"):
        require(None, TERMS, NOW, is_required=True)


@pytest.mark.parametrize(
    "agreement",
    [
        replace(AGREEMENT, agency=" "),
        replace(AGREEMENT, valid_until_s=AGREEMENT.valid_from_s),
        replace(AGREEMENT, designated_persons=()),
        replace(AGREEMENT, kinds=frozenset()),
        replace(AGREEMENT, opening_roles=frozenset()),
        replace(AGREEMENT, camera_groups=frozenset()),
        replace(AGREEMENT, designated_only=True),
    ],
)
def test_must_be_able_to_hold(agreement: Agreement) -> None:
    """An agreement with nobody, for nothing or for no time is a mistake."""
    with pytest.raises(InvalidRequest):
        require_sensible(agreement)


def test_ends_an_incident_that_nobody_watches() -> None:
    """After the agreed time without a viewer, and never when none was agreed."""
    idle = replace(AGREEMENT, ends_after_idle_s=600.0)
    assert not is_idle_over(idle, NOW, NOW + 599)
    assert is_idle_over(idle, NOW, NOW + 600)
    assert not is_idle_over(AGREEMENT, NOW, NOW + YEAR_S)


def test_an_exercise_is_no_emergency() -> None:
    """Nor is an ordinary visit."""
    assert set(IncidentKind) - EMERGENCIES == {IncidentKind.DRILL, IncidentKind.OTHER}


BUILDINGS = st.sampled_from(["gym", "main", "pool"])


@given(
    kinds=st.frozensets(st.sampled_from(IncidentKind), min_size=1),
    covered=st.none() | st.frozensets(BUILDINGS),
    kind=st.sampled_from(IncidentKind),
    asked=st.lists(BUILDINGS, min_size=1, max_size=3, unique=True),
    lasts_s=st.floats(1.0, 2 * YEAR_S),
    now=st.floats(NOW - 2 * YEAR_S, NOW + 2 * YEAR_S),
)
def test_is_kept_exactly_when_every_term_is(
    kinds: frozenset[IncidentKind],
    covered: frozenset[str] | None,
    kind: IncidentKind,
    asked: list[str],
    lasts_s: float,
    now: float,
) -> None:
    """No breach, no objection; any breach, a sentence for a person."""
    agreement = replace(AGREEMENT, kinds=kinds, building_ids=covered, clauses={})
    terms = LinkTerms(kind=kind, building_ids=tuple(asked), expires_at_s=now + lasts_s)
    kept = (
        agreement.valid_from_s <= now
        and now + lasts_s <= min(agreement.valid_until_s, now + 4 * 3600.0)
        and kind in kinds
        and (covered is None or set(asked) <= covered)
    )
    found = breaches(agreement, terms, now)
    assert (not found) == kept
    assert all(breach.sentence.endswith(".") for breach in found)
