"""An incident changes hands: to the next shift, or to the agency that takes command."""

from litestar import get, post
from litestar.params import FromPath, JSONBody

from responder.access import policy
from responder.access.errors import InvalidRequest
from responder.access.incident import Owner
from responder.access.policy import Action
from responder.store.records import normalised
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, StaffGuard, TheStaff
from responder.web.site import TheSite
from responder.web.views import owner_view
from responder.web.wire import OwnerView, ProblemType
from responder.web.wire_console import Named
from responder.web.wire_sharing import TransferRequest


@get(
    "/api/incidents/{incident_id:str}/successors",
    guards=[StaffGuard(Action.TRANSFER_INCIDENT)],
    summary="The staff who could lead an incident",
    description="Everybody else who could close it, by user name.",
    responses=documented(*STAFF_REFUSALS, ProblemType.NOT_FOUND),
    tags=["staff"],
)
async def successors(site: TheSite, staff: TheStaff, incident_id: FromPath[str]) -> list[Named]:
    incident = await site.incidents.get(incident_id)
    staff.require(Action.TRANSFER_INCIDENT, incident.building_ids)
    return [
        Named(id=account.username, name=account.display_name)
        for account in await site.accounts.list_all()
        if account.username != incident.owner.name
        and policy.reaches(account, Action.CLOSE_INCIDENT, incident.building_ids)
    ]


@post(
    "/api/incidents/{incident_id:str}/transfer",
    guards=[StaffGuard(Action.TRANSFER_INCIDENT)],
    status_code=200,
    summary="Let somebody else lead an incident",
    description=(
        "A member of staff who could close it, or an agency that has an active link to it. Nobody sees more "
        "or less for it; the record names who led from when to when."
    ),
    responses=documented(
        *STAFF_REFUSALS,
        *CHANGE_REFUSALS,
        ProblemType.BAD_REQUEST,
        ProblemType.NOT_FOUND,
        ProblemType.INCIDENT_CLOSED,
    ),
    tags=["staff"],
)
async def transfer(
    site: TheSite, staff: TheStaff, incident_id: FromPath[str], data: JSONBody[TransferRequest]
) -> OwnerView:
    to = _owner(data)
    staff.require(Action.TRANSFER_INCIDENT, (await site.incidents.get(incident_id)).building_ids)
    incident = await site.incidents.transfer(
        incident_id, to=to, reason=data.reason.strip(), actor=staff.actor
    )
    return owner_view(incident)


def _owner(data: TransferRequest) -> Owner:
    """Raises InvalidRequest unless exactly one is named."""
    if data.agency is not None and data.username is None and data.agency.strip():
        return Owner(name=data.agency.strip(), is_agency=True)
    if data.username is not None and data.agency is None:
        return Owner(name=normalised(data.username))
    raise InvalidRequest("An incident is transferred to a user name or to an agency.")
