"""Links that wait for approval: shown to those who may give it, approved or denied with one tap."""

from litestar import get, post
from litestar.params import FromPath, JSONBody

from responder.access import approval, policy
from responder.access.agreement import Term
from responder.access.incident import IncidentKind
from responder.access.link import scope
from responder.access.policy import Action
from responder.store.approvals import Waiting
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, Staff, StaffGuard, TheStaff
from responder.web.links import current_view, override_by, require_link
from responder.web.site import TheSite
from responder.web.views import to_ms
from responder.web.wire import LinkView, ProblemType
from responder.web.wire_sharing import ApprovalRequest, WaitingLink

# An agreement may name anybody who opens links; who is not named is refused when the agreement is at hand.
_GUARDS = [StaffGuard(Action.ISSUE_LINK)]
_REFUSALS = (
    *STAFF_REFUSALS,
    *CHANGE_REFUSALS,
    ProblemType.BAD_REQUEST,
    ProblemType.NOT_FOUND,
    ProblemType.INCIDENT_CLOSED,
    ProblemType.LINK_EXPIRED,
    ProblemType.LINK_REVOKED,
)


@get(
    "/api/approvals",
    guards=_GUARDS,
    summary="Links that the account may approve",
    description="By the agency's agreement, or by overriding it.",
    responses=documented(*STAFF_REFUSALS),
    tags=["staff"],
)
async def waiting(site: TheSite, staff: TheStaff) -> list[WaitingLink]:
    found = await site.approvals.waiting()
    return [_view(it, staff) for it in found if _reaches(it, staff)]


@post(
    "/api/links/{link_id:str}/approve",
    guards=_GUARDS,
    status_code=200,
    summary="Approve a link",
    description="It opens at once, also on the phones that wait for it; its time begins now.",
    responses=documented(*_REFUSALS, ProblemType.AGREEMENT_BROKEN),
    tags=["staff"],
)
async def approve(
    site: TheSite, staff: TheStaff, link_id: FromPath[str], data: JSONBody[ApprovalRequest]
) -> LinkView:
    await require_link(site, staff, Action.ISSUE_LINK, link_id)
    override = override_by(staff, data.override_reason)
    link = await site.approvals.approve(link_id, by=staff.account, actor=staff.actor, override=override)
    return await current_view(site, link)


@post(
    "/api/links/{link_id:str}/deny",
    guards=_GUARDS,
    status_code=200,
    summary="Deny a link its approval",
    description="For good; the phones that wait for it are told that it was ended.",
    responses=documented(*_REFUSALS),
    tags=["staff"],
)
async def deny(site: TheSite, staff: TheStaff, link_id: FromPath[str]) -> LinkView:
    await require_link(site, staff, Action.ISSUE_LINK, link_id)
    return await current_view(site, await site.approvals.deny(link_id, by=staff.account, actor=staff.actor))


def _reaches(waiting: Waiting, staff: Staff) -> bool:
    """Whether the account reaches every building, and may approve, or override."""
    if len(staff.scope(waiting.incident.building_ids)) < len(waiting.incident.building_ids):
        return False
    may_override = policy.may(staff.account.role, Action.OVERRIDE_AGREEMENT)
    return may_override or approval.may_approve(waiting.agreement, staff.account)


def _view(waiting: Waiting, staff: Staff) -> WaitingLink:
    link, incident, agreement = waiting.link, waiting.incident, waiting.agreement
    return WaitingLink(
        link_id=link.link_id,
        agency=link.agency,
        incident_id=incident.incident_id,
        building_ids=sorted(scope(link, incident)),
        kind=incident.kind,
        reason=incident.reason,
        is_drill=incident.kind is IncidentKind.DRILL,
        asked_by=link.issued_by,
        asked_at_ms=to_ms(link.issued_at_s),
        lapses_at_ms=to_ms(link.expires_at_s),
        lifetime_s=int(link.pending_lifetime_s or 0),
        begins_at_ms=None if link.begins_at_s is None else to_ms(link.begins_at_s),
        clause=agreement.clauses.get(Term.APPROVAL, "") if agreement else "",
        needs_override=not approval.may_approve(agreement, staff.account),
    )
