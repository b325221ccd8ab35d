"""Packets of a camera become pictures that every viewer can decode from a key frame on."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from responder.delivery.nal import NalType, nal_type
from responder.demo.encoding import SUB, Encoding
from responder.demo.footage import make_clip
from responder.demo.track import split_nals
from responder.media.intake import H264Intake, Picture
from tests.media.conftest import SPECS

FRAMES = 12


def packets(units: list[bytes], *, with_parameter_sets: bool = True) -> Iterator[tuple[bytes, int, float]]:
    """Each NAL unit in one packet, 15 pictures a second."""
    for index, unit in enumerate(units):
        for nal in split_nals(unit):
            if with_parameter_sets or nal_type(nal) not in (NalType.SPS, NalType.PPS):
                yield b"\0\0\0\1" + nal, index * 6000, index / 15


def taken(intake: H264Intake, units: list[bytes], *, with_parameter_sets: bool = True) -> list[Picture]:
    """Everything that comes out."""
    fed = packets(units, with_parameter_sets=with_parameter_sets)
    return [picture for packet in fed for picture in intake.packet(*packet)]


@pytest.fixture
def units(clips: Path) -> list[bytes]:
    """A small stream of one key frame and its followers."""
    return list(make_clip(SPECS["gym"], SUB, clips, frames=FRAMES).units)


def test_pictures_come_in_order_with_their_times(units: list[bytes]) -> None:
    """Every picture but the last, which may go on, comes out with the camera's time and that of arrival."""
    pictures = taken(H264Intake(None), units)
    assert [picture.camera_timestamp for picture in pictures] == [n * 6000 for n in range(FRAMES - 1)]
    assert [picture.arrived_at_s for picture in pictures] == [n / 15 for n in range(FRAMES - 1)]
    assert [picture.keyframe for picture in pictures] == [True] + [False] * (FRAMES - 2)


def test_begins_with_a_key_frame(units: list[bytes]) -> None:
    """What comes before the first key frame cannot be decoded and is left out."""
    pictures = taken(H264Intake(None), units[5:] + units)
    assert pictures[0].keyframe


def test_parameter_sets_of_the_sdp_complete_key_frames(units: list[bytes]) -> None:
    """A camera that tells SPS and PPS only in its SDP has them in front of its key frames."""
    sets = [nal for nal in split_nals(units[0]) if nal_type(nal) in (NalType.SPS, NalType.PPS)]
    intake = H264Intake(b"".join(b"\0\0\0\1" + nal for nal in sets))
    key = taken(intake, units, with_parameter_sets=False)[0]
    assert split_nals(key.data)[:2] == sets
    assert key.parameters is not None
    assert (key.parameters.width_px, key.parameters.height_px) == (640, 360)


def test_broken_extradata_does_not_matter(units: list[bytes]) -> None:
    """A camera with a garbled SDP that repeats its parameter sets plays."""
    assert taken(H264Intake(b"\xff\x00garbage"), units)[0].parameters is not None


def test_size_follows_a_new_sps(units: list[bytes], clips: Path) -> None:
    """When the camera changes its resolution, the pictures say so from the key frame on."""
    small = make_clip(
        SPECS["gym"], Encoding(width_px=320, height_px=180, bitrate_bps=200_000), clips, frames=3
    )
    intake = H264Intake(None)
    pictures = taken(intake, [*units, *small.units])
    widths = [picture.parameters.width_px for picture in pictures if picture.parameters]
    assert widths == [640] * FRAMES + [320] * 2


def test_b_frames_are_noticed(units: list[bytes], clips: Path) -> None:
    """A stream with bidirectional pictures says so from the first one on, and for good."""
    assert not any(picture.has_b_frames for picture in taken(H264Intake(None), units))
    encoding = Encoding(width_px=640, height_px=360, profile="main", b_frames=2)
    clip = make_clip(SPECS["gym"], encoding, clips, frames=FRAMES)
    noticed = [picture.has_b_frames for picture in taken(H264Intake(None), list(clip.units))]
    assert noticed[-1]
    assert all(not a or b for a, b in pairwise(noticed))


def test_data_is_what_a_decoder_takes(units: list[bytes]) -> None:
    """The byte stream of a picture holds all its NAL units behind start codes."""
    key = taken(H264Intake(None), units)[0]
    assert split_nals(key.data) == split_nals(units[0])
