"""Links: issued, extended and revoked by staff, redeemed by devices."""

import time
from typing import Any

import segno
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from responder.access.audit import Actor
from responder.access.incident import Incident
from responder.access.link import MAX_LIFETIME_S, Link
from responder.access.policy import Action
from responder.store.admission import Admission
from responder.web import cookies
from responder.web.cookies import Credential
from responder.web.device_label import device_label
from responder.web.errors import documented
from responder.web.guards import (
    CHANGE_REFUSALS,
    STAFF_REFUSALS,
    VIEWING_REFUSALS,
    StaffGuard,
    TheStaff,
    TheViewer,
    ViewerGuard,
    address_of,
)
from responder.web.site import Site, TheSite
from responder.web.views import building_views, camera_views, link_view, to_ms
from responder.web.wire import (
    ExtendRequest,
    IssuedLink,
    LinkRequest,
    LinkView,
    ProblemType,
    RedeemRequest,
    ResponderView,
)

# Nobody changes a link without a role, and only from the own page.
_REFUSALS = (*STAFF_REFUSALS, *CHANGE_REFUSALS)


@post(
    "/api/incidents/{incident_id:str}/links",
    guards=[StaffGuard(Action.ISSUE_LINK)],
    summary="Issue a link",
    description="One link per agency. The token is in the answer's `url`, after the `#`, and kept nowhere.",
    responses=documented(
        *_REFUSALS, ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND, ProblemType.INCIDENT_CLOSED
    ),
    tags=["staff"],
)
async def issue(
    site: TheSite,
    staff: TheStaff,
    incident_id: FromPath[str],
    data: JSONBody[LinkRequest],
) -> IssuedLink:
    return await issue_link(site, await site.incidents.get(incident_id), data, staff.actor)


@post(
    "/api/links/{link_id:str}/extend",
    guards=[StaffGuard(Action.EXTEND_LINK)],
    status_code=200,
    summary="Extend a link",
    description="Counted from its end, or from now when it has expired.",
    responses=documented(
        *_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.NOT_FOUND,
        ProblemType.INCIDENT_CLOSED,
        ProblemType.LINK_REVOKED,
    ),
    tags=["staff"],
)
async def extend(
    site: TheSite,
    staff: TheStaff,
    link_id: FromPath[str],
    data: JSONBody[ExtendRequest],
) -> LinkView:
    return await _view(site, await site.links.extend(link_id, by_s=data.by_s, actor=staff.actor))


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
    return await _view(site, await site.links.revoke(link_id, actor=staff.actor))


@delete(
    "/api/devices/{device_id:str}",
    guards=[StaffGuard(Action.REMOVE_DEVICE)],
    summary="Remove a device from its link",
    description="Ends its views; it cannot come back by the same link.",
    responses=documented(*_REFUSALS, ProblemType.NOT_FOUND),
    tags=["staff"],
)
async def remove_device(site: TheSite, staff: TheStaff, device_id: FromPath[str]) -> None:
    await site.devices.remove(device_id, actor=staff.actor)


@post(
    "/api/redeem",
    status_code=200,
    summary="Open a link",
    description=(
        "Admits this browser to the link and sets its device cookie; programs may present the cookie's value "
        "as `Authorization: Bearer`. Redeeming again from the same browser takes no other place."
    ),
    responses=documented(
        ProblemType.BAD_REQUEST,
        ProblemType.LINK_UNKNOWN,
        *CHANGE_REFUSALS,
        ProblemType.LINK_REVOKED,
        ProblemType.LINK_EXPIRED,
        ProblemType.INCIDENT_CLOSED,
        ProblemType.DEVICE_LIMIT,
        ProblemType.DEVICE_REMOVED,
        ProblemType.STORE_UNAVAILABLE,
    ),
    tags=["responder"],
)
async def redeem(
    request: Request[Any, Any, Any], site: TheSite, data: JSONBody[RedeemRequest]
) -> Response[ResponderView]:
    redeemed = await site.links.redeem(
        data.token,
        device_secret=cookies.read(request, Credential.DEVICE),
        label=device_label(request.headers.get("user-agent", "")),
        address=address_of(request),
    )
    # As long as any link can live; what the device may see is asked anew with every request.
    cookie = cookies.grant(request, Credential.DEVICE, redeemed.device_secret, max_age_s=int(MAX_LIFETIME_S))
    view = _responder_view(site, redeemed.admission)
    return Response(view, cookies=[cookie], headers={"Cache-Control": "no-store"})


@get(
    "/api/permit",
    guards=[ViewerGuard(devices_only=True)],
    summary="What this device may see",
    description="The same as the answer to opening the link, after a reload.",
    responses=documented(*VIEWING_REFUSALS),
    tags=["responder"],
)
async def permit(site: TheSite, viewer: TheViewer) -> Response[ResponderView]:
    assert viewer.admission is not None  # noqa: S101 - the guard admits devices only
    return Response(_responder_view(site, viewer.admission), headers={"Cache-Control": "no-store"})


async def issue_link(site: Site, incident: Incident, request: LinkRequest, actor: Actor) -> IssuedLink:
    """Issues a link and says, once, how to open it."""
    link, token = await site.links.issue(
        incident.incident_id,
        agency=request.agency,
        actor=actor,
        lifetime_s=request.lifetime_s,
        device_limit=request.device_limit,
    )
    url = link_url(site.origin, token)
    # Error correction M: still readable with a scratched screen, and no larger than needed.
    qr_svg = segno.make(url, error="m").svg_inline(omitsize=True)
    return IssuedLink(link=await view_link(site, link, incident), url=url, qr_svg=qr_svg)


def link_url(origin: str, token: str) -> str:
    """Browsers keep what is behind the `#` to themselves: the token is in no request line and no log."""
    return f"{origin}/e#{token}"


async def view_link(site: Site, link: Link, incident: Incident) -> LinkView:
    """The link with its devices, as they are now."""
    return link_view(link, incident, await site.devices.of_link(link), site.live, time.time())


async def _view(site: Site, link: Link) -> LinkView:
    return await view_link(site, link, await site.incidents.get(link.incident_id))


def _responder_view(site: Site, admission: Admission) -> ResponderView:
    incident, link = admission.incident, admission.link
    return ResponderView(
        device_id=admission.device.device_id,
        server_time_ms=to_ms(time.time()),
        expires_at_ms=to_ms(link.expires_at_s),
        agency=link.agency,
        kind=incident.kind,
        reason=incident.reason,
        opened_at_ms=to_ms(incident.opened_at_s),
        campus_name=site.campus.name,
        buildings=building_views(site.campus, incident.building_ids),
        cameras=camera_views(site.campus, incident.building_ids, site.live.cameras),
    )
