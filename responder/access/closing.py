"""Is an incident over although nobody has closed it? By rule only, and never while an agency may need it.

Rules
1. Its time is over: every link of it has ended, and for an hour nobody has extended one.
2. All units are clear: every device of every active link said so, where the agreements make that the end.
3. Nobody watches: for as long as every agency that has an active link has agreed to.
4. An incident that nobody was given a link to is a person's to close.
5. Nothing is over while a link waits for approval, or for its time to begin.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from responder.access.agreement import Agreement, is_idle_over
from responder.access.incident import Incident
from responder.access.link import Link, LinkState, normalised_agency, state

# An expired link may be extended, and in a running emergency somebody notices within minutes.
GRACE_S = 3600.0


class ClosingRule(StrEnum):
    """Why; the record names it."""

    PERIOD = "its time is over"
    UNITS_CLEAR = "all units are clear"
    IDLE = "nobody watches any more"


def over_by_rule(
    incident: Incident,
    links: Collection[Link],
    agreements: Mapping[str, Agreement],
    *,
    watched_at_s: float,
    now: float,
) -> ClosingRule | None:
    """The rule by which the open incident is over, or None.

    `agreements` are by `normalised_agency`; `watched_at_s` is when anybody last watched, 0 if never.
    A link that began a minute ago has not been idle for longer.
    """
    if not links:
        return None
    states = [state(link, incident, now) for link in links]
    if LinkState.PENDING in states or LinkState.UPCOMING in states:
        return None
    active = [link for link, found in zip(links, states, strict=True) if found is LinkState.ACTIVE]
    if not active:
        return ClosingRule.PERIOD if now >= max(map(_ended_at_s, links)) + GRACE_S else None
    agreed = [agreements.get(normalised_agency(link.agency)) for link in active]
    if all(it is not None and it.ends_when_units_clear for it in agreed) and all(map(_is_clear, active)):
        return ClosingRule.UNITS_CLEAR
    idle_since_s = max(watched_at_s, *(link.starts_at_s for link in links))
    if all(it is not None and is_idle_over(it, idle_since_s, now) for it in agreed):
        return ClosingRule.IDLE
    return None


def _ended_at_s(link: Link) -> float:
    return link.expires_at_s if link.revoked_at_s is None else min(link.revoked_at_s, link.expires_at_s)


def _is_clear(link: Link) -> bool:
    """Whether somebody came, and everybody has said to be clear."""
    return bool(link.device_ids) and set(link.device_ids) <= set(link.cleared_device_ids)
