"""Markers: placed and withdrawn by whoever is in the incident, and told to all of it."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, put
from litestar.params import FromPath, JSONBody, PathParameter

from gis.vicinity import is_near
from responder.access.errors import InvalidRequest
from responder.access.marker_board import Mark, author_of
from responder.live.marker_views import marker_view, marker_views
from responder.live.messages import MarkerView
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, VIEWING_REFUSALS, TheViewer, ViewerGuard
from responder.web.places import the_position
from responder.web.representation import NOT_MODIFIED, represent, respond
from responder.web.site import TheSite
from responder.web.wire import ProblemType
from responder.web.wire_markers import MarkerRequest

in_incident = ViewerGuard(in_incident=True)

_CHANGE_REFUSALS = (*VIEWING_REFUSALS, *CHANGE_REFUSALS, ProblemType.TOO_MANY_REQUESTS)

# Random, so that two phones never choose the same.
MarkerId = Annotated[str, PathParameter(pattern="^[A-Za-z0-9_-]{16,64}$")]


@get(
    "/api/markers",
    guards=[in_incident],
    summary="The markers of the incident",
    description=(
        "Those that stand, in the order of their placing. A device with a live session is told over its "
        "control channel; one without asks here (`If-None-Match`). `X-Map-Version` is the map's that is in "
        "place: at another one than that of the permit, the permit is asked for again."
    ),
    responses=documented(*VIEWING_REFUSALS) | NOT_MODIFIED,
    media_type="application/json",
    tags=["markers"],
)
async def list_all(
    request: Request[Any, Any, Any], site: TheSite, viewer: TheViewer
) -> Response[bytes | None]:
    (standing,) = await site.markers.of_incidents([viewer.permit.incident_id or ""])
    views = marker_views(standing, viewer.permit)
    answer = respond(request, represent(msgspec.json.encode(views), "application/json"))
    answer.headers["X-Map-Version"] = site.live.cameras.map_version
    return answer


@put(
    "/api/markers/{marker_id:str}",
    guards=[in_incident],
    summary="Place a marker",
    description=(
        "On record, and on its way to every device of the incident, before it is answered. The caller makes "
        "up a random id: asked again, because an answer was lost, the same marker is answered."
    ),
    responses=documented(
        *_CHANGE_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.NOT_FOUND,
        ProblemType.ALREADY_EXISTS,
        ProblemType.TOO_MANY_MARKERS,
    ),
    tags=["markers"],
)
async def place(
    site: TheSite, viewer: TheViewer, marker_id: FromPath[MarkerId], data: JSONBody[MarkerRequest]
) -> MarkerView:
    site.limits.mark(viewer.permit.device_id)
    spot = the_position(site, viewer, data.longitude, data.latitude, data.level_id)
    if not is_near(site.campus, spot.longitude, spot.latitude):
        raise InvalidRequest("A marker is on the campus or close by.")
    level = None if spot.level_id is None else site.campus.level_by_id[spot.level_id]
    mark = Mark(
        marker_id=marker_id,
        kind=data.kind,
        longitude=spot.longitude,
        latitude=spot.latitude,
        level_id=spot.level_id,
        building_id=None if level is None else level.building_id,
        note=data.note,
    )
    placed = await site.markers.place(mark, viewer.permit, actor=viewer.actor)
    return marker_view(placed, author_of(viewer.permit))


@delete(
    "/api/markers/{marker_id:str}",
    guards=[in_incident],
    summary="Withdraw a marker",
    description="By the device or agency that placed it, or by staff; gone from every device's map.",
    responses=documented(*_CHANGE_REFUSALS, ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND),
    tags=["markers"],
)
async def withdraw(site: TheSite, viewer: TheViewer, marker_id: FromPath[MarkerId]) -> None:
    site.limits.mark(viewer.permit.device_id)
    await site.markers.withdraw(marker_id, viewer.permit, actor=viewer.actor)
