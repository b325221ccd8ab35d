"""A rung's encoder keeps its rate, and makes key frames when they are due or asked for."""

from itertools import pairwise

import av
import numpy as np
import pytest

from responder.media.recipe import RECIPES, Recipe, scaled
from responder.media.rung_encoder import KEYFRAME_INTERVAL, RungEncoder

LOW = Recipe(width_px=320, frames_per_s=15, bitrate_bps=150_000)


def picture(index: int, width_px: int = 640, height_px: int = 360) -> av.VideoFrame:
    """A moving texture, as much work as a real scene."""
    noise = np.random.default_rng(1).integers(0, 255, (height_px // 8 + 1, width_px // 8 + 1), np.uint8)
    texture = np.kron(noise, np.ones((8, 8), np.uint8))[:height_px, :width_px]
    luma = np.ascontiguousarray(np.roll(texture, index * 3, axis=1))
    return av.VideoFrame.from_ndarray(luma, "gray").reformat(format="yuv420p")


def keyframes(encoder: RungEncoder, frames: int, *, ask: bool = False) -> list[int]:
    """Times of the key frames among so many frames, 15 a second."""
    times = []
    for index in range(frames):
        if ask:
            encoder.request_keyframe()
        encoded = encoder.encode(picture(index), index * 6000, 15)
        if encoded is not None and encoded[1]:
            times.append(index * 6000)
    return times


def test_key_frames_every_two_seconds() -> None:
    """Nobody asks, and still a joining phone waits at most 2 s."""
    assert keyframes(RungEncoder(LOW), 75) == [0, 180_000, 360_000]


def test_key_frames_on_demand_are_limited() -> None:
    """However often phones ask, at most one per half a second."""
    times = keyframes(RungEncoder(LOW), 60, ask=True)
    assert len(times) >= 7
    assert all(b - a >= KEYFRAME_INTERVAL for a, b in pairwise(times))


def test_keeps_its_bitrate() -> None:
    """Ten seconds of hard pictures stay near what the recipe says."""
    encoder = RungEncoder(LOW)
    encoded = [encoder.encode(picture(index), index * 6000, 15) for index in range(150)]
    sent_bps = sum(len(it[0]) for it in encoded if it) * 8 / 10
    assert sent_bps == pytest.approx(LOW.bitrate_bps, rel=0.25)


@pytest.mark.parametrize(
    ("size", "limit", "shown"),
    [
        ((1920, 1080), 320, (320, 180)),
        ((640, 360), 1280, (640, 360)),
        ((640, 480), 320, (320, 240)),
        ((355, 289), 640, (354, 288)),
        ((1, 1), 320, (2, 2)),
        ((10_000, 2), 320, (320, 2)),
    ],
)
def test_keeps_proportions_in_even_numbers(size: tuple[int, int], limit: int, shown: tuple[int, int]) -> None:
    """Never wider than the recipe, never larger than the source, and what H.264 can hold."""
    assert scaled(*size, limit) == shown


@pytest.mark.parametrize("size", [(640, 360), (354, 288), (1280, 720), (32, 18)])
def test_any_size_is_encoded(size: tuple[int, int]) -> None:
    """Also those that are no multiple of a macroblock."""
    for recipe in RECIPES.values():
        encoded = RungEncoder(recipe).encode(picture(0, *size), 0, 15)
        assert encoded is not None
        assert encoded[1]
