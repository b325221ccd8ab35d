"""Posters are small, whatever the camera shows, made of any frame, and never of what cannot be decoded."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from PIL import Image

from responder.media.poster import MAX_BYTES, Poster
from responder.media.poster_decoder import PosterDecoder
from responder.media.source_unit import Codec, SourceUnit

ENCODERS = {Codec.H264: "libx264", Codec.H265: "libx265", Codec.MJPEG: "mjpeg"}


def unit(data: bytes, codec: Codec = Codec.H264) -> SourceUnit:
    """A key frame of these bytes, captured at 17."""
    return SourceUnit(codec=codec, data=data, keyframe=True, timestamp=0, captured_at_s=17.0, after_gap=False)


def paint_poster(keyframe: SourceUnit) -> Poster | None:
    """Of one key frame alone."""
    return PosterDecoder().poster([keyframe], is_all=True)


def group(count: int, *, codec: Codec = Codec.H264) -> list[SourceUnit]:
    """A key frame and what follows: a bright bar goes down the picture. The n-th frame is captured at n."""
    encoder = _encoder(codec, 320, 180)
    units: list[SourceUnit] = []
    for number in range(count):
        luma = np.full((180, 320), 32, np.uint8)
        luma[number * 8 : number * 8 + 8] = 224
        for packet in encoder.encode(_frame(luma, encoder, number)):
            units.append(_numbered(bytes(packet), packet.is_keyframe, len(units), codec))
    return units


def _numbered(data: bytes, is_keyframe: bool, number: int, codec: Codec) -> SourceUnit:
    return SourceUnit(
        codec=codec,
        data=data,
        keyframe=is_keyframe,
        timestamp=0,
        captured_at_s=float(number),
        after_gap=False,
    )


def bar_of(poster: Poster | None) -> int:
    """Which frame of `group` it shows."""
    assert poster is not None
    rows = np.asarray(Image.open(io.BytesIO(poster.webp)).convert("L")).mean(axis=1)
    return int(rows.argmax()) // 8


def _encoder(codec: Codec, width_px: int, height_px: int) -> VideoCodecContext:
    encoder = av.CodecContext.create(ENCODERS[codec], "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height = width_px, height_px
    encoder.pix_fmt = "yuvj420p" if codec is Codec.MJPEG else "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 15), Fraction(15)
    if codec is Codec.H264:
        encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "10"}
    if codec is Codec.H265:
        encoder.options = {"preset": "ultrafast", "x265-params": "log-level=none"}
    return encoder


def _frame(luma: np.ndarray, encoder: VideoCodecContext, pts: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(luma, "gray").reformat(format=encoder.pix_fmt)
    frame.pts = pts
    return frame


def keyframe(width_px: int, height_px: int, *, noise: bool = False, codec: Codec = Codec.H264) -> SourceUnit:
    """A picture of this size; noise is the hardest picture to compress."""
    generator = np.random.default_rng(5)
    luma = generator.integers(0, 255, (height_px, width_px), np.uint8)
    if not noise:
        luma = np.linspace(0, 255, width_px * height_px).astype(np.uint8).reshape(height_px, width_px)
    encoder = _encoder(codec, width_px, height_px)
    frame = _frame(luma, encoder, 0)
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


def test_any_frame_becomes_a_poster() -> None:
    """Fed bit by bit, the kept decoder gives the newest picture with its own time."""
    units = group(12)
    decoder = PosterDecoder()
    first = decoder.poster(units[:5])
    second = decoder.poster(units[5:11])
    assert (bar_of(first), first and first.captured_at_s) == (4, 4.0)
    assert (bar_of(second), second and second.captured_at_s) == (10, 10.0)


def test_goes_on_after_a_break() -> None:
    """What cannot be decoded costs its picture; the next key frame begins anew."""
    units = group(3)
    decoder = PosterDecoder()
    broken = unit(b"\0\0\0\1\x65garbage")
    decoder.poster([broken, *units[1:]])
    assert bar_of(decoder.poster(units)) == 2


def test_a_camera_may_change_its_codec() -> None:
    """After a change of settings the next key frame is of another codec."""
    decoder = PosterDecoder()
    decoder.poster(group(2))
    poster = decoder.poster([keyframe(640, 360, codec=Codec.MJPEG)])
    assert poster is not None
    assert poster.captured_at_s == 17.0
