"""What each rung is made of, and from which of a camera's streams."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Protocol

from msgspec import Struct

from gis.privacy_mask import PrivacyMask
from responder.delivery.ladder import Rung

# A stream with less than this share more bits than a rung's own encoding is not worth encoding again.
WORTH_ENCODING = 1.4


class Recipe(Struct, frozen=True, kw_only=True, array_like=True):
    """One encoding: at most this wide and fast, of about this bitrate, with these masks painted over."""

    width_px: int
    frames_per_s: float
    bitrate_bps: int
    masks: tuple[PrivacyMask, ...] = ()


RECIPES: Mapping[Rung, Recipe] = {
    Rung.HIGH: Recipe(width_px=1280, frames_per_s=30, bitrate_bps=1_500_000),
    Rung.GOOD: Recipe(width_px=960, frames_per_s=30, bitrate_bps=900_000),
    Rung.MID: Recipe(width_px=640, frames_per_s=30, bitrate_bps=500_000),
    Rung.LOW: Recipe(width_px=480, frames_per_s=15, bitrate_bps=220_000),
    Rung.THUMB: Recipe(width_px=320, frames_per_s=8, bitrate_bps=80_000),
}


class Ingredient(Protocol):
    """A camera's stream, as far as it decides what is made of it."""

    @property
    def rung(self) -> Rung: ...

    @property
    def width_px(self) -> int: ...

    @property
    def bitrate_bps(self) -> float: ...

    @property
    def is_foreign(self) -> bool: ...


def source_for(rung: Rung, streams: Iterable[Ingredient]) -> Rung | None:
    """The smallest stream that is large enough for this rung, else the largest; None without streams."""
    source = _large_enough(_by_width(streams), rung)
    return None if source is None else source.rung


def made_rungs(streams: Iterable[Ingredient], *, passes: bool = True) -> dict[Rung, Rung]:
    """The rungs worth making, best first, and the stream each is made from.

    A stream that phones play as it is fills its own rung, and every rung that it is small enough for. Nothing
    is shown as it is unless it `passes`.
    """
    usable = _by_width(streams)
    native = {stream.rung for stream in usable if passes and not stream.is_foreign}
    made: dict[Rung, Rung] = {}
    for rung, recipe in RECIPES.items():
        source = None if rung in native else _large_enough(usable, rung)
        if source is None:
            continue
        if not passes or source.is_foreign or source.bitrate_bps > WORTH_ENCODING * recipe.bitrate_bps:
            made[rung] = source.rung
    return made


def _by_width(streams: Iterable[Ingredient]) -> list[Ingredient]:
    return sorted(streams, key=attrgetter("width_px"))


def _large_enough(by_width: Sequence[Ingredient], rung: Rung) -> Ingredient | None:
    """The smallest stream that is large enough for this rung, else the largest; None without streams."""
    if not by_width:
        return None
    wanted_px = RECIPES[rung].width_px
    return next((stream for stream in by_width if stream.width_px >= wanted_px), by_width[-1])


def scaled(width_px: int, height_px: int, limit_px: int) -> tuple[int, int]:
    """The size of a picture that is at most `limit_px` wide, in the same proportions, in even numbers."""
    width = min(width_px, limit_px)
    height = round(height_px * width / width_px)
    return max(width // 2 * 2, 2), max(height // 2 * 2, 2)
