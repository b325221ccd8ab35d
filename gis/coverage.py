"""Which cameras see a room or a point, how well, and what nobody sees."""

from collections.abc import Collection, Iterable, Sequence

import msgspec
import numpy as np
import shapely
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from gis.campus import Area, Camera, Campus
from gis.overlap import overlaps
from gis.projection import Projection
from gis.view import optics, surveyed_by_level
from gis.visibility import Walls, visible
from gis.walls import walls_on

# A glimpse through a door's gap is no view of a room.
_LEAST_SHARE = 0.01
# A camera that catches less of a way than this has followed nobody.
_LEAST_SEEN_M = 0.5
# Unseen strips along walls that nobody can stand in.
_LEAST_WIDTH_M = 0.4
# Views are drawn to the centimetre at the door; 5 cm is enough to measure rooms.
_SIMPLIFIED_M = 0.05


class Sighting(Struct, frozen=True, kw_only=True):
    """How one camera sees one room or point."""

    camera_id: str
    share: float
    """Of the room's floor, 0 to 1; 1 for a point."""
    distance_m: float
    """From the camera to the point, or to the middle of what it sees of the room."""
    off_axis_deg: float
    """Between the centre of the picture and there: 0 is the middle, half the field of view its edge."""


class SightingTable(Struct, frozen=True, kw_only=True):
    """All sightings of many areas by many views: arrays of one length."""

    view: np.ndarray
    area: np.ndarray
    share: np.ndarray
    middle: np.ndarray
    """(m, 2): the middle of what is seen, in metres."""


class Coverage:
    """What the surveyed cameras of a campus see, level by level; moving a camera gives a new one."""

    def __init__(self, campus: Campus, *, before: "Coverage | None" = None) -> None:
        """Computes all views; with `before`, of the same place, only those of cameras that changed."""
        self.campus = campus
        self._projection = Projection.around(campus.venue)
        self._walls: dict[str | None, Walls] = before._walls if before else {}
        old = before.campus.camera_by_id if before else {}
        changed = [it for it in campus.cameras if it != old.get(it.camera_id)]
        kept = {it.camera_id for it in campus.cameras} - {it.camera_id for it in changed}
        self._views: dict[str, Area] = {}
        if before:
            self._views = {key: before._views[key] for key in kept & before._views.keys()}
        self._views |= self._seen_by(changed)

    def with_camera(self, camera: Camera) -> "Coverage":
        """The same with one camera added or moved; only its view is computed."""
        cameras = {it.camera_id: it for it in self.campus.cameras} | {camera.camera_id: camera}
        changed = msgspec.structs.replace(self.campus, cameras=tuple(cameras.values()))
        return Coverage(changed, before=self)

    def view(self, camera_id: str) -> Area | None:
        """What a camera sees, in WGS84; None when it is not surveyed. Raises KeyError if unknown."""
        camera = self.campus.camera_by_id[camera_id]
        seen = self._views.get(camera.camera_id)
        return None if seen is None else self._projection.to_degrees(seen)

    def of_unit(self, unit_id: str, *, building_ids: Collection[str] | None = None) -> tuple[Sighting, ...]:
        """The cameras that see a room, on its level, best first; with `building_ids` only cameras of those.

        Raises KeyError for an unknown unit.
        """
        unit = self.campus.unit_by_id[unit_id]
        cameras = self._cameras_for(unit.level_id, building_ids)
        area = self._projection.to_metres(unit.geometry)
        table = sightings([self._views[it.camera_id] for it in cameras], [area])
        found = [
            self._sighting(cameras[view], share, middle)
            for view, share, middle in zip(table.view, table.share, table.middle, strict=True)
        ]
        return tuple(sorted(found, key=lambda it: (-round(it.share, 2), it.distance_m)))

    def of_point(
        self,
        longitude: float,
        latitude: float,
        level_id: str | None,
        *,
        building_ids: Collection[str] | None = None,
    ) -> tuple[Sighting, ...]:
        """The cameras that see a point of a level (None: outdoors), nearest first."""
        point = self._projection.to_metres(shapely.Point(longitude, latitude))
        here = np.array([point.x, point.y])
        cameras = self._cameras_for(level_id, building_ids)
        seeing = [it for it in cameras if self._views[it.camera_id].covers(point)]
        return tuple(sorted((self._sighting(it, 1.0, here) for it in seeing), key=lambda it: it.distance_m))

    def of_path(
        self, path: shapely.LineString, level_id: str | None, *, building_ids: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """The cameras that see 50 cm or more of a way on a level (None: outdoors), in its order."""
        line = self._projection.to_metres(path)
        first_seen: dict[str, float] = {}
        for camera in self._cameras_for(level_id, building_ids):
            seen = line.intersection(self._views[camera.camera_id])
            if seen.length >= _LEAST_SEEN_M:
                starts = shapely.get_coordinates(seen)
                first_seen[camera.camera_id] = min(line.project(shapely.Point(it)) for it in starts)
        return tuple(sorted(first_seen, key=lambda it: first_seen[it]))

    def seen_share(self, level_id: str) -> float:
        """How much of a level's rooms is seen by any camera, 0 to 1."""
        rooms = self._rooms(level_id)
        return 1 - rooms.difference(self._seen(level_id)).area / rooms.area if rooms.area else 0.0

    def blind_spots(self, level_id: str) -> Area:
        """What no camera of a level sees of its rooms, in WGS84; strips under 40 cm left out.

        Empty when all is seen. Raises KeyError for an unknown level.
        """
        unseen = self._rooms(level_id).difference(self._seen(level_id))
        # Opening: what cannot hold a circle of that width is dropped, the rest keeps its corners.
        core = unseen.buffer(-_LEAST_WIDTH_M / 2)
        kept = core.buffer(_LEAST_WIDTH_M / 2, join_style="mitre").intersection(unseen)
        areas = [part for part in shapely.get_parts(kept) if isinstance(part, shapely.Polygon)]
        return self._projection.to_degrees(shapely.MultiPolygon(areas))

    # -- in metres -------------------------------------------------------------------------------------------

    def _seen_by(self, cameras: Iterable[Camera]) -> dict[str, Area]:
        seen: dict[str, Area] = {}
        for level_id, group in surveyed_by_level(cameras).items():
            shapes = visible(optics(group, self._projection), self._walls_of(level_id))
            simple = shapely.make_valid(shapely.simplify(shapes, _SIMPLIFIED_M))
            seen |= {it.camera_id: shape for it, shape in zip(group, simple, strict=True)}
        return seen

    def _walls_of(self, level_id: str | None) -> Walls:
        if level_id not in self._walls:
            self._walls[level_id] = walls_on(self.campus, level_id, self._projection)
        return self._walls[level_id]

    def _cameras_for(self, level_id: str | None, building_ids: Collection[str] | None = None) -> list[Camera]:
        """The surveyed cameras on a level; those outside for the grounds."""
        outdoors = level_id is None or self.campus.level_by_id[level_id].outdoor
        wanted = None if outdoors else level_id
        return [
            it
            for it in self.campus.cameras
            if it.camera_id in self._views
            and it.level_id == wanted
            and (building_ids is None or it.building_id in building_ids)
        ]

    def _seen(self, level_id: str) -> BaseGeometry:
        return shapely.union_all([self._views[it.camera_id] for it in self._cameras_for(level_id)])

    def _rooms(self, level_id: str) -> BaseGeometry:
        self.campus.level_by_id[level_id]
        units = self.campus.units_of(level_id)
        return shapely.union_all([self._projection.to_metres(it.geometry) for it in units], grid_size=0.001)

    def _sighting(self, camera: Camera, share: float, middle: np.ndarray) -> Sighting:
        position = self._projection.to_metres(camera.position)
        east, north = middle - np.array([position.x, position.y])
        bearing_deg = float(np.degrees(np.arctan2(east, north)))
        off_axis_deg = abs((bearing_deg - (camera.azimuth_deg or 0.0) + 180) % 360 - 180)
        return Sighting(
            camera_id=camera.camera_id,
            share=float(share),
            distance_m=float(np.hypot(east, north)),
            off_axis_deg=off_axis_deg,
        )


def sightings(views: Sequence[Area], areas: Sequence[Area]) -> SightingTable:
    """Every pair of a view and an area of which it sees at least 1 %; geometries of one level, in metres."""
    area_shapes = np.array(areas, dtype=object)
    view_shapes = np.array(views, dtype=object)
    view, area = shapely.STRtree(area_shapes).query(view_shapes)
    seen = overlaps(view_shapes, area_shapes, view, area)
    share = seen.area / shapely.area(area_shapes)[area]
    enough = share >= _LEAST_SHARE
    return SightingTable(
        view=view[enough], area=area[enough], share=share[enough], middle=seen.middle[enough]
    )
