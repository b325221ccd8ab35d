"""What happened in an incident, in order: for the console, and in what concerns them for its units."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from responder.access.incident import Incident, IncidentKind
from responder.access.marker import Author
from responder.access.marker_board import author_of
from responder.access.permit import Permit
from responder.access.policy import Action
from responder.access.timeline import Moment, timeline
from responder.live.marker_views import marker_view
from responder.web.errors import documented
from responder.web.guards import STAFF_REFUSALS, VIEWING_REFUSALS, StaffGuard, TheStaff, TheViewer
from responder.web.markers import in_incident
from responder.web.representation import NOT_MODIFIED, represent, respond
from responder.web.site import Site, TheSite
from responder.web.views import to_ms
from responder.web.wire import ProblemType
from responder.web.wire_markers import MomentView, TimelineView

_MEDIA_TYPE = "application/json"


@get(
    "/api/timeline",
    guards=[in_incident],
    summary="What happened in the incident",
    description="For units: opened or raised by an alarm, markers, units clear. Staff is told everything.",
    responses=documented(*VIEWING_REFUSALS) | NOT_MODIFIED,
    media_type=_MEDIA_TYPE,
    tags=["markers"],
)
async def of_own(request: Request[Any, Any, Any], site: TheSite, viewer: TheViewer) -> Response[bytes | None]:
    incident = await site.incidents.get(viewer.permit.incident_id or "")
    view = await _view(site, incident, author_of(viewer.permit), viewer.permit)
    return respond(request, represent(msgspec.json.encode(view), _MEDIA_TYPE))


@get(
    "/api/incidents/{incident_id:str}/timeline",
    guards=[StaffGuard(Action.OPEN_INCIDENT)],
    summary="What happened in an incident, open or closed",
    description="From the audit trail: opened, shared, joined, marked, revoked, closed; no views.",
    responses=documented(*STAFF_REFUSALS, ProblemType.NOT_FOUND) | NOT_MODIFIED,
    media_type=_MEDIA_TYPE,
    tags=["staff"],
)
async def of_incident(
    request: Request[Any, Any, Any], site: TheSite, staff: TheStaff, incident_id: FromPath[str]
) -> Response[bytes | None]:
    incident = await site.incidents.get(incident_id)
    staff.require(Action.OPEN_INCIDENT, incident.building_ids)
    view = await _view(site, incident, staff.author, None)
    return respond(request, represent(msgspec.json.encode(view), _MEDIA_TYPE))


async def _view(site: Site, incident: Incident, reader: Author, permit: Permit | None) -> TimelineView:
    events = await site.timelines.events(incident.incident_id)
    agencies = {link.link_id: link.agency for link in await site.links.for_incident(incident.incident_id)}
    return TimelineView(
        kind=incident.kind,
        is_drill=incident.kind is IncidentKind.DRILL,
        moments=[_moment(moment, reader) for moment in timeline(events, agencies, permit)],
    )


def _moment(moment: Moment, reader: Author) -> MomentView:
    return MomentView(
        kind=moment.kind,
        at_ms=to_ms(moment.at_s),
        agency=moment.agency,
        person=moment.person,
        detail=moment.detail,
        marker=None if moment.marker is None else marker_view(moment.marker, reader),
    )
