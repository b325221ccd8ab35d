"""The devices that wait at a full link: let in or turned away with one tap."""

from litestar import post
from litestar.params import FromPath

from responder.access.policy import Action
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, StaffGuard, TheStaff
from responder.web.links import current_view, require_link
from responder.web.site import TheSite
from responder.web.wire import LinkView, ProblemType

_REFUSALS = (*STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.NOT_FOUND)


@post(
    "/api/links/{link_id:str}/waiting/{device_id:str}/admit",
    guards=[StaffGuard(Action.ADMIT_DEVICE)],
    status_code=200,
    summary="Let a waiting device in",
    description="Over the device limit: a person decided. The device sees the cameras when it asks again.",
    responses=documented(
        *_REFUSALS, ProblemType.LINK_REVOKED, ProblemType.LINK_EXPIRED, ProblemType.INCIDENT_CLOSED
    ),
    tags=["staff"],
)
async def admit(site: TheSite, staff: TheStaff, link_id: FromPath[str], device_id: FromPath[str]) -> LinkView:
    await require_link(site, staff, Action.ADMIT_DEVICE, link_id)
    return await current_view(site, await site.waiting_room.admit(link_id, device_id, actor=staff.actor))


@post(
    "/api/links/{link_id:str}/waiting/{device_id:str}/turn-away",
    guards=[StaffGuard(Action.ADMIT_DEVICE)],
    status_code=200,
    summary="Turn a waiting device away",
    description="For good: it cannot come back by the same link.",
    responses=documented(*_REFUSALS),
    tags=["staff"],
)
async def turn_away(
    site: TheSite, staff: TheStaff, link_id: FromPath[str], device_id: FromPath[str]
) -> LinkView:
    await require_link(site, staff, Action.ADMIT_DEVICE, link_id)
    return await current_view(site, await site.waiting_room.turn_away(link_id, device_id, actor=staff.actor))
