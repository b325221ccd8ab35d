"""What somebody who is signed in by name may watch: the open incidents of the own agency or dispatch room."""

from litestar import get

from responder.access.incident import Incident, IncidentKind
from responder.access.permit import Permit
from responder.access.policy import Action
from responder.web.errors import documented
from responder.web.guards import STAFF_REFUSALS, StaffGuard, TheStaff
from responder.web.site import TheSite
from responder.web.views import to_ms
from responder.web.wire_sharing import WatchableIncident


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
