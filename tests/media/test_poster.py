"""Posters are small, whatever the camera shows, and never made from what cannot be decoded."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from PIL import Image

from responder.media.poster import MAX_BYTES, PosterPainter, paint_poster
from responder.media.source_unit import Codec, SourceUnit

ENCODERS = {Codec.H264: "libx264", Codec.H265: "libx265", Codec.MJPEG: "mjpeg"}


def unit(data: bytes, codec: Codec = Codec.H264) -> SourceUnit:
    """A key frame of these bytes, captured at 17."""
    return SourceUnit(codec=codec, data=data, keyframe=True, timestamp=0, captured_at_s=17.0, after_gap=False)


def keyframe(width_px: int, height_px: int, *, noise: bool = False, codec: Codec = Codec.H264) -> SourceUnit:
    """A picture of this size; noise is the hardest picture to compress."""
    generator = np.random.default_rng(5)
    luma = generator.integers(0, 255, (height_px, width_px), np.uint8)
    if not noise:
        luma = np.linspace(0, 255, width_px * height_px).astype(np.uint8).reshape(height_px, width_px)
    encoder = av.CodecContext.create(ENCODERS[codec], "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height = width_px, height_px
    encoder.pix_fmt = "yuvj420p" if codec is Codec.MJPEG else "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 15), Fraction(15)
    if codec is Codec.H264:
        encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "10"}
    if codec is Codec.H265:
        encoder.options = {"preset": "ultrafast", "x265-params": "log-level=none"}
    frame = av.VideoFrame.from_ndarray(luma, "gray").reformat(format=encoder.pix_fmt)
    frame.pts = 0
    return unit(b"".join(bytes(packet) for packet in encoder.encode(frame) + encoder.encode(None)), codec)


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
    poster = paint_poster(keyframe(*size))
    assert poster is not None
    assert Image.open(io.BytesIO(poster.webp)).size == shown
    assert (poster.width_px, poster.height_px, poster.captured_at_s) == (*shown, 17.0)


def test_fits_whatever_it_shows() -> None:
    """Even noise, which does not compress, stays within 15 KB."""
    poster = paint_poster(keyframe(640, 480, noise=True))
    assert poster is not None
    assert len(poster.webp) <= MAX_BYTES


@pytest.mark.parametrize("codec", list(Codec))
def test_any_codec_has_a_poster(codec: Codec) -> None:
    """Cameras that phones cannot play have posters all the same."""
    poster = paint_poster(keyframe(640, 360, codec=codec))
    assert poster is not None
    assert Image.open(io.BytesIO(poster.webp)).size == (320, 180)


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.parametrize("data", [b"", b"\0\0\0\1\x65garbage", b"garbage"])
def test_undecodable_key_frames_give_none(data: bytes, codec: Codec) -> None:
    """A broken key frame gives no poster, and no exception."""
    assert paint_poster(unit(data, codec)) is None


async def test_painter_works_off_the_loop_until_stopped() -> None:
    """The painter returns futures while it runs, and takes no orders before start and after stop."""
    painter = PosterPainter()
    key = keyframe(320, 180)
    assert painter.paint(key) is None
    painter.start()
    ordered = painter.paint(key)
    assert ordered is not None
    poster = await ordered
    assert poster is not None
    assert poster.captured_at_s == 17.0
    painter.stop()
    assert painter.paint(key) is None
