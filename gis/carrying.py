"""Carries the cameras of a campus over to a new map of the same place, which brings none of its own."""

from collections.abc import Iterable, Iterator

import msgspec

from gis.assembly import slugify
from gis.camera_list import CameraDraft
from gis.campus import Camera, Campus
from gis.finding import Finding
from gis.placing import place_cameras


def carry_cameras(former: Campus, campus: Campus, file: str) -> tuple[Campus, tuple[Finding, ...]]:
    """The campus with the former one's cameras where they hung, in the building, level and room of now.

    Ids, masks and the day of the last comparison stay. Those that are too far from every building are left
    out, and said in the findings; `file` names the source there.
    """
    placed, findings = place_cameras(campus, _drafts(former, campus), file)
    before = {slugify(camera.camera_id): camera for camera in former.cameras}
    cameras = tuple(_kept(before[camera.camera_id], camera) for camera in placed.cameras)
    return msgspec.structs.replace(placed, cameras=cameras), findings


def _drafts(former: Campus, campus: Campus) -> Iterator[CameraDraft]:
    for camera in former.cameras:
        building = former.building_by_id[camera.building_id]
        is_known = building.building_id in campus.building_by_id
        yield CameraDraft(
            place=camera.name,
            camera_id=camera.camera_id,
            name=camera.name,
            longitude=camera.longitude,
            latitude=camera.latitude,
            building=building.building_id if is_known else building.name,
            level=_level_of(former, campus.level_by_id, camera),
            azimuth_deg=camera.azimuth_deg,
            fov_deg=camera.fov_deg,
            range_m=camera.range_m,
            height_m=camera.height_m,
            mount=camera.mount,
        )


def _level_of(former: Campus, level_ids: Iterable[str], camera: Camera) -> str:
    """By its id where the new map has it, else by its name; empty outside."""
    if camera.level_id is None:
        return ""
    return camera.level_id if camera.level_id in level_ids else former.level_by_id[camera.level_id].name


def _kept(before: Camera, placed: Camera) -> Camera:
    return msgspec.structs.replace(
        placed,
        camera_id=before.camera_id,
        feature_id=before.feature_id,
        verified_on=before.verified_on,
        privacy_masks=before.privacy_masks,
    )
