"""Posters are small, whatever the camera shows, and never made from what cannot be decoded."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from responder.delivery.h264 import AccessUnit, access_unit
from responder.delivery.nal import split_annexb
from responder.media.poster import MAX_BYTES, PosterPainter, paint_poster


def keyframe(width_px: int, height_px: int, *, noise: bool = False) -> AccessUnit:
    """The first access unit of a picture of this size; noise is the hardest picture to compress."""
    generator = np.random.default_rng(5)
    luma = generator.integers(0, 255, (height_px, width_px), np.uint8)
    if not noise:
        luma = np.linspace(0, 255, width_px * height_px).astype(np.uint8).reshape(height_px, width_px)
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width_px, height_px, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 15), Fraction(15)
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "10"}
    frame = av.VideoFrame.from_ndarray(luma, "gray").reformat(format="yuv420p")
    return access_unit(split_annexb(b"".join(bytes(packet) for packet in encoder.encode(frame))))


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((640, 360), (320, 180)),
        ((1280, 960), (320, 240)),
        ((1920, 1080), (320, 180)),
        ((160, 120), (320, 240)),
        ((360, 640), (270, 480)),
    ],
)
def test_keeps_the_shape(size: tuple[int, int], shown: tuple[int, int]) -> None:
    """320 px wide in the camera's proportions; a tall picture is bounded in height."""
    poster = paint_poster(keyframe(*size), 17.0)
    assert poster is not None
    assert Image.open(io.BytesIO(poster.webp)).size == shown
    assert (poster.width_px, poster.height_px, poster.captured_at_s) == (*shown, 17.0)


def test_fits_whatever_it_shows() -> None:
    """Even noise, which does not compress, stays within 15 KB."""
    poster = paint_poster(keyframe(640, 480, noise=True), 0)
    assert poster is not None
    assert len(poster.webp) <= MAX_BYTES


@pytest.mark.parametrize(
    "unit",
    [
        AccessUnit(nals=(), keyframe=True),
        AccessUnit(nals=(b"\x65garbage",), keyframe=True),
        AccessUnit(nals=keyframe(320, 180).nals[:2], keyframe=True),
    ],
    ids=["nothing", "garbage", "parameter sets only"],
)
def test_undecodable_key_frames_give_none(unit: AccessUnit) -> None:
    """A broken key frame gives no poster, and no exception."""
    assert paint_poster(unit, 0) is None


async def test_painter_works_off_the_loop_until_stopped() -> None:
    """The painter returns futures while it runs, and takes no orders before start and after stop."""
    painter = PosterPainter()
    unit = keyframe(320, 180)
    assert painter.paint(unit, 1.0) is None
    painter.start()
    ordered = painter.paint(unit, 2.0)
    assert ordered is not None
    poster = await ordered
    assert poster is not None
    assert poster.captured_at_s == 2.0
    painter.stop()
    assert painter.paint(unit, 3.0) is None
