"""Footage is encoded once, is what WebRTC takes as it is, and says itself which frame is which."""

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from responder.demo.backdrops import Place
from responder.demo.encoding import Codec, Encoding
from responder.demo.footage import Clip, Footage, make_clip, make_footage
from responder.demo.scene import SceneSpec
from responder.demo.strip import StripReading, read_strip

FRAMES = 40


def spec(number: int, place: Place = Place.CORRIDOR) -> SceneSpec:
    """A camera by number."""
    return SceneSpec(camera_number=number, name=f"Camera {number}", place=place, night=number % 2 == 0)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for this module."""
    return tmp_path_factory.mktemp("footage")


@pytest.fixture(scope="module")
def footage(directory: Path) -> dict[int, Footage]:
    """One camera of every kind of place."""
    specs = [spec(number, place) for number, place in enumerate(Place, start=1)]
    return make_footage(specs, directory, frames=FRAMES)


def pictures(clip: Clip) -> list[av.VideoFrame]:
    """What a decoder makes of a clip."""
    names = {Codec.H264: "h264", Codec.H265: "hevc", Codec.MJPEG: "mjpeg"}
    decoder = av.CodecContext.create(names[clip.codec], "r")
    assert isinstance(decoder, VideoCodecContext)
    shown = [picture for unit in clip.units for picture in decoder.decode(av.Packet(unit))]
    return shown + decoder.decode(None)


def grey(picture: av.VideoFrame) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Brightness of the pixels."""
    return np.asarray(picture.to_ndarray(format="gray"), np.uint8)


def nal_types(unit: bytes) -> list[int]:
    """Types of the NAL units of an Annex B access unit."""
    return [nal[0] & 0x1F for nal in unit.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:]]


@pytest.mark.parametrize(("stream", "width_px", "height_px"), [("main", 1280, 720), ("sub", 640, 360)])
def test_every_picture_names_camera_and_frame(
    footage: dict[int, Footage], stream: str, width_px: int, height_px: int
) -> None:
    """Camera number and frame counter are read from every decoded picture of both streams of every place."""
    for number, made in footage.items():
        shown = pictures(getattr(made, stream))
        assert {(picture.width, picture.height) for picture in shown} == {(width_px, height_px)}
        readings = [read_strip(grey(picture)) for picture in shown]
        assert readings == [StripReading(camera_number=number, counter=n) for n in range(FRAMES)]


def test_streams_are_constrained_baseline(footage: dict[int, Footage]) -> None:
    """Key frames come every 2 s with SPS and PPS, and both streams are labelled 42c01f or lower."""
    for made in footage.values():
        for clip in (made.main, made.sub):
            keys = [n for n, unit in enumerate(clip.units) if 5 in nal_types(unit)]
            assert keys == list(range(0, FRAMES, 30))
            for n in keys:
                assert nal_types(clip.units[n])[:2] == [7, 8]
            profile, constraints, level = clip.units[0][5:8]
            assert (profile, constraints & 0x40, level <= 31) == (66, 0x40, True)


def test_each_picture_is_a_single_slice(footage: dict[int, Footage]) -> None:
    """Encoders of cameras make one slice per picture."""
    for unit in footage[1].main.units:
        assert sum(kind in (1, 5) for kind in nal_types(unit)) == 1


def test_pictures_move_and_differ_between_cameras(footage: dict[int, Footage]) -> None:
    """A frozen picture or the wrong camera can be told by looking."""
    one, other = pictures(footage[1].sub), pictures(footage[2].sub)
    scene = slice(20, 320)
    moved = np.abs(grey(one[0])[scene].astype(int) - grey(one[-1])[scene])
    apart = np.abs(grey(one[0])[scene].astype(int) - grey(other[0])[scene])
    assert (moved > 40).mean() > 0.002
    assert (apart > 40).mean() > 0.1


def test_encodes_only_once(directory: Path, footage: dict[int, Footage]) -> None:
    """A second start takes everything from the cache."""
    before = {path: path.stat().st_mtime_ns for path in directory.iterdir()}
    again = make_footage([spec(1)], directory, frames=FRAMES)
    assert again[1] == footage[1]
    assert {path: path.stat().st_mtime_ns for path in directory.iterdir()} == before


def test_replaces_a_damaged_entry(directory: Path, footage: dict[int, Footage]) -> None:
    """A cache file cut short or with a flipped bit is made again."""
    for damage in (lambda content: content[:-100], lambda content: content[:-1] + b"\0", lambda content: b""):
        for path in directory.iterdir():
            path.write_bytes(damage(path.read_bytes()))
        assert make_footage([spec(1)], directory, frames=FRAMES)[1] == footage[1]


def test_leaves_no_unfinished_files(directory: Path, footage: dict[int, Footage]) -> None:
    """Everything in the cache is a whole clip."""
    assert footage
    assert {path.suffix for path in directory.iterdir()} == {".clip"}


def test_reports_progress(tmp_path: Path) -> None:
    """A person who waits for the first start sees how far it is."""
    seen: list[tuple[int, int]] = []
    make_footage([spec(9)], tmp_path, frames=2, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 1)]


@pytest.mark.parametrize(
    "encoding",
    [
        Encoding(codec=Codec.H265, width_px=640, height_px=360),
        Encoding(codec=Codec.MJPEG, width_px=640, height_px=360),
        Encoding(profile="high", width_px=640, height_px=360),
        Encoding(profile="main", b_frames=2, width_px=640, height_px=360),
    ],
    ids=["H.265", "MJPEG", "High profile", "B-frames"],
)
def test_makes_what_difficult_cameras_send(encoding: Encoding, directory: Path) -> None:
    """Every unusual encoding decodes to the same numbered pictures."""
    clip = make_clip(spec(3), encoding, directory, frames=8)
    readings = [read_strip(grey(picture)) for picture in pictures(clip)]
    assert readings == [StripReading(camera_number=3, counter=n) for n in range(8)]


def test_b_frames_are_sent_out_of_order(directory: Path) -> None:
    """The camera with B-frames really has them: slice types are mixed."""
    encoding = Encoding(profile="main", b_frames=2, width_px=640, height_px=360)
    clip = make_clip(spec(3), encoding, directory, frames=8)
    assert PictureType.B in {PictureType(picture.pict_type) for picture in pictures(clip)}
