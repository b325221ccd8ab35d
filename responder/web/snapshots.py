"""A picture that an officer keeps: on record before it is kept."""

import time
from datetime import UTC, datetime

from litestar import post
from litestar.params import JSONBody

from responder.access.audit import AuditEvent, AuditKind
from responder.access.errors import NotAllowed, NotFound
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, VIEWING_REFUSALS, TheViewer, viewing
from responder.web.site import Site, TheSite
from responder.web.wire import ProblemType
from responder.web.wire_records import SnapshotRequest


@post(
    "/api/snapshots",
    guards=[viewing],
    status_code=204,
    summary="Put a snapshot on record",
    description=(
        "Asked before the phone keeps the picture, which never leaves it by this way. Refused where the "
        "agreement with the agency does not allow recording; an agency without an agreement may."
    ),
    responses=documented(*VIEWING_REFUSALS, *CHANGE_REFUSALS, ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND),
    tags=["viewing"],
)
async def keep(site: TheSite, viewer: TheViewer, data: JSONBody[SnapshotRequest]) -> None:
    viewer.require_camera(site, data.camera_id)
    await _require_recording(site, viewer.permit.agency)
    permit = viewer.permit
    captured_at = datetime.fromtimestamp(data.captured_at_ms / 1000, UTC)
    await site.audit.record(
        AuditEvent(
            kind=AuditKind.SNAPSHOT_KEPT,
            at_s=time.time(),
            actor=viewer.actor,
            incident_id=permit.incident_id,
            link_id=permit.link_id,
            device_id=permit.device_id,
            camera_id=data.camera_id,
            detail=f"picture of {captured_at.isoformat(timespec='milliseconds')}",
            is_masked=viewer.sees_masked(site, data.camera_id),
        )
    )


async def _require_recording(site: Site, agency: str) -> None:
    try:
        agreement = await site.agreements.get(agency)
    except NotFound:
        return
    if not agreement.allows_recording:
        raise NotAllowed("The agreement with this agency does not allow pictures to be kept.")
