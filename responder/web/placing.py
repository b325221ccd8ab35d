"""Surveying a camera from the console: where it hangs and where it looks, tried out or written to the map."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Response, post, put
from litestar.params import FromPath, JSONBody

from gis import layers
from gis.atlas import Atlas
from gis.campus import Camera
from responder.access.audit import AuditEvent, AuditKind
from responder.access.errors import InvalidRequest, NotFound
from responder.access.policy import Action
from responder.store.transaction import record
from responder.web.errors import documented
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, Staff, StaffGuard, TheStaff
from responder.web.site import Site, TheSite
from responder.web.wire import ProblemType
from responder.web.wire_map import CameraPlacing

_GEOJSON = "application/geo+json"
_REFUSALS = (*STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.NOT_FOUND, ProblemType.BAD_REQUEST)

_guard = StaffGuard(Action.PLACE_CAMERA)


@post(
    "/api/campus/cameras/{camera_id:str}/view",
    guards=[_guard],
    status_code=200,
    summary="What a camera would see",
    description="GeoJSON: the camera where it would hang, and its view. Changes nothing.",
    responses=documented(*_REFUSALS),
    media_type=_GEOJSON,
    tags=["staff"],
)
async def try_out(
    site: TheSite, staff: TheStaff, camera_id: FromPath[str], data: JSONBody[CameraPlacing]
) -> Response[bytes]:
    camera = _placed(_camera(site, staff, camera_id), data)
    return _answer(await site.survey.try_out(camera), camera_id)


@put(
    "/api/campus/cameras/{camera_id:str}/placing",
    guards=[_guard],
    summary="Place a camera",
    description=(
        "Writes to the campus's `camera.geojson`, on the record; all maps show it from then on. Answers the "
        "camera where it hangs now, just inside its room, and its view, as GeoJSON."
    ),
    responses=documented(*_REFUSALS, ProblemType.CAMPUS_READ_ONLY),
    media_type=_GEOJSON,
    tags=["staff"],
)
async def place(
    site: TheSite, staff: TheStaff, camera_id: FromPath[str], data: JSONBody[CameraPlacing]
) -> Response[bytes]:
    before = _camera(site, staff, camera_id)
    camera = _placed(before, data)
    await site.survey.try_out(camera)
    site.survey.require_writable()
    # First the record: a map that changed without one could not be explained later.
    await record(site.store, _event(site, staff, before, camera))
    placed = await site.survey.place(camera)
    site.live.cameras.resurvey(site.campus)
    return _answer(placed, camera_id)


def _camera(site: Site, staff: Staff, camera_id: str) -> Camera:
    """Raises NotFound, or NotAllowed for a building that is not the account's."""
    camera = site.campus.camera_by_id.get(camera_id)
    if camera is None:
        raise NotFound("There is no such camera.")
    staff.require(Action.PLACE_CAMERA, [camera.building_id])
    return camera


def _placed(camera: Camera, placing: CameraPlacing) -> Camera:
    optics = (placing.azimuth_deg, placing.fov_deg, placing.range_m)
    if any(it is None for it in optics) != all(it is None for it in optics):
        raise InvalidRequest("A camera has a direction, a field of view and a range, or none of them.")
    return msgspec.structs.replace(
        camera,
        longitude=placing.longitude,
        latitude=placing.latitude,
        level_id=placing.level_id,
        azimuth_deg=placing.azimuth_deg,
        fov_deg=placing.fov_deg,
        range_m=placing.range_m,
        height_m=camera.height_m if placing.height_m is None else placing.height_m,
        mount=placing.mount or camera.mount,
        verified_on=datetime.now(UTC).date().isoformat() if placing.is_verified else None,
    )


def _event(site: Site, staff: Staff, before: Camera, after: Camera) -> AuditEvent:
    return AuditEvent(
        kind=AuditKind.CAMERA_PLACED,
        at_s=site.store.now(),
        actor=staff.actor,
        camera_id=after.camera_id,
        building_ids=(after.building_id,),
        detail=f"from {_where(before)} to {_where(after)}",
    )


def _where(camera: Camera) -> str:
    place = f"{camera.latitude:.7f}, {camera.longitude:.7f} on {camera.level_id or 'the grounds'}"
    if camera.azimuth_deg is None or camera.fov_deg is None or camera.range_m is None:
        return place
    return f"{place}, {camera.azimuth_deg:g}° +- {camera.fov_deg / 2:g}°, {camera.range_m:g} m"


def _answer(atlas: Atlas, camera_id: str) -> Response[bytes]:
    body: dict[str, Any] = layers.cameras(atlas.campus, [camera_id])
    return Response(msgspec.json.encode(body), media_type=_GEOJSON)
