"""Puts the cameras of a list where they belong on a campus: building, level and room."""

from collections.abc import Iterable, Sequence
from uuid import NAMESPACE_URL, uuid5

import msgspec
import shapely

from gis.assembly import slugify
from gis.camera_list import CameraDraft
from gis.campus import Building, Camera, Campus, Level
from gis.finding import Finding, Severity
from gis.level_tag import parse_levels
from gis.mounting import INSET_M, settle
from gis.projection import Projection

# An outdoor camera belongs to the building that it is mounted on, or whose car park it watches.
_BUILDING_REACH_M = 150.0


def place_cameras(
    campus: Campus, drafts: Iterable[CameraDraft], file: str
) -> tuple[Campus, tuple[Finding, ...]]:
    """The campus with the cameras of a list added, and what could not be placed or is not surveyed.

    A camera whose id is there already is replaced. `file` names the list in findings.
    """
    placer = _Placer(campus, file)
    placed = [camera for draft in drafts if (camera := placer.place(draft)) is not None]
    cameras = {camera.camera_id: camera for camera in (*campus.cameras, *placed)}
    return msgspec.structs.replace(campus, cameras=tuple(cameras.values())), tuple(placer.findings)


class _Placer:
    def __init__(self, campus: Campus, file: str) -> None:
        self.findings: list[Finding] = []
        self._campus = campus
        self._file = file
        self._projection = Projection.around(campus.venue)
        self._taken = set(campus.camera_by_id)

    def place(self, draft: CameraDraft) -> Camera | None:
        point = self._projection.to_metres(shapely.Point(draft.longitude, draft.latitude))
        building = self._building(draft, point)
        if building is None:
            distance_m = self._projection.to_metres(self._campus.venue).distance(point)
            self._warn(draft, "far", f"({draft.name}) stands {distance_m:.0f} m from the campus: left out")
            return None
        level = self._level(draft, building, point)
        camera_id = slugify(draft.camera_id) or self._free_id(slugify(draft.name) or "camera")
        self._taken.add(camera_id)
        camera = Camera(
            camera_id=camera_id,
            feature_id=str(uuid5(NAMESPACE_URL, f"{self._campus.campus_id}/camera/{camera_id}")),
            name=draft.name,
            building_id=building.building_id,
            level_id=level.level_id if level else None,
            unit_id=None,
            longitude=draft.longitude,
            latitude=draft.latitude,
            azimuth_deg=draft.azimuth_deg,
            fov_deg=draft.fov_deg,
            range_m=draft.range_m,
            height_m=draft.height_m,
            mount=draft.mount,
        )
        if not camera.surveyed:
            self._warn(
                draft, "unsurveyed", f"({draft.name}) has no direction, field of view or range: a point"
            )
        return settle(self._campus, camera)

    def _building(self, draft: CameraDraft, point: shapely.Point) -> Building | None:
        named = slugify(draft.building)
        for building in self._campus.buildings:
            if named and named in (building.building_id, slugify(building.name)):
                return building
        if named:
            self._warn(
                draft,
                "building",
                f"({draft.name}) is in {draft.building!r}, which is unknown: took the nearest",
            )
        distances = {
            self._projection.to_metres(it.footprint).distance(point): it for it in self._campus.buildings
        }
        nearest_m = min(distances, default=_BUILDING_REACH_M + 1)
        return distances[nearest_m] if nearest_m <= _BUILDING_REACH_M else None

    def _level(self, draft: CameraDraft, building: Building, point: shapely.Point) -> Level | None:
        """As named; else the ground floor for a camera that stands inside; else outdoors."""
        levels = self._campus.levels_of(building.building_id)
        if draft.level:
            named = _named_level(draft.level, levels)
            if named is not None:
                return named
            self._warn(draft, "level", f"({draft.name}) is on level {draft.level!r}, which is unknown")
        inside = [
            it for it in levels if self._projection.to_metres(it.geometry).buffer(-INSET_M).covers(point)
        ]
        if not inside:
            return None
        ground = min(inside, key=lambda it: abs(it.ordinal))
        if len(inside) > 1 or draft.level:
            self._warn(draft, "level", f"({draft.name}) stands on several levels: took {ground.name!r}")
        return ground

    def _free_id(self, slug: str) -> str:
        """The slug, or with a number when another camera has it."""
        numbered = (f"{slug}-{number}" for number in range(2, len(self._taken) + 3))
        return slug if slug not in self._taken else next(it for it in numbered if it not in self._taken)

    def _warn(self, draft: CameraDraft, rule: str, reason: str) -> None:
        severity = Severity.WARNING
        self.findings.append(
            Finding(file=self._file, feature=draft.place, rule=rule, severity=severity, reason=reason)
        )


def _named_level(text: str, levels: Sequence[Level]) -> Level | None:
    wanted = slugify(text)
    for level in levels:
        if wanted in (level.level_id, slugify(level.name), slugify(level.short_name)):
            return level
    try:
        ordinals = parse_levels(text)
    except ValueError:
        return None
    return next((level for level in levels if (level.ordinal,) == ordinals), None)
