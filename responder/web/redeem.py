"""Links, as responders meet them: opened by a tap, and looked at again after a reload."""

import hmac
import time
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import JSONBody
from msgspec import structs

from responder.access import alerted
from responder.access.beginning import MAX_AHEAD_S
from responder.access.errors import (
    DeviceLimitReached,
    IncidentClosed,
    LinkExpired,
    LinkPending,
    LinkRevoked,
    LinkUnknown,
    LinkUpcoming,
    NotSignedIn,
)
from responder.access.incident import Incident, IncidentKind
from responder.access.link import MAX_LIFETIME_S
from responder.access.permit import Permit
from responder.live.messages import FirstOffer
from responder.store.redemption import Redeemed
from responder.store.secret import Purpose
from responder.web import cookies
from responder.web.cookies import Credential
from responder.web.errors import answer, documented
from responder.web.guards import (
    CHANGE_REFUSALS,
    VIEWING_REFUSALS,
    TheViewer,
    ViewerGuard,
    address_of,
    label_of,
    viewer_of,
)
from responder.web.live import open_first
from responder.web.representation import respond_once
from responder.web.site import Site, TheSite
from responder.web.views import alert_view, building_views, camera_views, to_ms
from responder.web.wire import ProblemType, RedeemRequest, ResponderView, Tier
from responder.web.wire_sharing import SpokenCodeRequest

# The same for a token that never was and for one that is over: whoever tries tokens learns nothing.
_NOT_VALID = "This link is not valid, or not any more. Check that it was copied whole, or ask for a new one."

_REFUSALS = (
    ProblemType.BAD_REQUEST,
    ProblemType.LINK_UNKNOWN,
    *CHANGE_REFUSALS,
    ProblemType.LINK_REVOKED,
    ProblemType.LINK_EXPIRED,
    ProblemType.INCIDENT_CLOSED,
    ProblemType.DEVICE_LIMIT,
    ProblemType.LINK_PENDING,
    ProblemType.LINK_UPCOMING,
    ProblemType.DEVICE_REMOVED,
    ProblemType.PIN_REQUIRED,
    ProblemType.PIN_WRONG,
    ProblemType.PIN_LOCKED,
    ProblemType.TOO_MANY_REQUESTS,
    ProblemType.STORE_UNAVAILABLE,
)


@post(
    "/api/redeem",
    status_code=200,
    summary="Open a link",
    description=(
        "Admits this browser to the link and sets its device cookie; programs may present the cookie's value "
        "as `Authorization: Bearer`. Redeeming again from the same browser takes no other place, nor does a "
        "second try of a tap whose answer got lost, if both name the same `tap_key`, for five minutes. "
        "With `live` the answer holds a live session too, whose first pictures are on their way. "
        "A browser that was never admitted is told `link-unknown` of an ended link too. At a full link with "
        "a waiting room the answer is `device-limit` and a cookie, with which `GET /api/permit` asks again; "
        "at one that waits for approval it is `link-pending`, and before its time `link-upcoming` with "
        "`opens_at_ms`, in the same way."
    ),
    responses=documented(*_REFUSALS),
    tags=["responder"],
)
async def redeem(
    request: Request[Any, Any, Any], site: TheSite, data: JSONBody[RedeemRequest]
) -> Response[ResponderView] | Response[bytes]:
    site.limits.redeem(address_of(request), data.token)
    return await _admitted(request, site, await _redeem(request, site, data), data.live)


@post(
    "/api/redeem/spoken",
    status_code=200,
    summary="Open a link by a spoken code",
    description=(
        "Five words that somebody said over the radio. The same answer as to the link itself. Ten wrong "
        "codes within 15 minutes from one address, or a hundred from everywhere, close this door for as long."
    ),
    responses=documented(*_REFUSALS, ProblemType.CODES_LOCKED),
    tags=["responder"],
)
async def redeem_spoken(
    request: Request[Any, Any, Any], site: TheSite, data: JSONBody[SpokenCodeRequest]
) -> Response[ResponderView] | Response[bytes]:
    site.limits.redeem(address_of(request), data.code)
    redeemed = await site.spoken_codes.redeem(
        data.code,
        device_secret=cookies.read(request, Credential.DEVICE),
        label=label_of(request),
        address=address_of(request),
        pin=data.pin,
        tap_key=data.tap_key,
    )
    return await _admitted(request, site, redeemed)


async def _admitted(
    request: Request[Any, Any, Any], site: Site, redeemed: Redeemed, offer: FirstOffer | None = None
) -> Response[ResponderView] | Response[bytes]:
    """What is shared, with live video if there is an offer, or that the device waits; and its cookie."""
    # As long as any link can wait and live; what the device may see is asked anew with every request.
    max_age_s = int(MAX_AHEAD_S + MAX_LIFETIME_S)
    cookie = cookies.grant(request, Credential.DEVICE, redeemed.device_secret, max_age_s=max_age_s)
    admission = redeemed.admission
    try:
        view = responder_view(site, admission.incident, admission.permit(time.time()))
    except (DeviceLimitReached, LinkPending, LinkUpcoming) as waiting:
        # It keeps the cookie: when it is let in, a reload is enough.
        refused = answer(request, waiting)
        refused.set_cookie(cookie)
        return refused
    if offer is not None:
        camera_ids = alerted.first(admission.incident.alerted, [it.camera_id for it in view.cameras])
        live = await open_first(site, viewer_of(request, admission), offer, camera_ids)
        view = structs.replace(view, live=live)
    answered = respond_once(request, view)
    answered.set_cookie(cookie)
    return answered


@get(
    "/api/permit",
    guards=[ViewerGuard(in_incident=True)],
    summary="What this device may see",
    description=(
        "The same as the answer to opening the link, after a reload. Somebody who is signed in names the "
        "incident: `?incident=`."
    ),
    responses=documented(*VIEWING_REFUSALS),
    tags=["responder"],
)
async def permit(
    request: Request[Any, Any, Any], site: TheSite, viewer: TheViewer
) -> Response[ResponderView] | Response[bytes]:
    admission, incident_id = viewer.admission, viewer.permit.incident_id
    assert incident_id is not None  # noqa: S101 - the guard admits nobody without one
    incident = await site.incidents.get(incident_id) if admission is None else admission.incident
    return respond_once(request, responder_view(site, incident, viewer.permit))


@post(
    "/api/permit/clear",
    guards=[ViewerGuard(devices_only=True)],
    status_code=204,
    summary="Say that this device's unit is clear",
    description=(
        "Of the scene; it may watch on. When every unit is clear, the incident ends, where the agreements "
        "with all agencies that have a link say so."
    ),
    responses=documented(*VIEWING_REFUSALS, *CHANGE_REFUSALS, ProblemType.NOT_FOUND),
    tags=["responder"],
)
async def clear(site: TheSite, viewer: TheViewer) -> None:
    await site.devices.clear(viewer.permit.device_id, actor=viewer.actor)


async def _redeem(request: Request[Any, Any, Any], site: Site, data: RedeemRequest) -> Redeemed:
    """Only a browser that was once admitted is told how its link ended. Raises AccessDenied."""
    token, secret = data.token, cookies.read(request, Credential.DEVICE)
    try:
        return await site.links.redeem(
            token,
            device_secret=secret,
            label=label_of(request),
            address=address_of(request),
            pin=data.pin,
            tap_key=data.tap_key,
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


def responder_view(site: Site, incident: Incident, permit: Permit) -> ResponderView:
    """What is shared by this permit."""
    # A link that was handed on may open fewer buildings than its incident names.
    building_ids = [it for it in incident.building_ids if it in permit.building_ids]
    cameras = [
        camera
        for camera in camera_views(site.campus, building_ids, site.live.cameras)
        if site.live.cameras.may_show(permit, camera.camera_id, time.time())
    ]
    told = alerted.told_to(incident.alerted, building_ids, {camera.camera_id for camera in cameras})
    return ResponderView(
        device_id=permit.device_id,
        server_time_ms=to_ms(time.time()),
        expires_at_ms=to_ms(permit.valid_until_s),
        agency=permit.agency,
        watermark=permit.watermark,
        kind=incident.kind,
        reason=incident.reason,
        opened_at_ms=to_ms(incident.opened_at_s),
        campus_name=site.campus.name,
        buildings=building_views(site.campus, building_ids, cameras),
        cameras=cameras,
        map_version=site.live.cameras.map_version,
        lead_agency=permit.lead_agency,
        tier=Tier.LINK if permit.username is None else Tier.NAMED,
        is_drill=incident.kind is IncidentKind.DRILL,
        basemap=None if site.basemap is None else site.basemap.view,
        alert=alert_view(told),
    )
