"""Links, as responders meet them: opened by a tap, and looked at again after a reload."""

import hmac
import time
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import JSONBody

from responder.access.errors import (
    DeviceLimitReached,
    IncidentClosed,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    NotSignedIn,
)
from responder.access.link import MAX_LIFETIME_S
from responder.store.admission import Admission
from responder.store.redemption import Redeemed
from responder.store.secret import Purpose
from responder.web import cookies
from responder.web.cookies import Credential
from responder.web.device_label import device_label
from responder.web.errors import answer, documented
from responder.web.guards import CHANGE_REFUSALS, VIEWING_REFUSALS, TheViewer, ViewerGuard, address_of
from responder.web.site import Site, TheSite
from responder.web.views import building_views, camera_views, to_ms
from responder.web.wire import ProblemType, RedeemRequest, ResponderView

# The same for a token that never was and for one that is over: whoever tries tokens learns nothing.
_NOT_VALID = "This link is not valid, or not any more. Check that it was copied whole, or ask for a new one."


@post(
    "/api/redeem",
    status_code=200,
    summary="Open a link",
    description=(
        "Admits this browser to the link and sets its device cookie; programs may present the cookie's value "
        "as `Authorization: Bearer`. Redeeming again from the same browser takes no other place. "
        "A browser that was never admitted is told `link-unknown` of an ended link too. At a full link with "
        "a waiting room the answer is `device-limit` and a cookie, with which `GET /api/permit` asks again."
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
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.STORE_UNAVAILABLE,
    ),
    tags=["responder"],
)
async def redeem(
    request: Request[Any, Any, Any], site: TheSite, data: JSONBody[RedeemRequest]
) -> Response[ResponderView] | Response[bytes]:
    site.limits.redeem(address_of(request), data.token)
    redeemed = await _redeem(request, site, data.token)
    # As long as any link can live; what the device may see is asked anew with every request.
    cookie = cookies.grant(request, Credential.DEVICE, redeemed.device_secret, max_age_s=int(MAX_LIFETIME_S))
    try:
        view = _responder_view(site, redeemed.admission)
    except DeviceLimitReached as waiting:
        # It keeps the cookie: when it is let in, a reload is enough.
        refused = answer(request, waiting)
        refused.set_cookie(cookie)
        return refused
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


async def _redeem(request: Request[Any, Any, Any], site: Site, token: str) -> Redeemed:
    """Only a browser that was once admitted is told how its link ended. Raises AccessDenied."""
    secret = cookies.read(request, Credential.DEVICE)
    try:
        return await site.links.redeem(
            token,
            device_secret=secret,
            label=device_label(request.headers.get("user-agent", "")),
            address=address_of(request),
        )
    except LinkUnknown as refusal:
        raise LinkUnknown(_NOT_VALID) from refusal
    except (LinkRevoked, LinkExpired, IncidentClosed) as refusal:
        if await _was_admitted(site, token, secret):
            raise
        raise LinkUnknown(_NOT_VALID) from refusal


async def _was_admitted(site: Site, token: str, secret: str | None) -> bool:
    """Whether the browser's cookie belongs to a device of this very link."""
    if secret is None:
        return False
    try:
        admission = await site.devices.by_secret(secret)
    except NotSignedIn:
        return False
    return hmac.compare_digest(admission.link.token_hmac, site.store.hmac(Purpose.LINK, token))


def _responder_view(site: Site, admission: Admission) -> ResponderView:
    """Raises the AccessDenied that says why the device may see nothing."""
    incident, link = admission.incident, admission.link
    covered = admission.permit(time.time()).building_ids
    # A link that was handed on may open fewer buildings than its incident names.
    building_ids = [building_id for building_id in incident.building_ids if building_id in covered]
    return ResponderView(
        device_id=admission.device.device_id,
        server_time_ms=to_ms(time.time()),
        expires_at_ms=to_ms(link.expires_at_s),
        agency=link.agency,
        kind=incident.kind,
        reason=incident.reason,
        opened_at_ms=to_ms(incident.opened_at_s),
        campus_name=site.campus.name,
        buildings=building_views(site.campus, building_ids),
        cameras=camera_views(site.campus, building_ids, site.live.cameras),
    )
