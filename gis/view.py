"""The view of each camera: the ground polygon that it sees, clipped by what blocks sight where it stands."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from gis.campus import Area, Camera, Campus
from gis.projection import Projection
from gis.visibility import Optics, visible
from gis.walls import walls_on


def views(campus: Campus, cameras: Iterable[Camera]) -> dict[str, Area]:
    """camera_id -> view in WGS84, for the surveyed ones of `cameras`.

    Indoors a view is clipped by the walls of its level, outdoors by the outlines of the buildings.
    """
    projection = Projection.around(campus.venue)
    seen: dict[str, Area] = {}
    for level_id, group in surveyed_by_level(cameras).items():
        walls = walls_on(campus, level_id, projection)
        # To the millimetre: the ends of rays on both sides of a corner must not cross over in degrees.
        shapes = shapely.set_precision(visible(optics(group, projection), walls), 0.001)
        seen |= {
            camera.camera_id: projection.to_degrees(shape)
            for camera, shape in zip(group, shapes, strict=True)
            if not shape.is_empty
        }
    return seen


def surveyed_by_level(cameras: Iterable[Camera]) -> dict[str | None, list[Camera]]:
    """Level id (None: outdoors) -> its cameras that have a view."""
    by_level: dict[str | None, list[Camera]] = {}
    for camera in cameras:
        if camera.surveyed:
            by_level.setdefault(camera.level_id, []).append(camera)
    return by_level


def optics(cameras: Sequence[Camera], projection: Projection) -> Optics:
    """Surveyed cameras in campus-local metres."""
    x_m, y_m = projection.xy([it.longitude for it in cameras], [it.latitude for it in cameras])
    return Optics(
        x_m=x_m,
        y_m=y_m,
        azimuth_rad=np.radians([it.azimuth_deg or 0.0 for it in cameras]),
        fov_rad=np.radians([it.fov_deg or 0.0 for it in cameras]),
        range_m=np.array([it.range_m or 0.0 for it in cameras]),
    )
