"""What may be watched: open incidents by those who are signed in by name, cameras by all who may see some."""

import time

from litestar import get

from responder.access.incident import Incident, IncidentKind
from responder.access.permit import Permit
from responder.access.policy import Action
from responder.web.errors import documented
from responder.web.guards import (
    STAFF_REFUSALS,
    VIEWING_REFUSALS,
    StaffGuard,
    TheStaff,
    TheViewer,
    viewing,
)
from responder.web.site import TheSite
from responder.web.views import building_views, camera_views, to_ms
from responder.web.wire_sharing import WatchableCameras, WatchableIncident


@get(
    "/api/watchable",
    guards=[StaffGuard(Action.VIEW_INCIDENT_CAMERAS)],
    summary="Open incidents that the account may watch",
    description=(
        "An officer of an agency sees those that the agency has an active link to. Watch one by adding "
        "`?incident=` with its id to the routes that devices use."
    ),
    responses=documented(*STAFF_REFUSALS),
    tags=["viewing"],
)
async def watchable(site: TheSite, staff: TheStaff) -> list[WatchableIncident]:
    return [_view(incident, permit) for incident, permit in await site.permits.watchable(staff.signed_in)]


@get(
    "/api/cameras",
    guards=[viewing],
    summary="Cameras that may be watched now",
    description=(
        "In the order in which every screen shows them: of a link its own, of an account those of its role, "
        "which for facilities staff are the listed ones. Parts of some are painted over where a role may not "
        "see behind privacy masks."
    ),
    responses=documented(*VIEWING_REFUSALS),
    tags=["viewing"],
)
async def cameras(site: TheSite, viewer: TheViewer) -> WatchableCameras:
    told = camera_views(site.campus, site.campus.building_by_id, site.live.cameras)
    shown = [camera for camera in told if viewer.may_see(site, camera.camera_id)]
    return WatchableCameras(
        server_time_ms=to_ms(time.time()),
        watermark=viewer.permit.watermark,
        buildings=building_views(site.campus, dict.fromkeys(it.building_id for it in shown), shown),
        cameras=shown,
        masked_camera_ids=[it.camera_id for it in shown if viewer.sees_masked(site, it.camera_id)],
        map_version=site.live.cameras.map_version,
    )


def _view(incident: Incident, permit: Permit) -> WatchableIncident:
    return WatchableIncident(
        incident_id=incident.incident_id,
        building_ids=[it for it in incident.building_ids if it in permit.building_ids],
        kind=incident.kind,
        reason=incident.reason,
        is_drill=incident.kind is IncidentKind.DRILL,
        opened_at_ms=to_ms(incident.opened_at_s),
        expires_at_ms=to_ms(permit.valid_until_s),
    )
