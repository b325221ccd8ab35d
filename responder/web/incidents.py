"""Incidents: opened and shared in one step, closed with everything that hangs on them."""

import time

from litestar import get, post
from litestar.params import FromPath, JSONBody

from responder.access.agreement import AgreementBroken
from responder.access.errors import InvalidRequest
from responder.access.incident import Incident
from responder.access.policy import Action
from responder.live.marker_views import marker_view
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, Staff, StaffGuard, TheStaff
from responder.web.links import issue_link, view_link
from responder.web.places import require_buildings
from responder.web.site import Site, TheSite
from responder.web.views import building_views, camera_views, incident_view, to_ms
from responder.web.wire import (
    CameraView,
    IncidentOpened,
    IncidentRequest,
    IncidentView,
    IssuedLink,
    LinkRequest,
    Overview,
    ProblemType,
)

# The console shows what was closed today.
_RECENT_S = 24 * 3600.0


@get(
    "/api/overview",
    guards=[StaffGuard(Action.OPEN_INCIDENT)],
    summary="Everything that the console shows",
    description=(
        "The buildings that the account's role reaches, their cameras with their states, and their open and "
        "recently closed incidents with links and devices."
    ),
    responses=documented(*STAFF_REFUSALS),
    tags=["staff"],
)
async def overview(site: TheSite, staff: TheStaff) -> Overview:
    now_s = time.time()
    recent = await site.incidents.list_closed(since_s=now_s - _RECENT_S)
    incidents = [it for it in (*await site.incidents.list_open(), *recent) if staff.scope(it.building_ids)]
    building_ids = staff.scope(list(site.campus.building_by_id))
    cameras = _cameras(site, staff, building_ids)
    if any(incident.is_open for incident in incidents):
        # The console is not locked while it shows an emergency.
        await site.staff_sessions.touch(staff.signed_in.session)
    return Overview(
        server_time_ms=to_ms(now_s),
        campus_name=site.campus.name,
        buildings=building_views(site.campus, building_ids, cameras),
        cameras=cameras,
        camera_groups=sorted(site.camera_groups.members),
        incidents=[await _view(site, incident, staff) for incident in incidents],
    )


@post(
    "/api/incidents",
    guards=[StaffGuard(Action.OPEN_INCIDENT)],
    summary="Open an incident",
    description="With `link`, a link is issued in the same step; its token is in this answer only.",
    responses=documented(
        *STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.BAD_REQUEST, ProblemType.AGREEMENT_BROKEN
    ),
    tags=["staff"],
)
async def open_incident(site: TheSite, staff: TheStaff, data: JSONBody[IncidentRequest]) -> IncidentOpened:
    require_buildings(site.campus, data.building_ids)
    staff.require(Action.OPEN_INCIDENT, data.building_ids)
    if data.link is not None:
        site.camera_groups.require_known(data.link.camera_groups)
        staff.require(Action.ISSUE_LINK, data.building_ids)
    incident = await site.incidents.open(
        building_ids=tuple(data.building_ids), kind=data.kind, reason=data.reason, actor=staff.actor
    )
    issued = await _issue_first(site, incident, data.link, staff) if data.link else None
    return IncidentOpened(incident=await _view(site, incident, staff), issued=issued)


async def _issue_first(site: Site, incident: Incident, link: LinkRequest, staff: Staff) -> IssuedLink:
    """Raises AgreementBroken or InvalidRequest, and leaves no open incident behind that nobody asked for."""
    try:
        return await issue_link(site, incident, link, staff)
    except (AgreementBroken, InvalidRequest):
        await site.incidents.close(incident.incident_id, actor=staff.actor)
        raise


@post(
    "/api/incidents/{incident_id:str}/close",
    guards=[StaffGuard(Action.CLOSE_INCIDENT)],
    status_code=200,
    summary="Close an incident",
    description="Ends every link of it, and every view within two seconds.",
    responses=documented(
        *STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.NOT_FOUND, ProblemType.INCIDENT_CLOSED
    ),
    tags=["staff"],
)
async def close_incident(site: TheSite, staff: TheStaff, incident_id: FromPath[str]) -> IncidentView:
    staff.require(Action.CLOSE_INCIDENT, (await site.incidents.get(incident_id)).building_ids)
    return await _view(site, await site.incidents.close(incident_id, actor=staff.actor), staff)


def _cameras(site: Site, staff: Staff, building_ids: list[str]) -> list[CameraView]:
    """Those of the buildings that the account is not bound away from by its groups."""
    told = camera_views(site.campus, building_ids, site.live.cameras)
    if not staff.account.camera_groups:
        return told
    own = site.camera_groups.cameras_of(staff.account.camera_groups)
    return [camera for camera in told if camera.camera_id in own]


async def _view(site: Site, incident: Incident, staff: Staff) -> IncidentView:
    links = await site.links.for_incident(incident.incident_id)
    (standing,) = await site.markers.of_incidents([incident.incident_id])
    return incident_view(
        incident,
        [await view_link(site, link, incident) for link in links],
        [marker_view(marker, staff.author) for marker in standing],
    )
