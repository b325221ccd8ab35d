"""What a district and an agency have agreed on, as data, and whether a link keeps to it (N.J.S.A. 18A:41-9).

Rules
1. A link for an agency keeps to every term of the agency's agreement, or is refused with what it breaks.
2. One that lacks the approval alone comes to be and waits for it: see `approval`.
3. Somebody whom the policy names may override that, with a reason, for this one link; it is recorded as such.
4. An agency without an agreement is bound by none, unless the district requires one of everybody.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from responder.access.account import Role
from responder.access.errors import InvalidRequest, NotAllowed
from responder.access.incident import IncidentKind
from responder.access.link import Link

# What is not an exercise or an ordinary visit.
EMERGENCIES = frozenset(
    {
        IncidentKind.MEDICAL,
        IncidentKind.FIRE,
        IncidentKind.POLICE,
        IncidentKind.LOCKDOWN,
        IncidentKind.WEATHER,
    }
)


class Term(StrEnum):
    """What a link can break."""

    AGREEMENT = "agreement"  # there is none, and there must be
    PERIOD = "period"  # before or after its time
    KIND = "kind"  # not this kind of incident
    BUILDINGS = "buildings"
    CAMERAS = "cameras"  # other camera groups
    LIFETIME = "lifetime"
    OPENER = "opener"  # somebody else of the district opens links
    APPROVAL = "approval"  # somebody has to approve first


# What an agreement settles in advance: a panic alarm that may open by itself, and a link that is out already.
SETTLED = frozenset({Term.OPENER, Term.APPROVAL})


class DesignatedPerson(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom the agency names, as the statute asks: contact, position, rank and supervisor.

    `username` is the account by which the person signs in here; empty without one.
    """

    name: str
    position: str
    rank: str
    contact: str
    supervisor: str
    username: str = ""


class Agreement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With one agency. Times are Unix seconds, the end exclusive; `building_ids` None is all buildings.

    `clauses` quotes the agreement's own words for a term; a refusal shows them.
    """

    agency: str
    valid_from_s: float
    valid_until_s: float
    designated_persons: tuple[DesignatedPerson, ...]
    kinds: frozenset[IncidentKind] = EMERGENCIES
    building_ids: frozenset[str] | None = None
    camera_groups: frozenset[str] | None = None
    """Of the cameras there, those of these groups; a link is bound to them by itself. None is all."""
    max_lifetime_s: float | None = None
    opening_roles: frozenset[Role] | None = None
    """Who of the district opens a link for the agency; None is whoever may open links at all."""
    needs_approval: bool = False
    approvers: frozenset[str] = frozenset()
    """The accounts that approve; empty is everybody whose role may."""
    designated_only: bool = False
    """Of the officers who sign in by name, those alone look who are designated."""
    opens_by_itself: bool = False
    """A panic alarm issues the agency's link without a person."""
    allows_replay: bool = False
    allows_recording: bool = False
    ends_when_units_clear: bool = False
    ends_after_idle_s: float | None = None
    """With nobody watching for so long, the incident is over."""
    clauses: dict[Term, str] = {}


class LinkTerms(Struct, frozen=True, kw_only=True):
    """What a link would be; one without `begins_at_s` begins at once.

    `opened_by` is the role of whoever opens it, None for nobody of the district; `approved_by` is who
    approved it, None for nobody yet.
    """

    kind: IncidentKind
    building_ids: tuple[str, ...]
    camera_groups: frozenset[str] | None = None
    begins_at_s: float | None = None
    expires_at_s: float
    opened_by: Role | None = None
    approved_by: str | None = None


class Breach(Struct, frozen=True, kw_only=True):
    """A term that a link breaks, in a sentence for a person."""

    term: Term
    sentence: str


class AgreementBroken(NotAllowed):
    """The link is outside its agreement; `breaches` says in what."""

    reason = "agreement-broken"
    sentence = "The agreement with this agency does not allow this."

    def __init__(self, breaches: Collection[Breach] = ()) -> None:
        super().__init__(" ".join(breach.sentence for breach in breaches) or None)
        self.breaches = tuple(breaches)


class Override(Struct, frozen=True, kw_only=True):
    """Somebody's decision to issue a link outside its agreement, and why."""

    by: str
    reason: str


def require_sensible(agreement: Agreement) -> None:
    """Raises InvalidRequest for an agreement that could never hold, or names nobody."""
    if not agreement.agency.strip():
        raise InvalidRequest("An agreement needs the name of an agency.")
    if not agreement.valid_from_s < agreement.valid_until_s:
        raise InvalidRequest("An agreement ends after it begins.")
    if not agreement.designated_persons:
        raise InvalidRequest("An agreement names at least one designated person.")
    if not agreement.kinds:
        raise InvalidRequest("An agreement allows at least one kind of incident.")
    if agreement.opening_roles is not None and not agreement.opening_roles:
        raise InvalidRequest("An agreement names at least one role that opens links.")
    if agreement.camera_groups is not None and not agreement.camera_groups:
        raise InvalidRequest("An agreement that is bound to camera groups names at least one.")
    if agreement.designated_only and not any(it.username for it in agreement.designated_persons):
        raise InvalidRequest("No designated person has an account: nobody could look.")


def breaches(
    agreement: Agreement | None, terms: LinkTerms, now: float, *, is_required: bool = False
) -> tuple[Breach, ...]:
    """What the link would break, in the order of `Term`; empty when it keeps to the agreement."""
    if agreement is None:
        sentence = "There is no agreement with this agency."
        return (Breach(term=Term.AGREEMENT, sentence=sentence),) if is_required else ()
    starts_at_s = now if terms.begins_at_s is None else max(now, terms.begins_at_s)
    broken = {
        Term.PERIOD: _period(agreement, starts_at_s),
        Term.KIND: _kind(agreement, terms),
        Term.BUILDINGS: _buildings(agreement, terms),
        Term.CAMERAS: _cameras(agreement, terms),
        Term.LIFETIME: _lifetime(agreement, terms, starts_at_s),
        Term.OPENER: _opener(agreement, terms),
        Term.APPROVAL: _approval(agreement, terms),
    }
    return tuple(
        Breach(term=term, sentence=_with_clause(agreement, term, sentence))
        for term, sentence in broken.items()
        if sentence
    )


def require(agreement: Agreement | None, terms: LinkTerms, now: float, *, is_required: bool = False) -> None:
    """Raises AgreementBroken."""
    broken = breaches(agreement, terms, now, is_required=is_required)
    if broken:
        raise AgreementBroken(broken)


def bound(link: Link, agreement: Agreement | None) -> Link:
    """The link, bound to the agreement's camera groups unless it names its own."""
    if agreement is None or agreement.camera_groups is None or link.camera_groups is not None:
        return link
    return replace(link, camera_groups=tuple(sorted(agreement.camera_groups)))


def period(agreement: Agreement) -> str:
    """From when to when it holds, in words."""
    return f"{_day(agreement.valid_from_s)} to {_day(agreement.valid_until_s)}"


def may_look(agreement: Agreement | None, username: str) -> bool:
    """Whether an officer of the agency who signs in by name may look, as far as the agreement goes."""
    if agreement is None or not agreement.designated_only:
        return True
    return username in {it.username for it in agreement.designated_persons}


def is_idle_over(agreement: Agreement, idle_since_s: float, now: float) -> bool:
    """Whether nobody has watched for as long as ends the incident."""
    return agreement.ends_after_idle_s is not None and now >= idle_since_s + agreement.ends_after_idle_s


def _period(agreement: Agreement, starts_at_s: float) -> str:
    if starts_at_s < agreement.valid_from_s:
        return f"The agreement with {agreement.agency} begins on {_day(agreement.valid_from_s)}."
    if starts_at_s >= agreement.valid_until_s:
        return f"The agreement with {agreement.agency} ended on {_day(agreement.valid_until_s)}."
    return ""


def _kind(agreement: Agreement, terms: LinkTerms) -> str:
    if terms.kind in agreement.kinds:
        return ""
    allowed = ", ".join(kind for kind in IncidentKind if kind in agreement.kinds)
    return f"The agreement with {agreement.agency} is for {allowed}, not for {terms.kind}."


def _buildings(agreement: Agreement, terms: LinkTerms) -> str:
    if agreement.building_ids is None or agreement.building_ids.issuperset(terms.building_ids):
        return ""
    outside = ", ".join(sorted(set(terms.building_ids) - agreement.building_ids))
    return f"The agreement with {agreement.agency} does not cover {outside}."


def _cameras(agreement: Agreement, terms: LinkTerms) -> str:
    """A link that names no groups is bound to the agreement's."""
    if agreement.camera_groups is None or terms.camera_groups is None:
        return ""
    outside = ", ".join(sorted(terms.camera_groups - agreement.camera_groups))
    return (
        f"The agreement with {agreement.agency} does not cover the cameras of {outside}." if outside else ""
    )


def _lifetime(agreement: Agreement, terms: LinkTerms, starts_at_s: float) -> str:
    if terms.expires_at_s > agreement.valid_until_s:
        return f"The link would outlive the agreement with {agreement.agency}."
    if agreement.max_lifetime_s is not None and terms.expires_at_s > starts_at_s + agreement.max_lifetime_s:
        hours = agreement.max_lifetime_s / 3600
        return f"The agreement with {agreement.agency} allows links of at most {hours:g} hours."
    return ""


def _opener(agreement: Agreement, terms: LinkTerms) -> str:
    if agreement.opening_roles is None or terms.opened_by in agreement.opening_roles:
        return ""
    openers = " or ".join(role.replace("_", " ") for role in Role if role in agreement.opening_roles)
    return f"The agreement with {agreement.agency} lets a {openers} open links, and nobody else."


def _approval(agreement: Agreement, terms: LinkTerms) -> str:
    if not agreement.needs_approval or terms.approved_by:
        return ""
    return f"The agreement with {agreement.agency} asks for approval first."


def _with_clause(agreement: Agreement, term: Term, sentence: str) -> str:
    clause = agreement.clauses.get(term)
    return f"{sentence} It says: “{clause}”" if sentence and clause else sentence


def _day(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%-d %B %Y")
