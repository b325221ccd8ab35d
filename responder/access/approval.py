"""Where an agreement asks for approval first: the link is there at once, and opens once somebody says yes.

Rules
1. A link that lacks the approval alone comes to be and waits: it can be sent, and devices take their places.
2. Those approve whom the agreement names; where it names nobody, those whose role may.
3. What is not approved in time is over, what is denied is revoked, and neither comes back.
4. The link's own time begins with the approval, or later, where it has a time at which it begins.
"""

from msgspec.structs import replace

from responder.access import link as links
from responder.access import policy
from responder.access.account import Account
from responder.access.agreement import Agreement, Breach, Term
from responder.access.errors import InvalidRequest
from responder.access.incident import Incident
from responder.access.link import Link, require_alive
from responder.access.policy import Action

# Whoever has not been reached by then will not be; an emergency has found another way, or an override.
WAITS_S = 30 * 60.0

# Differences of Unix seconds in floating point must not make a lifetime longer than its agreement allows.
_WHOLE_MS = 3


def may_approve(agreement: Agreement | None, account: Account) -> bool:
    """Whether the account is one that approves links of this agency."""
    if agreement is not None and agreement.approvers:
        return account.username in agreement.approvers
    return policy.may(account.role, Action.APPROVE_LINK)


def lacks_only_approval(broken: tuple[Breach, ...]) -> bool:
    return [breach.term for breach in broken] == [Term.APPROVAL]


def hold_back(link: Link, now: float) -> Link:
    """The new link, as it waits."""
    lifetime_s = round(link.expires_at_s - link.starts_at_s, _WHOLE_MS)
    lapses_at_s = min(max(now, link.starts_at_s) + WAITS_S, link.expires_at_s)
    return replace(link, pending_lifetime_s=lifetime_s, expires_at_s=lapses_at_s)


def approve(
    link: Link, incident: Incident, *, approved_by: str, now: float, parent: Link | None = None
) -> Link:
    """The link, active from now or its beginning on, and no longer than the `parent` that it comes from.

    Raises LinkRevoked, IncidentClosed, LinkExpired, or InvalidRequest when it does not wait.
    """
    lifetime_s = _waiting_for(link, incident, now)
    begins_at_s = max(now, link.starts_at_s)
    ends_at_s = begins_at_s + lifetime_s
    if parent is not None:
        ends_at_s = min(ends_at_s, parent.expires_at_s)
    return replace(
        link,
        pending_lifetime_s=None,
        begins_at_s=begins_at_s,
        expires_at_s=ends_at_s,
        approved_by=approved_by,
    )


def deny(link: Link, incident: Incident, *, denied_by: str, now: float) -> Link:
    """The link, dead for good. Raises what `approve` raises."""
    _waiting_for(link, incident, now)
    return links.revoke(link, revoked_by=denied_by, now=now)


def _waiting_for(link: Link, incident: Incident, now: float) -> float:
    """How long the link lives once it is approved."""
    require_alive(link, incident, now)
    if link.pending_lifetime_s is None:
        raise InvalidRequest("This link does not wait for approval.")
    return link.pending_lifetime_s
