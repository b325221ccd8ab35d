"""The strip survives what a picture goes through between a camera and a phone."""

from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.demo.strip import Luma, StripReading, draw_strip, read_strip


def textured(width_px: int, height_px: int, seed: int = 1) -> Luma:
    """A noisy picture, as hard for the encoder as a real scene."""
    noise = np.random.default_rng(seed).integers(40, 200, (height_px // 8, width_px // 8), np.uint8)
    return np.kron(noise, np.ones((8, 8), np.uint8))


def luma_of(picture: av.VideoFrame) -> Luma:
    """The brightness of a picture's pixels."""
    return np.asarray(picture.to_ndarray(format="gray"), np.uint8)


def compressed(frames: list[Luma], bitrate_bps: int) -> list[Luma]:
    """What a decoder shows after H.264 at this bitrate."""
    height, width = frames[0].shape
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.bit_rate, encoder.time_base, encoder.framerate = bitrate_bps, Fraction(1, 15), Fraction(15)
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency"}
    decoder = av.CodecContext.create("h264", "r")
    pictures = []
    for index, luma in enumerate(frames):
        frame = av.VideoFrame.from_ndarray(luma, "gray").reformat(format="yuv420p")
        frame.pts = index
        pictures += [picture for packet in encoder.encode(frame) for picture in decoder.decode(packet)]
    pictures += [picture for packet in encoder.encode(None) for picture in decoder.decode(packet)]
    pictures += decoder.decode(None)
    return [luma_of(picture) for picture in pictures]


@given(
    camera_number=st.integers(0, 255),
    counter=st.integers(0, 65_535),
    width_px=st.sampled_from([320, 426, 640, 854, 1280, 1920]),
)
def test_reads_back_what_was_drawn(camera_number: int, counter: int, width_px: int) -> None:
    """Every camera number and counter comes back from a picture of any usual width."""
    luma = textured(width_px, width_px * 9 // 16)
    draw_strip(luma, camera_number, counter)
    assert read_strip(luma) == StripReading(camera_number=camera_number, counter=counter)


@pytest.mark.parametrize(("width_px", "bitrate_bps"), [(320, 80_000), (640, 400_000), (1280, 1_500_000)])
def test_survives_compression(width_px: int, bitrate_bps: int) -> None:
    """The counter of every frame is read after H.264 at the bitrate of the smallest and the largest rung."""
    frames = []
    for counter in range(60):
        luma = np.roll(textured(width_px, width_px * 9 // 16), counter * 2, axis=1)
        draw_strip(luma, 200, counter)
        frames.append(luma)
    readings = [read_strip(picture) for picture in compressed(frames, bitrate_bps)]
    assert readings == [StripReading(camera_number=200, counter=counter) for counter in range(60)]


@given(scale=st.floats(0.25, 1.5), counter=st.integers(0, 65_535))
def test_survives_scaling(scale: float, counter: int) -> None:
    """A picture of 1280 px scaled to anything between 320 px and 1920 px keeps its strip."""
    luma = textured(1280, 720)
    draw_strip(luma, 7, counter)
    frame = av.VideoFrame.from_ndarray(luma, "gray")
    scaled = frame.reformat(width=int(640 * scale) * 2, height=int(360 * scale) * 2)
    assert read_strip(luma_of(scaled)) == StripReading(camera_number=7, counter=counter)


@given(seed=st.integers(0, 2**32 - 1))
def test_finds_no_strip_where_there_is_none(seed: int) -> None:
    """A picture without a strip gives no reading, rather than a wrong camera."""
    assert read_strip(textured(640, 360, seed)) is None


def test_finds_no_strip_in_black() -> None:
    """A black picture, the usual picture of a broken decoder, gives no reading."""
    assert read_strip(np.zeros((360, 640), np.uint8)) is None


@pytest.mark.parametrize(("camera_number", "counter"), [(256, 0), (-1, 0), (0, 65_536), (0, -1)])
def test_refuses_numbers_that_do_not_fit(camera_number: int, counter: int) -> None:
    """A number too large for its field is an error, not another camera's number."""
    with pytest.raises(ValueError, match="does not fit"):
        draw_strip(textured(640, 360), camera_number, counter)
