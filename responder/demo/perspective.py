"""A pinhole camera above a floor, so that simulated scenes have believable depth."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

Point = tuple[float, float, float]
Pixel = tuple[float, float]
Colour = tuple[int, int, int]

# Nearer than this a point would be projected to infinity.
NEAREST_M = 0.6


class Drawing(Protocol):
    """What shapes are drawn on: Pillow's ImageDraw, or a Canvas."""

    def polygon(self, points: Sequence[Pixel], fill: Colour) -> None:
        """Fills a polygon."""


class Pinhole(Struct, frozen=True, kw_only=True):
    """Projects metres (x to the right, y up from the floor, z away from the camera) to pixels."""

    width_px: int = 1280
    height_px: int = 720
    focal_px: float = 900.0
    horizon_px: float = 220.0
    mounted_m: float = 2.9
    offset_m: float = 0.0

    def pixel(self, point: Point) -> Pixel:
        """Where a point of the scene appears; points at the camera's side are pulled in front of it."""
        x, y, z = point
        scale = self.focal_px / max(z, NEAREST_M)
        return self.width_px / 2 + (x - self.offset_m) * scale, self.horizon_px + (self.mounted_m - y) * scale

    def scale_px(self, depth_m: float) -> float:
        """Pixels of one metre at this depth."""
        return self.focal_px / max(depth_m, NEAREST_M)


def polygon(draw: Drawing, view: Pinhole, points: Sequence[Point], fill: Colour) -> None:
    """Draws a flat face."""
    draw.polygon([view.pixel(point) for point in points], fill=fill)


def floor_patch(draw: Drawing, view: Pinhole, x: Pixel, z: Pixel, fill: Colour, height_m: float = 0) -> None:
    """Draws a rectangle that lies at a height, between x[0], x[1] and depths z[0], z[1]."""
    corners = [(x[0], height_m, z[0]), (x[1], height_m, z[0]), (x[1], height_m, z[1]), (x[0], height_m, z[1])]
    polygon(draw, view, corners, fill)


def side_wall(draw: Drawing, view: Pinhole, x: float, y: Pixel, z: Pixel, fill: Colour) -> None:
    """Draws a rectangle on a wall that runs away from the camera."""
    polygon(draw, view, [(x, y[0], z[0]), (x, y[1], z[0]), (x, y[1], z[1]), (x, y[0], z[1])], fill)


def facing_wall(draw: Drawing, view: Pinhole, x: Pixel, y: Pixel, z: float, fill: Colour) -> None:
    """Draws a rectangle that faces the camera."""
    polygon(draw, view, [(x[0], y[0], z), (x[1], y[0], z), (x[1], y[1], z), (x[0], y[1], z)], fill)


def shaded(colour: Colour, factor: float) -> Colour:
    """The same colour under more or less light."""
    red, green, blue = (min(int(part * factor), 255) for part in colour)
    return red, green, blue
