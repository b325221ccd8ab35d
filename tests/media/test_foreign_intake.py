"""Pictures of other codecs come out whole, beginning with one that can be decoded by itself."""

from pathlib import Path

import pytest

from responder.demo.encoding import Codec as FilmedCodec
from responder.demo.encoding import Encoding
from responder.demo.footage import make_clip
from responder.demo.track import split_nals
from responder.media.foreign_intake import MAX_UNIT_BYTES, ForeignIntake
from responder.media.source_unit import Codec
from tests.media.conftest import SPECS


@pytest.fixture
def h265(clips: Path) -> list[bytes]:
    """A key frame and its followers."""
    encoding = Encoding(codec=FilmedCodec.H265, width_px=640, height_px=360)
    return list(make_clip(SPECS["gym"], encoding, clips, frames=6).units)


def test_h265_pictures_come_out_whole(h265: list[bytes]) -> None:
    """All NAL units of a timestamp together, with the time at which the first one came."""
    intake = ForeignIntake(Codec.H265, None)
    pictures = []
    for index, unit in enumerate(h265):
        for nal in split_nals(unit):
            pictures += intake.packet(b"\0\0\0\1" + nal, index * 6000, index / 15)
    assert [split_nals(picture.data) for picture in pictures] == [split_nals(unit) for unit in h265[:-1]]
    assert [picture.keyframe for picture in pictures] == [True] + [False] * 4
    assert [picture.arrived_at_s for picture in pictures] == [index / 15 for index in range(5)]
    assert {picture.payloads for picture in pictures} == {()}


def test_begins_with_a_picture_that_needs_no_other(h265: list[bytes]) -> None:
    """What comes before is left out; parameter sets of the SDP stand in front of it."""
    intake = ForeignIntake(Codec.H265, b"\0\0\0\1\x40sets")
    pictures = []
    for index, unit in enumerate([*h265[3:], *h265]):
        pictures += intake.packet(unit, index * 6000, 0.0)
    assert pictures[0].keyframe
    assert pictures[0].data.startswith(b"\0\0\0\1\x40sets")
    assert not pictures[1].data.startswith(b"\0\0\0\1\x40sets")


def test_every_jpeg_is_complete() -> None:
    """No waiting for the next one."""
    intake = ForeignIntake(Codec.MJPEG, None)
    (picture,) = intake.packet(b"\xff\xd8 jpeg", 6000, 1.0)
    assert (picture.data, picture.keyframe, picture.camera_timestamp) == (b"\xff\xd8 jpeg", True, 6000)


def test_memory_is_bounded() -> None:
    """A timestamp that stands still does not fill the memory, and the next picture is whole."""
    intake = ForeignIntake(Codec.H265, None)
    for _ in range(MAX_UNIT_BYTES // 100_000 * 3):
        assert intake.packet(b"\1" * 100_000, 0, 0.0) == []
    intake.packet(b"\0\0\0\1\x26key", 6000, 0.0)
    (picture,) = intake.packet(b"\0\0\0\1\x02next", 12_000, 0.0)
    assert picture.data == b"\0\0\0\1\x26key"
