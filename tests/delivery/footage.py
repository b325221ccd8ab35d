"""Real H.264 for tests, made by x264 with a chosen profile and size."""

from fractions import Fraction
from functools import cache

import av
import numpy as np


@cache
def byte_stream(
    width_px: int = 320,
    height_px: int = 180,
    *,
    profile: str = "baseline",
    b_frames: int = 0,
    frames: int = 12,
    gop: int = 6,
    slices: int = 1,
) -> tuple[bytes, ...]:
    """Access units in annex B format, a key frame with parameter sets first."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width_px, height_px, "yuv420p"
    encoder.time_base = Fraction(1, 15)
    options = f"bframes={b_frames}:keyint={gop}:scenecut=0:slices={slices}:threads=1:aud=1:b-adapt=0"
    # x264 writes the smallest profile that the used features need.
    options += {"baseline": "", "main": ":cabac=1", "high": ":cabac=1:8x8dct=1"}[profile]
    encoder.options = {"preset": "ultrafast", "profile": profile, "crf": "18", "x264-params": options}
    if not b_frames:
        encoder.options |= {"tune": "zerolatency"}
    noise = np.random.default_rng(7)
    units = []
    for index in range(frames):
        picture = noise.integers(0, 255, (height_px * 3 // 2, width_px), np.uint8)
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = index
        units += [bytes(packet) for packet in encoder.encode(frame)]
    return (*units, *(bytes(packet) for packet in encoder.encode(None)))


def decode(byte_units: list[bytes]) -> list[tuple[int, int]]:
    """Sizes of the pictures that a decoder makes of these access units."""
    decoder = av.CodecContext.create("h264", "r")
    sizes = []
    for unit in byte_units:
        sizes += [(frame.width, frame.height) for frame in decoder.decode(av.Packet(unit))]
    return sizes + [(frame.width, frame.height) for frame in decoder.decode(None)]
