"""The pre-flight of a building: how long each camera took to show on a console, put on record."""

from collections.abc import Sequence

from litestar import post
from litestar.params import FromPath, JSONBody

from responder.access.audit import AuditEvent, AuditKind
from responder.access.errors import InvalidRequest, NotFound
from responder.access.policy import Action
from responder.store.transaction import record
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, StaffGuard, TheStaff
from responder.web.site import Site, TheSite
from responder.web.wire import ProblemType
from responder.web.wire_console import CameraStart, PreflightReport

# One phrase of the record; the others are counted.
_NAMED_FAILURES = 10


@post(
    "/api/campus/buildings/{building_id:str}/preflight",
    guards=[StaffGuard(Action.VIEW_CAMERAS)],
    status_code=204,
    summary="Put a pre-flight on record",
    description=(
        "What a console has measured: from asking for live video until the first decoded picture of each "
        "camera. That each camera was shown is on record beside it, by the service's own account."
    ),
    responses=documented(*STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.NOT_FOUND, ProblemType.BAD_REQUEST),
    tags=["staff"],
)
async def report(
    site: TheSite, staff: TheStaff, building_id: FromPath[str], data: JSONBody[PreflightReport]
) -> None:
    if building_id not in site.campus.building_by_id:
        raise NotFound("There is no such building.")
    staff.require(Action.VIEW_CAMERAS, [building_id])
    _require_cameras(site, building_id, data.cameras)
    await record(
        site.store,
        AuditEvent(
            kind=AuditKind.PREFLIGHT_REPORTED,
            at_s=site.store.now(),
            actor=staff.actor,
            building_ids=(building_id,),
            detail=summary(data.cameras),
        ),
    )


def summary(cameras: Sequence[CameraStart]) -> str:
    """What the record says of it: how many started, the slowest of them, and which did not."""
    started = [(one.started_after_ms, one.camera_id) for one in cameras if one.started_after_ms is not None]
    failed = [one for one in cameras if one.started_after_ms is None]
    told = f"{len(started)} of {len(cameras)} cameras started"
    if started:
        slowest_ms, camera_id = max(started)
        told += f", the slowest ({camera_id}) after {slowest_ms / 1000:.1f} s"
    if not failed:
        return told
    named = ", ".join(
        f"{one.camera_id} ({one.reason or 'no reason known'})" for one in failed[:_NAMED_FAILURES]
    )
    rest = len(failed) - _NAMED_FAILURES
    return f"{told}; not started: {named}" + (f" and {rest} more" if rest > 0 else "")


def _require_cameras(site: Site, building_id: str, cameras: Sequence[CameraStart]) -> None:
    """Raises InvalidRequest for a camera of another building, and for one that is told of twice."""
    told = [one.camera_id for one in cameras]
    if len(set(told)) != len(told):
        raise InvalidRequest("A camera is told of twice.")
    if not set(told) <= {one.camera_id for one in site.campus.cameras_of(building_id)}:
        raise InvalidRequest("A camera of another building is told of.")
