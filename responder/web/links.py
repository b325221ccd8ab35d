"""Links, as staff handles them: issued, extended, revoked, devices removed."""

import time

from litestar import delete, post
from litestar.params import FromPath, JSONBody

from responder.access import policy
from responder.access.agreement import Override
from responder.access.errors import NotFound, NotSignedIn
from responder.access.incident import Incident
from responder.access.link import Link
from responder.access.policy import Action
from responder.web.errors import documented
from responder.web.guards import (
    CHANGE_REFUSALS,
    STAFF_REFUSALS,
    Staff,
    StaffGuard,
    TheStaff,
)
from responder.web.qr import qr_svg
from responder.web.site import Site, TheSite
from responder.web.views import link_view
from responder.web.wire import (
    ExtendRequest,
    IssuedLink,
    LinkRequest,
    LinkView,
    ProblemType,
)

# Nobody changes a link without a role, and only from the own page.
_REFUSALS = (*STAFF_REFUSALS, *CHANGE_REFUSALS)


@post(
    "/api/incidents/{incident_id:str}/links",
    guards=[StaffGuard(Action.ISSUE_LINK)],
    summary="Issue a link",
    description=(
        "One link per agency. The token is in the answer's `url`, after the `#`, and kept nowhere. Where the "
        "agreement asks for approval, the link is `pending`: it can be sent, and opens once it is approved. "
        "With `begins_at_ms` it is `upcoming` until then, in the same way."
    ),
    responses=documented(
        *_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.AGREEMENT_BROKEN,
        ProblemType.NOT_FOUND,
        ProblemType.INCIDENT_CLOSED,
    ),
    tags=["staff"],
)
async def issue(
    site: TheSite,
    staff: TheStaff,
    incident_id: FromPath[str],
    data: JSONBody[LinkRequest],
) -> IssuedLink:
    incident = await site.incidents.get(incident_id)
    staff.require(Action.ISSUE_LINK, incident.building_ids)
    return await issue_link(site, incident, data, staff)


@post(
    "/api/links/{link_id:str}/extend",
    guards=[StaffGuard(Action.EXTEND_LINK)],
    status_code=200,
    summary="Extend a link",
    description="Counted from its end, or from now when it has expired.",
    responses=documented(
        *_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.AGREEMENT_BROKEN,
        ProblemType.NOT_FOUND,
        ProblemType.INCIDENT_CLOSED,
        ProblemType.LINK_REVOKED,
        ProblemType.LINK_PENDING,
    ),
    tags=["staff"],
)
async def extend(
    site: TheSite,
    staff: TheStaff,
    link_id: FromPath[str],
    data: JSONBody[ExtendRequest],
) -> LinkView:
    await require_link(site, staff, Action.EXTEND_LINK, link_id)
    override = override_by(staff, data.override_reason)
    extended = await site.links.extend(link_id, by_s=data.by_s, actor=staff.actor, override=override)
    return await current_view(site, extended)


@post(
    "/api/links/{link_id:str}/revoke",
    guards=[StaffGuard(Action.REVOKE_LINK)],
    status_code=200,
    summary="Revoke a link",
    description="For good: every view by it ends within two seconds of this answer.",
    responses=documented(*_REFUSALS, ProblemType.NOT_FOUND, ProblemType.LINK_REVOKED),
    tags=["staff"],
)
async def revoke(site: TheSite, staff: TheStaff, link_id: FromPath[str]) -> LinkView:
    await require_link(site, staff, Action.REVOKE_LINK, link_id)
    return await current_view(site, await site.links.revoke(link_id, actor=staff.actor))


@delete(
    "/api/devices/{device_id:str}",
    guards=[StaffGuard(Action.REMOVE_DEVICE)],
    summary="Remove a device from its link",
    description="Ends its views; it cannot come back by the same link.",
    responses=documented(*_REFUSALS, ProblemType.NOT_FOUND),
    tags=["staff"],
)
async def remove_device(site: TheSite, staff: TheStaff, device_id: FromPath[str]) -> None:
    try:
        admission = await site.devices.get(device_id)
    except NotSignedIn as unknown:
        raise NotFound("There is no such device.") from unknown
    staff.require(Action.REMOVE_DEVICE, admission.incident.building_ids)
    await site.devices.remove(device_id, actor=staff.actor)


async def issue_link(site: Site, incident: Incident, request: LinkRequest, staff: Staff) -> IssuedLink:
    """Issues a link and says, once, how to open it. Raises what `Links.issue` raises."""
    site.camera_groups.require_known(request.camera_groups)
    link, token = await site.links.issue(
        incident.incident_id,
        agency=request.agency,
        actor=staff.actor,
        begins_at_s=None if request.begins_at_ms is None else request.begins_at_ms / 1000,
        lifetime_s=request.lifetime_s,
        device_limit=request.device_limit,
        pin=request.pin,
        has_waiting_room=request.has_waiting_room,
        camera_groups=request.camera_groups,
        by=staff.account,
        override=override_by(staff, request.override_reason),
    )
    return issued_link(site, await view_link(site, link, incident), token)


def issued_link(site: Site, view: LinkView, token: str) -> IssuedLink:
    """The link's address and its QR code, which are told once."""
    url = link_url(site.origin, token)
    return IssuedLink(link=view, url=url, qr_svg=qr_svg(url))


def override_by(staff: Staff, reason: str | None) -> Override | None:
    """The account's decision against the agreement. Raises NotAllowed unless its role may take it."""
    if reason is None:
        return None
    policy.require_role(staff.account, Action.OVERRIDE_AGREEMENT)
    return Override(by=staff.account.username, reason=reason)


def link_url(origin: str, token: str) -> str:
    """Browsers keep what is behind the `#` to themselves: the token is in no request line and no log."""
    return f"{origin}/e#{token}"


async def view_link(site: Site, link: Link, incident: Incident) -> LinkView:
    """The link with its devices, as they are now."""
    devices, waiting = await site.devices.of_link(link), await site.waiting_room.of_link(link)
    return link_view(link, incident, devices, waiting, site.live, time.time())


async def require_link(site: Site, staff: Staff, action: Action, link_id: str) -> Link:
    """The link. Raises NotFound, or NotAllowed unless the account reaches every building of its incident."""
    link = await site.links.get(link_id)
    staff.require(action, (await site.incidents.get(link.incident_id)).building_ids)
    return link


async def current_view(site: Site, link: Link) -> LinkView:
    """The link with its incident's state and its devices."""
    return await view_link(site, link, await site.incidents.get(link.incident_id))
