"""A simulated camera's moving picture: backdrop, people or cars, sensor noise, name, clock and strip."""

import math
from collections.abc import Callable
from random import Random

import av
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from responder.demo.backdrops import CAR_PAINT, Place, paint_backdrop, paint_car
from responder.demo.canvas import Canvas, Planes, layers_of
from responder.demo.perspective import Colour, Pinhole, facing_wall, floor_patch, shaded
from responder.demo.strip import draw_strip, strip_height_px

FRAMES_PER_S = 15
# Long enough that a person forgets the loop, short enough that 28 cameras are made in half a minute.
LOOP_S = 8
LOOP_FRAMES = FRAMES_PER_S * LOOP_S

# A camera of the price that schools buy shows about this much grain, at night more.
NOISE_BY_DAY, NOISE_BY_NIGHT = 2.0, 4.0
_GRAIN_MARGIN = 61

CLOTHES: tuple[Colour, ...] = (
    (60, 72, 120),
    (140, 50, 52),
    (70, 100, 72),
    (58, 58, 62),
    (186, 168, 60),
    (160, 160, 164),
)
SKIN: tuple[Colour, ...] = ((224, 188, 160), (186, 140, 108), (120, 84, 62))


# People in view, and where they walk: metres to either side, and how near and far.
_HOW_MANY = {Place.CORRIDOR: 3, Place.GYM: 7, Place.HALL: 6, Place.PARKING: 3, Place.YARD: 5}
_REACH: dict[Place, tuple[float, tuple[float, float]]] = {
    Place.CORRIDOR: (1.1, (4, 22)),
    Place.GYM: (7.0, (8, 28)),
    Place.HALL: (6.0, (4, 19)),
    Place.PARKING: (9.0, (9, 30)),
    Place.YARD: (5.0, (7, 34)),
}

# How a camera sees with its infrared lamp: grey, dim, little contrast.
_INFRARED = [int(20 + level * 0.5) for level in range(256)]

Seeing = Callable[[Colour], Colour]


class SceneSpec(Struct, frozen=True, kw_only=True):
    """What one simulated camera shows; the number makes its scene unlike any other's and is in its strip."""

    camera_number: int
    name: str
    place: Place
    night: bool = False


class Walker(Struct, frozen=True, kw_only=True):
    """Somebody who walks between two points of the floor and back, once per loop."""

    start: tuple[float, float]
    end: tuple[float, float]
    phase: float
    clothes: Colour
    skin: Colour

    def position(self, progress: float) -> tuple[float, float]:
        """(x, z) in metres at a fraction of the loop."""
        share = 0.5 - 0.5 * math.cos(2 * math.pi * (progress + self.phase))
        (x0, z0), (x1, z1) = self.start, self.end
        return x0 + (x1 - x0) * share, z0 + (z1 - z0) * share


class Scene:
    """Renders frames of 1280 x 720."""

    def __init__(self, spec: SceneSpec) -> None:
        self.spec = spec
        random = Random(spec.camera_number)  # noqa: S311 - a picture, not a secret
        outdoor = spec.place in (Place.PARKING, Place.YARD)
        self._view = Pinhole(
            horizon_px=random.uniform(170, 240),
            mounted_m=random.uniform(4.2, 5.2) if outdoor else random.uniform(2.5, 2.85),
            offset_m=random.uniform(-0.5, 0.5),
        )
        seen_as = infrared if spec.night else _as_is
        self._walkers = [_walker(spec.place, random, seen_as) for _ in range(_HOW_MANY[spec.place])]
        self._car = seen_as(random.choice(CAR_PAINT))
        backdrop = paint_backdrop(spec.place, self._view, spec.camera_number)
        if spec.night:
            backdrop = backdrop.convert("L").point(_INFRARED).convert("RGB")
        # Grey beneath the strip, so that it has no colour of the scene.
        backdrop.paste((128, 128, 128), (0, 0, backdrop.width, strip_height_px(backdrop.width)))
        self._backdrop = layers_of(backdrop)
        self._grain = _grain(spec)
        self._font = ImageFont.load_default(size=30)
        self._name = _label(spec.name, self._font)

    def planes(self, index: int) -> Planes:
        """Frame `index` of the loop, without its strip."""
        canvas = Canvas(self._backdrop)
        self._draw_movement(canvas, index / LOOP_FRAMES)
        self._draw_overlay(canvas, index)
        planes = canvas.planes()
        luma = planes[: self._view.height_px]
        # The same grain from another corner each time looks like new grain.
        top, left = index * 7 % _GRAIN_MARGIN, index * 13 % _GRAIN_MARGIN
        grain = self._grain[top : top + luma.shape[0], left : left + luma.shape[1]]
        np.add(luma, grain, out=luma, casting="unsafe")
        return planes

    def _draw_movement(self, canvas: Canvas, progress: float) -> None:
        if self.spec.place is Place.PARKING:
            paint_car(canvas, self._view, (-30 + 60 * progress, 24), self._car)
        placed = [(walker.position(progress), walker) for walker in self._walkers]
        for (x, z), walker in sorted(placed, key=lambda item: -item[0][1]):
            _draw_person(canvas, self._view, (x, z), walker, progress)

    def _draw_overlay(self, canvas: Canvas, index: int) -> None:
        seconds, frame = divmod(index, FRAMES_PER_S)
        clock = _label(f"DEMO 00:{seconds:02}.{frame:02}", self._font)
        top = self._view.height_px - 60
        canvas.paste(self._name, 20, top)
        canvas.paste(clock, self._view.width_px - 20 - clock.width, top)


def with_strip(planes: Planes, camera_number: int, counter: int) -> av.VideoFrame:
    """Draws the strip into a picture and makes it a frame."""
    draw_strip(planes[: planes.shape[0] * 2 // 3], camera_number, counter)
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def _label(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> Image.Image:
    """White text on a dark plate, as cameras print it into the picture."""
    _, _, right, bottom = font.getbbox(text)
    width, height = (int(right) + 16) // 2 * 2, (int(bottom) + 12) // 2 * 2
    label = Image.new("L", (width, height), 36)
    ImageDraw.Draw(label).text((8, 4), text, 230, font)
    return label


def infrared(colour: Colour) -> Colour:
    """The grey that a colour is at night (ITU-R BT.601 luma)."""
    red, green, blue = colour
    level = _INFRARED[int(0.299 * red + 0.587 * green + 0.114 * blue)]
    return level, level, level


def _as_is(colour: Colour) -> Colour:
    return colour


def _walker(place: Place, random: Random, seen_as: Seeing) -> Walker:
    width_m, (near_m, far_m) = _REACH[place]
    return Walker(
        start=(random.uniform(-width_m, width_m), random.uniform(near_m, far_m)),
        end=(random.uniform(-width_m, width_m), random.uniform(near_m, far_m)),
        phase=random.random(),
        clothes=seen_as(random.choice(CLOTHES)),
        skin=seen_as(random.choice(SKIN)),
    )


def _draw_person(
    draw: Canvas, view: Pinhole, place: tuple[float, float], walker: Walker, progress: float
) -> None:
    x, z = place
    stride = 0.22 * math.sin(2 * math.pi * (progress * LOOP_S * 0.9 + walker.phase))
    floor_patch(draw, view, (x - 0.35, x + 0.35), (z - 0.2, z + 0.2), (70, 68, 66))
    for leg in (-stride, stride):
        facing_wall(draw, view, (x + leg - 0.09, x + leg + 0.09), (0, 0.85), z, shaded(walker.clothes, 0.5))
    facing_wall(draw, view, (x - 0.22, x + 0.22), (0.8, 1.42), z, walker.clothes)
    for arm in (-0.3 - stride / 2, 0.3 - stride / 2):
        facing_wall(
            draw, view, (x + arm - 0.06, x + arm + 0.06), (0.85, 1.38), z, shaded(walker.clothes, 0.8)
        )
    centre_x, centre_y = view.pixel((x, 1.58, z))
    radius = view.scale_px(z) * 0.13
    draw.ellipse(
        (centre_x - radius, centre_y - radius, centre_x + radius, centre_y + radius), fill=walker.skin
    )


def _grain(spec: SceneSpec) -> NDArray[np.int8]:
    """Sensor noise, bounded so that it cannot wrap around in an 8-bit luma of 16 to 235."""
    strength = NOISE_BY_NIGHT if spec.night else NOISE_BY_DAY
    generator = np.random.default_rng(spec.camera_number)
    grain = generator.normal(0, strength, (720 + _GRAIN_MARGIN, 1280 + _GRAIN_MARGIN))
    return np.clip(np.rint(grain), -15, 15).astype(np.int8)
