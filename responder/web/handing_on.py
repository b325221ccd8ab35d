"""A link that is handed on: to a partner as a link of its own, or said over the radio as five words."""

from litestar import post
from litestar.params import FromPath, JSONBody

from responder.access.account import Role
from responder.access.audit import Actor
from responder.access.errors import NotAllowed
from responder.access.link import Link, same_agency
from responder.access.policy import Action
from responder.access.spoken_code import LIFETIME_S
from responder.web.errors import documented
from responder.web.guards import (
    CHANGE_REFUSALS,
    STAFF_REFUSALS,
    VIEWING_REFUSALS,
    Staff,
    StaffGuard,
    TheStaff,
    TheViewer,
    ViewerGuard,
)
from responder.web.links import current_view, issued_link, require_link
from responder.web.site import Site, TheSite
from responder.web.views import to_ms
from responder.web.wire import IssuedLink, ProblemType
from responder.web.wire_sharing import HandOnRequest, SpokenCode

_LINK_REFUSALS = (
    *CHANGE_REFUSALS,
    ProblemType.LINK_REVOKED,
    ProblemType.LINK_EXPIRED,
    ProblemType.LINK_PENDING,
    ProblemType.LINK_UPCOMING,
    ProblemType.INCIDENT_CLOSED,
    ProblemType.AGREEMENT_BROKEN,
    ProblemType.BAD_REQUEST,
    ProblemType.NOT_FOUND,
)


@post(
    "/api/links/{link_id:str}/children",
    guards=[StaffGuard(Action.HAND_ON_LINK)],
    summary="Hand a link on to a partner",
    description="Never wider, longer or larger than the link itself. An officer hands on the own agency's.",
    responses=documented(*STAFF_REFUSALS, *_LINK_REFUSALS),
    tags=["staff"],
)
async def hand_on(
    site: TheSite, staff: TheStaff, link_id: FromPath[str], data: JSONBody[HandOnRequest]
) -> IssuedLink:
    parent = await require_link(site, staff, Action.HAND_ON_LINK, link_id)
    _require_own(staff, parent)
    return await _hand_on(site, link_id, data, staff.actor, device_id=None)


@post(
    "/api/permit/hand-on",
    guards=[ViewerGuard(devices_only=True)],
    summary="Hand this device's link on to a partner",
    description="The partner's link ends with the one that it comes from, and when this device is removed.",
    responses=documented(*VIEWING_REFUSALS, *_LINK_REFUSALS),
    tags=["responder"],
)
async def hand_on_from_device(site: TheSite, viewer: TheViewer, data: JSONBody[HandOnRequest]) -> IssuedLink:
    link_id = viewer.permit.link_id
    assert link_id is not None  # noqa: S101 - the guard admits devices of links only
    return await _hand_on(site, link_id, data, viewer.actor, device_id=viewer.permit.device_id)


@post(
    "/api/links/{link_id:str}/spoken-code",
    guards=[StaffGuard(Action.ISSUE_LINK)],
    status_code=200,
    summary="Make a code to say over the radio",
    description="Five words that open the link for 15 minutes; kept nowhere.",
    responses=documented(
        *STAFF_REFUSALS,
        *CHANGE_REFUSALS,
        ProblemType.NOT_FOUND,
        ProblemType.LINK_REVOKED,
        ProblemType.LINK_EXPIRED,
        ProblemType.LINK_PENDING,
        ProblemType.LINK_UPCOMING,
        ProblemType.INCIDENT_CLOSED,
    ),
    tags=["staff"],
)
async def make_spoken_code(site: TheSite, staff: TheStaff, link_id: FromPath[str]) -> SpokenCode:
    link = await require_link(site, staff, Action.ISSUE_LINK, link_id)
    words = await site.spoken_codes.make(link_id, actor=staff.actor)
    expires_at_s = min(site.store.now() + LIFETIME_S, link.expires_at_s)
    return SpokenCode(words=words, expires_at_ms=to_ms(expires_at_s))


async def _hand_on(
    site: Site, link_id: str, data: HandOnRequest, actor: Actor, *, device_id: str | None
) -> IssuedLink:
    link, token = await site.child_links.hand_on(
        link_id,
        agency=data.agency,
        actor=actor,
        building_ids=data.building_ids,
        lifetime_s=data.lifetime_s,
        device_limit=data.device_limit,
        by_device_id=device_id,
    )
    return issued_link(site, await current_view(site, link), token)


def _require_own(staff: Staff, parent: Link) -> None:
    """Raises NotAllowed for an officer of another agency."""
    if staff.account.role is Role.AGENCY_OFFICER and not same_agency(staff.account.agency, parent.agency):
        raise NotAllowed
