"""A source is decoded once and its rungs are encoded; errors cost pictures, never the process."""

import random
from itertools import pairwise
from pathlib import Path

import av
import pytest

from responder.delivery.ladder import Rung
from responder.delivery.nal import NalType, nal_type, split_annexb
from responder.delivery.sps import parse_sps
from responder.demo.encoding import SUB, Encoding
from responder.demo.encoding import Codec as FilmedCodec
from responder.demo.footage import make_clip
from responder.demo.strip import read_strip
from responder.media.recipe import RECIPES
from responder.media.source_unit import Codec, SourceUnit
from responder.media.transcode_engine import SourceTranscoder
from responder.media.transcode_messages import Encoded
from tests.media.conftest import SPECS, luma_of

FRAMES = 30


def units(clips: Path, encoding: Encoding = SUB, codec: Codec = Codec.H264) -> list[SourceUnit]:
    """A clip of two seconds as a camera sends it."""
    clip = make_clip(SPECS["gym"], encoding, clips, frames=FRAMES)
    return [
        SourceUnit(
            codec=codec,
            data=data,
            keyframe=index == 0 or codec is Codec.MJPEG,
            timestamp=counter * 6000,
            captured_at_s=index / 15,
            after_gap=False,
        )
        for index, (data, counter) in enumerate(zip(clip.units, clip.counters, strict=True))
    ]


def engine(*rungs: Rung) -> SourceTranscoder:
    """Makes these rungs, all of their frames."""
    transcoder = SourceTranscoder(1)
    for rung in rungs:
        transcoder.open(rung, RECIPES[rung], 1.0)
    return transcoder


def fed(transcoder: SourceTranscoder, source: list[SourceUnit]) -> list[Encoded]:
    """All that comes out."""
    return [encoded for unit in source for encoded in transcoder.feed(unit, encode=True)]


def counters(encoded: list[Encoded]) -> list[int]:
    """The frame counters that a decoder shows of it."""
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_count = 1
    shown = [frame for it in encoded for frame in decoder.decode(av.Packet(it.data))] + decoder.decode(None)
    readings = [read_strip(luma_of(frame)) for frame in shown]
    return [reading.counter for reading in readings if reading]


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        (SUB, Codec.H264),
        (Encoding(width_px=640, height_px=360, profile="main", b_frames=2), Codec.H264),
        (Encoding(width_px=640, height_px=360, profile="high"), Codec.H264),
        (Encoding(width_px=640, height_px=360, codec=FilmedCodec.H265), Codec.H265),
        (Encoding(width_px=640, height_px=360, codec=FilmedCodec.MJPEG), Codec.MJPEG),
    ],
    ids=["baseline", "B-frames", "High", "H.265", "MJPEG"],
)
def test_every_kind_of_camera_becomes_baseline(clips: Path, encoding: Encoding, codec: Codec) -> None:
    """What comes out is constrained baseline in the order of showing, with increasing times."""
    encoded = fed(engine(Rung.MID), units(clips, encoding, codec))
    first = split_annexb(encoded[0].data)
    parameters = parse_sps(next(nal for nal in first if nal_type(nal) == NalType.SPS))
    assert (parameters.profile_idc, parameters.width_px) == (66, 640)
    shown = counters(encoded)
    assert shown == list(range(shown[0], shown[0] + len(shown)))
    assert len(shown) >= FRAMES - 3
    assert all(b.timestamp > a.timestamp for a, b in pairwise(encoded))


def test_rungs_share_one_decoder_and_have_their_own_rate(clips: Path) -> None:
    """LOW keeps all of 15 frames a second, THUMB 8 of them; each in its size."""
    encoded = fed(engine(Rung.LOW, Rung.THUMB), units(clips))
    low, thumb = ([it for it in encoded if it.rung is rung] for rung in (Rung.LOW, Rung.THUMB))
    assert counters(low) == list(range(FRAMES))
    assert len(counters(thumb)) == pytest.approx(FRAMES * 8 / 15, abs=1)
    assert low[0].keyframe
    assert thumb[0].keyframe


def test_pictures_of_the_past_are_only_decoded(clips: Path) -> None:
    """Catching up shows nothing old: the first picture out is the first one that was asked for."""
    source, transcoder = units(clips), engine(Rung.LOW)
    for unit in source[:20]:
        assert list(transcoder.feed(unit, encode=False)) == []
    encoded = fed(transcoder, source[20:])
    assert counters(encoded) == list(range(20, FRAMES))
    assert encoded[0].captured_at_s == source[20].captured_at_s


def test_waits_for_a_key_frame(clips: Path) -> None:
    """A source that is joined in the middle, or after a gap, shows nothing broken."""
    source, transcoder = units(clips), engine(Rung.LOW)
    assert fed(transcoder, source[5:]) == []
    fed(transcoder, source[:5])
    gap = SourceUnit(
        codec=Codec.H264, data=source[9].data, keyframe=False, timestamp=0, captured_at_s=0, after_gap=True
    )
    assert fed(transcoder, [gap, *source[10:]]) == []
    assert len(fed(transcoder, source)) >= FRAMES - 2


@pytest.mark.parametrize("codec", list(Codec))
def test_garbage_is_survived(clips: Path, codec: Codec) -> None:
    """Broken units of any codec cost pictures; the next key frame is shown again."""
    generator = random.Random(3)
    transcoder = engine(Rung.THUMB)
    for number in range(20):
        garbage = SourceUnit(
            codec=codec,
            data=b"\0\0\0\1\x65" + generator.randbytes(generator.randrange(200)),
            keyframe=True,
            timestamp=number * 6000,
            captured_at_s=0.0,
            after_gap=False,
        )
        fed(transcoder, [garbage])
    transcoder.skip()
    assert len(counters(fed(transcoder, units(clips)))) > 0


def test_a_new_size_is_followed(clips: Path) -> None:
    """After a change of resolution the rung goes on with a key frame of the right proportions."""
    wide = units(clips)
    narrow = units(clips, Encoding(width_px=480, height_px=360, bitrate_bps=300_000))
    encoded = fed(engine(Rung.THUMB), [*wide, *narrow])
    sizes = {
        (parameters.width_px, parameters.height_px)
        for it in encoded
        for nal in split_annexb(it.data)
        if nal_type(nal) == NalType.SPS
        for parameters in [parse_sps(nal)]
    }
    assert sizes == {(320, 180), (320, 240)}


def test_keeps_a_share_of_the_frames(clips: Path) -> None:
    """An overloaded node encodes half of them."""
    transcoder = engine(Rung.LOW)
    transcoder.keep(Rung.LOW, 0.5)
    assert len(fed(transcoder, units(clips))) == pytest.approx(FRAMES / 2, abs=1)


def test_closed_rungs_cost_nothing(clips: Path) -> None:
    """Nothing comes out; orders for rungs that are closed already do no harm."""
    transcoder = engine(Rung.LOW)
    was_idle = transcoder.is_idle
    transcoder.close(Rung.LOW)
    transcoder.close(Rung.LOW)
    transcoder.keep(Rung.LOW, 0.5)
    transcoder.request_keyframe(Rung.LOW)
    assert (was_idle, transcoder.is_idle) == (False, True)
    assert fed(transcoder, units(clips)) == []
