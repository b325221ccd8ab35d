"""Puts a georeferenced plan on the map: an image warped north up, or vectors in degrees."""

import numpy as np
import shapely
from msgspec import Struct
from PIL import Image
from shapely.geometry.base import BaseGeometry

from gis.georeference import Georeference
from gis.projection import Projection

# A plan printed at 1:200 shows a door at 25 pixels.
_PIXELS_PER_METRE = 20.0
# Larger than any screen or printer shows at once; a wild transform must not fill the memory.
_MOST_PIXELS = 40_000_000


class OverlayError(ValueError):
    """A plan that cannot be warped, and why."""


class Overlay(Struct, frozen=True, kw_only=True):
    """A north-up picture and the longitude and latitude of its corners, as a map takes them."""

    image: Image.Image
    corners: tuple[tuple[float, float], ...]
    """Top left, top right, bottom right, bottom left."""


def warp(plan: Image.Image, fit: Georeference, pixels_per_metre: float = _PIXELS_PER_METRE) -> Overlay:
    """The plan as it lies on the ground, north up, transparent around. Raises OverlayError."""
    projection = Projection(fit.longitude, fit.latitude)
    matrix = np.array(fit.matrix).reshape(3, 3)
    west, south, east, north = _extent(plan, fit, projection)
    width, height = round((east - west) * pixels_per_metre), round((north - south) * pixels_per_metre)
    if width < 1 or height < 1 or width * height > _MOST_PIXELS:
        raise OverlayError(
            f"the plan would cover {east - west:.0f} by {north - south:.0f} m: check the points"
        )
    to_metres = np.array([[1 / pixels_per_metre, 0, west], [0, -1 / pixels_per_metre, north], [0, 0, 1]])
    back = np.linalg.inv(matrix) @ to_metres
    coefficients = (back / back[2, 2]).ravel()[:8].tolist()
    image = plan.convert("RGBA").transform(
        (width, height), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC
    )
    longitudes, latitudes = projection.degrees([west, east, east, west], [north, north, south, south])
    corners = tuple(zip(longitudes.tolist(), latitudes.tolist(), strict=True))
    return Overlay(image=image, corners=corners)


def place_vectors(geometry: BaseGeometry, fit: Georeference) -> BaseGeometry:
    """Vectors in the plan's pixels -> WGS84. Raises OverlayError for what lies beyond the horizon."""
    placed = shapely.transform(geometry, lambda xy: np.column_stack(fit.to_map(xy[:, 0], xy[:, 1])))
    if not np.isfinite(shapely.get_coordinates(placed)).all():
        raise OverlayError("a vector lies beyond the horizon of the transform")
    return placed


def _extent(
    plan: Image.Image, fit: Georeference, projection: Projection
) -> tuple[float, float, float, float]:
    width, height = plan.size
    longitudes, latitudes = fit.to_map([0, width, width, 0], [0, 0, height, height])
    x, y = projection.xy(longitudes, latitudes)
    if not np.isfinite([x, y]).all():
        raise OverlayError("a corner of the plan lies beyond the horizon of the transform")
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
