"""A new map of the campus: checked with every finding, then put in place while video goes on."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar import Request, post
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath
from msgspec.structs import replace

from gis.archive import PACKED_LIMIT_BYTES
from gis.campus import Building, Camera, Campus
from gis.finding import Severity
from gis.privacy_mask import PrivacyMask
from responder.access.audit import AuditEvent, AuditKind
from responder.access.errors import InvalidRequest
from responder.access.policy import Action
from responder.store.transaction import record
from responder.web.errors import Refusal, documented, problem_of
from responder.web.guards import CHANGE_REFUSALS, STAFF_REFUSALS, StaffGuard, TheStaff
from responder.web.map_check import Candidate, Checked
from responder.web.site import Site, TheSite
from responder.web.survey import MAP_HAS_CHANGED, CampusReadOnly
from responder.web.wire import ProblemType
from responder.web.wire_map import (
    FindingSeverity,
    MapCandidate,
    MapChanges,
    MapChecked,
    MapFinding,
    MapInventory,
)

MEDIA_TYPE = "application/octet-stream"

_GUARDS = [StaffGuard(Action.REPLACE_MAP)]
_REFUSALS = (*STAFF_REFUSALS, *CHANGE_REFUSALS, ProblemType.BAD_REQUEST)


@dataclass
class MapOperation(Operation):
    """Describes a route that takes a map's file."""

    def __post_init__(self) -> None:
        binary = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        self.request_body = RequestBody(content={MEDIA_TYPE: binary}, required=True)


@post(
    "/api/campus/maps",
    guards=_GUARDS,
    status_code=200,
    summary="Check a new map of the campus",
    description=(
        "The body is the file: an IMDF archive, zipped shapefiles, a GeoPackage or GeoJSON, 20 MB at most. "
        "Changes nothing. A map without cameras keeps those of the map in place."
    ),
    responses=documented(*_REFUSALS, ProblemType.UNSUPPORTED_MEDIA_TYPE),
    request_max_body_size=PACKED_LIMIT_BYTES,
    operation_class=MapOperation,
    tags=["staff"],
)
async def check(request: Request[Any, Any, Any], site: TheSite) -> MapChecked:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise Refusal(ProblemType.UNSUPPORTED_MEDIA_TYPE, f"Send {MEDIA_TYPE}.")
    checked = await site.map_check.check(await request.body(), site.campus, site.survey.folder)
    return _view(checked)


@post(
    "/api/campus/maps/{candidate_id:str}",
    guards=_GUARDS,
    status_code=204,
    summary="Put a checked map in place",
    description=(
        "On record, and for every map and permit from then on; video of the cameras that stay goes on. "
        "Refused when the map in place has changed since the check, or lacks a building of an open incident."
    ),
    responses=documented(*_REFUSALS, ProblemType.NOT_FOUND, ProblemType.CAMPUS_READ_ONLY),
    tags=["staff"],
)
async def put_in_place(site: TheSite, staff: TheStaff, candidate_id: FromPath[str]) -> None:
    candidate = site.map_check.candidate(candidate_id)
    if candidate.base is not site.campus:
        raise InvalidRequest(MAP_HAS_CHANGED)
    await _require_buildings_of_incidents(site, candidate.campus)
    site.survey.require_replaceable()
    event = AuditEvent(
        kind=AuditKind.MAP_REPLACED,
        at_s=site.store.now(),
        actor=staff.actor,
        detail=_detail(candidate),
    )
    # First the record: a map that changed without one could not be explained later.
    await record(site.store, event)
    moment = datetime.fromtimestamp(event.at_s, UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    try:
        await site.survey.replace(candidate.base, candidate.campus, candidate.folder, former_name=moment)
    except (CampusReadOnly, InvalidRequest) as error:
        await record(site.store, replace(event, outcome=problem_of(error).type))
        raise
    site.map_check.forget()
    site.live.cameras.resurvey(site.campus)
    site.permits.resurvey(site.campus.building_by_id)


async def _require_buildings_of_incidents(site: Site, campus: Campus) -> None:
    """Raises InvalidRequest: whoever watches must not lose the building under their eyes."""
    watched = {it for incident in await site.incidents.list_open() for it in incident.building_ids}
    for building_id, building in site.campus.building_by_id.items():
        if building_id in watched and building_id not in campus.building_by_id:
            raise InvalidRequest(
                f"The new map lacks {building.name}, where an incident is open. Close it first."
            )


def _detail(candidate: Candidate) -> str:
    told = _inventory(candidate.campus)
    return (
        f"SHA-256 of the file {candidate.sha256}: {told.buildings} buildings, {told.levels} levels, "
        f"{told.units} rooms, {told.cameras} cameras"
    )


def _view(checked: Checked) -> MapChecked:
    candidate = checked.candidate
    return MapChecked(
        candidate=None
        if candidate is None
        else MapCandidate(
            candidate_id=candidate.candidate_id,
            inventory=_inventory(candidate.campus),
            changes=_changes(candidate.base, candidate.campus),
        ),
        errors=checked.counts.get(Severity.ERROR, 0),
        warnings=checked.counts.get(Severity.WARNING, 0),
        repaired=checked.counts.get(Severity.REPAIRED, 0),
        findings=[
            MapFinding(
                file=one.file,
                feature=one.feature,
                severity=FindingSeverity(one.severity),
                reason=one.reason,
            )
            for one in checked.findings
        ],
    )


def _inventory(campus: Campus) -> MapInventory:
    return MapInventory(
        buildings=len(campus.buildings),
        levels=len(campus.levels),
        units=len(campus.units),
        openings=len(campus.openings),
        cameras=len(campus.cameras),
    )


def _changes(before: Campus, after: Campus) -> MapChanges:
    return MapChanges(
        new_buildings=_names(after.building_by_id, before.building_by_id),
        gone_buildings=_names(before.building_by_id, after.building_by_id),
        new_cameras=_names(after.camera_by_id, before.camera_by_id),
        gone_cameras=_names(before.camera_by_id, after.camera_by_id),
        masked_cameras=[
            camera.name
            for camera in after.cameras
            if camera.privacy_masks != _masks_of(before, camera.camera_id)
        ],
    )


def _names(of: Mapping[str, Building] | Mapping[str, Camera], without: Container[str]) -> list[str]:
    return [one.name for key, one in of.items() if key not in without]


def _masks_of(campus: Campus, camera_id: str) -> tuple[PrivacyMask, ...]:
    camera = campus.camera_by_id.get(camera_id)
    return () if camera is None else camera.privacy_masks
