"""What stands still in a simulated scene: corridor, gym, hall, parking lot, yard."""

from collections.abc import Callable
from enum import StrEnum
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from responder.demo.perspective import (
    Colour,
    Drawing,
    Pinhole,
    facing_wall,
    floor_patch,
    polygon,
    shaded,
    side_wall,
)


class Place(StrEnum):
    """What kind of place a simulated camera looks at."""

    CORRIDOR = "corridor"
    GYM = "gym"
    HALL = "hall"
    PARKING = "parking"
    YARD = "yard"


FAR_M = 60.0
Painter = Callable[[ImageDraw.ImageDraw, Pinhole, Random], None]

PAINTED_WALLS: tuple[Colour, ...] = ((196, 190, 172), (176, 188, 196), (200, 196, 190), (182, 194, 176))
ACCENTS: tuple[Colour, ...] = ((150, 52, 48), (44, 82, 140), (52, 110, 78), (196, 140, 40), (96, 70, 130))
BRICK: tuple[Colour, ...] = ((142, 84, 66), (156, 104, 80), (130, 92, 78))


def paint_backdrop(place: Place, view: Pinhole, seed: int) -> Image.Image:
    """The empty scene; the same seed gives the same picture."""
    image = Image.new("RGB", (view.width_px, view.height_px), (90, 94, 98))
    _PAINTERS[place](ImageDraw.Draw(image), view, Random(seed))  # noqa: S311 - a picture, not a secret
    return image.filter(ImageFilter.GaussianBlur(0.8))


def _corridor(draw: ImageDraw.ImageDraw, view: Pinhole, random: Random) -> None:
    wall, accent = random.choice(PAINTED_WALLS), random.choice(ACCENTS)
    length_m = random.uniform(24, 40)
    _tiles(draw, view, (-1.6, 1.6), length_m, shaded(wall, 0.72))
    floor_patch(draw, view, (-1.6, 1.6), (0.6, length_m), (214, 214, 208), height_m=3.0)
    for x in (-1.6, 1.6):
        side_wall(draw, view, x, (0, 3), (0.6, length_m), shaded(wall, 0.9))
        side_wall(draw, view, x, (0, 0.12), (0.6, length_m), shaded(accent, 0.6))
        _doors_and_lockers(draw, view, x, length_m, accent, random)
    facing_wall(draw, view, (-1.6, 1.6), (0, 3), length_m, wall)
    facing_wall(draw, view, (-0.9, 0.9), (0, 2.2), length_m, shaded(accent, 0.8))
    for z in range(3, int(length_m), 4):
        floor_patch(draw, view, (-0.35, 0.35), (z, z + 1.4), (252, 252, 244), height_m=2.99)


def _doors_and_lockers(
    draw: ImageDraw.ImageDraw, view: Pinhole, x: float, length_m: float, accent: Colour, random: Random
) -> None:
    z = 2.0
    while z < length_m - 4:
        if random.random() < 0.4:
            side_wall(draw, view, x, (0, 2.1), (z, z + 1.0), (118, 84, 56))
            side_wall(draw, view, x, (1.2, 1.8), (z + 0.35, z + 0.6), (168, 196, 208))
            z += 1.6
        else:
            for locker in range(5):
                colour = shaded(accent, 0.85 if locker % 2 else 1.0)
                side_wall(draw, view, x, (0.15, 1.8), (z + locker * 0.4, z + locker * 0.4 + 0.38), colour)
            z += 2.3


def _gym(draw: ImageDraw.ImageDraw, view: Pinhole, random: Random) -> None:
    accent = random.choice(ACCENTS)
    _tiles(draw, view, (-14, 14), 34, (188, 146, 92), step_m=2.0)
    facing_wall(draw, view, (-14, 14), (0, 8), 34, (206, 202, 192))
    facing_wall(draw, view, (-14, 14), (0, 1.9), 33.9, shaded(accent, 0.9))
    for x in (-14.0, 14.0):
        side_wall(draw, view, x, (0, 8), (0.6, 34), (178, 174, 166))
        for row in range(4):
            side_wall(draw, view, x * (1 - row * 0.04), (row * 0.5, row * 0.5 + 0.4), (12, 30), (128, 92, 60))
    for line in ((-9.0, -8.92), (8.92, 9.0), (-0.05, 0.05)):
        floor_patch(draw, view, line, (6, 32), (242, 240, 232))
    for z in (6.0, 19.0, 31.9):
        floor_patch(draw, view, (-9, 9), (z, z + 0.12), (242, 240, 232))
    floor_patch(draw, view, (-2.4, 2.4), (26, 32), shaded(accent, 0.9))
    facing_wall(draw, view, (-0.9, 0.9), (2.9, 4.0), 31, (240, 240, 240))
    facing_wall(draw, view, (-0.25, 0.25), (2.95, 3.05), 30.7, (214, 96, 40))


def _hall(draw: ImageDraw.ImageDraw, view: Pinhole, random: Random) -> None:
    wall, accent = random.choice(PAINTED_WALLS), random.choice(ACCENTS)
    _tiles(draw, view, (-9, 9), 22, (152, 148, 142))
    floor_patch(draw, view, (-9, 9), (0.6, 22), (222, 222, 216), height_m=3.6)
    facing_wall(draw, view, (-9, 9), (0, 3.6), 22, wall)
    for x in (-9.0, 9.0):
        side_wall(draw, view, x, (0, 3.6), (0.6, 22), shaded(wall, 0.88))
        for z in range(4, 21, 4):
            side_wall(draw, view, x, (1.0, 3.0), (z, z + 2.6), (176, 208, 224))
    facing_wall(draw, view, (-5, 5), (0.9, 2.4), 21.9, (66, 70, 76))
    for z in range(18, 4, -4):
        for x in (-5.5, -1.2, 3.1):
            shift = random.uniform(-0.2, 0.2)
            floor_patch(draw, view, (x + shift, x + shift + 2.4), (z, z + 1.0), accent, height_m=0.75)
            facing_wall(draw, view, (x + shift, x + shift + 2.4), (0.68, 0.75), z, shaded(accent, 0.7))


def _sky_and_ground(draw: ImageDraw.ImageDraw, view: Pinhole, ground: Colour) -> None:
    horizon = int(view.horizon_px)
    for row in range(horizon):
        glow = row / horizon
        draw.line(
            (0, row, view.width_px, row),
            fill=(int(120 + 70 * glow), int(160 + 50 * glow), int(205 + 25 * glow)),
        )
    draw.rectangle((0, horizon, view.width_px, view.height_px), fill=ground)


def _school_front(draw: ImageDraw.ImageDraw, view: Pinhole, random: Random, depth_m: float) -> None:
    brick = random.choice(BRICK)
    left = random.uniform(-26, -16)
    facing_wall(draw, view, (left, left + 38), (0, 7.5), depth_m, brick)
    facing_wall(draw, view, (left - 0.4, left + 38.4), (7.5, 8.1), depth_m, shaded(brick, 0.55))
    for storey in (1.0, 4.6):
        for column in range(12):
            x = left + 1.2 + column * 3.1
            facing_wall(draw, view, (x, x + 1.9), (storey, storey + 1.7), depth_m - 0.1, (84, 108, 128))
    entrance = left + random.uniform(10, 26)
    facing_wall(draw, view, (entrance, entrance + 3.4), (0, 2.8), depth_m - 0.2, (52, 60, 70))


def _parking(draw: ImageDraw.ImageDraw, view: Pinhole, random: Random) -> None:
    _sky_and_ground(draw, view, (92, 94, 96))
    _school_front(draw, view, random, 52)
    floor_patch(draw, view, (-60, 60), (46, 52), (104, 128, 82))
    for z in (12.0, 34.0):
        for bay in range(-8, 9):
            floor_patch(draw, view, (bay * 2.8 - 0.06, bay * 2.8 + 0.06), (z, z + 5), (222, 222, 214))
    for z in (34.0, 12.0):
        for bay in range(-8, 8):
            if random.random() < 0.55:
                paint_car(draw, view, (bay * 2.8 + 0.5, z + 0.6), random.choice(CAR_PAINT))


def _yard(draw: ImageDraw.ImageDraw, view: Pinhole, random: Random) -> None:
    _sky_and_ground(draw, view, (98, 128, 76))
    _school_front(draw, view, random, 44)
    side = random.uniform(-3, 3)
    path = [(side - 1.5, 0, 0.6), (side + 1.5, 0, 0.6), (side + 5, 0, 44), (side + 2, 0, 44)]
    polygon(draw, view, path, (176, 172, 162))
    for _ in range(14):
        x, z = random.choice((-1, 1)) * random.uniform(6, 22), random.uniform(14, 42)
        _tree(draw, view, x, z, random)
    for z in range(40, 6, -3):
        facing_wall(draw, view, (9, 9.1), (0, 1.3), z, (64, 68, 70))
    side_wall(draw, view, 9, (1.2, 1.3), (7, 40), (64, 68, 70))


def _tree(draw: ImageDraw.ImageDraw, view: Pinhole, x: float, z: float, random: Random) -> None:
    facing_wall(draw, view, (x - 0.18, x + 0.18), (0, 2.4), z, (84, 66, 48))
    for _ in range(5):
        centre_x, centre_y = view.pixel((x + random.uniform(-0.9, 0.9), random.uniform(2.4, 5), z))
        radius = view.scale_px(z) * random.uniform(0.8, 1.4)
        colour = shaded((74, 112, 56), random.uniform(0.7, 1.15))
        draw.ellipse(
            (centre_x - radius, centre_y - radius, centre_x + radius, centre_y + radius), fill=colour
        )


CAR_PAINT: tuple[Colour, ...] = ((168, 32, 36), (40, 60, 104), (210, 210, 208), (48, 50, 54), (120, 126, 130))


def paint_car(draw: Drawing, view: Pinhole, place: tuple[float, float], paint: Colour) -> None:
    """A parked or driving car whose rear left corner is at `place` (x, z), seen from behind."""
    x, z = place
    floor_patch(draw, view, (x - 0.1, x + 1.9), (z - 0.1, z + 4.3), (48, 48, 50))
    side_wall(draw, view, x if x > 0 else x + 1.8, (0.3, 0.95), (z, z + 4.2), shaded(paint, 0.7))
    floor_patch(draw, view, (x, x + 1.8), (z, z + 4.2), shaded(paint, 1.1), height_m=0.95)
    floor_patch(draw, view, (x + 0.15, x + 1.65), (z + 0.9, z + 3.1), shaded(paint, 0.95), height_m=1.45)
    facing_wall(draw, view, (x + 0.1, x + 1.7), (0.95, 1.45), z + 0.7, (40, 48, 56))
    facing_wall(draw, view, (x, x + 1.8), (0.3, 0.95), z, paint)
    for lamp in (x + 0.05, x + 1.45):
        facing_wall(draw, view, (lamp, lamp + 0.3), (0.6, 0.78), z - 0.02, (220, 40, 40))


def _tiles(
    draw: ImageDraw.ImageDraw,
    view: Pinhole,
    x: tuple[float, float],
    length_m: float,
    colour: Colour,
    step_m: float = 1.0,
) -> None:
    """A floor whose bands let one see depth."""
    z, band = 0.6, 0
    while z < length_m:
        floor_patch(draw, view, x, (z, min(z + step_m, length_m)), shaded(colour, 1.0 if band % 2 else 0.94))
        z, band = z + step_m, band + 1


_PAINTERS: dict[Place, Painter] = {
    Place.CORRIDOR: _corridor,
    Place.GYM: _gym,
    Place.HALL: _hall,
    Place.PARKING: _parking,
    Place.YARD: _yard,
}
