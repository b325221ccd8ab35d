"""How a simulated camera encodes its picture, well behaved or not."""

from enum import StrEnum
from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from msgspec import Struct

from responder.demo.scene import FRAMES_PER_S


class Codec(StrEnum):
    """What is in a clip's access units: Annex B for the two first, one JPEG each for MJPEG."""

    H264 = "h264"
    H265 = "h265"
    MJPEG = "mjpeg"


class Encoding(Struct, frozen=True, kw_only=True):
    """One encoding of a scene. The defaults are what WebRTC takes as it is: profile-level-id 42e01f."""

    codec: Codec = Codec.H264
    width_px: int = 1280
    height_px: int = 720
    bitrate_bps: int = 1_500_000
    profile: str = "baseline"
    b_frames: int = 0
    gop_s: int = 2


MAIN = Encoding()
SUB = Encoding(width_px=640, height_px=360, bitrate_bps=400_000)

_ENCODERS = {Codec.H264: "libx264", Codec.H265: "libx265", Codec.MJPEG: "mjpeg"}


def open_encoder(encoding: Encoding) -> VideoCodecContext:
    """An encoder that makes one slice per picture and a key frame every `gop_s`, whatever the content."""
    encoder = av.CodecContext.create(_ENCODERS[encoding.codec], "w")
    if not isinstance(encoder, VideoCodecContext):
        raise TypeError(f"{_ENCODERS[encoding.codec]} does not encode video")
    encoder.width, encoder.height = encoding.width_px, encoding.height_px
    encoder.pix_fmt = "yuvj420p" if encoding.codec is Codec.MJPEG else "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, FRAMES_PER_S), Fraction(FRAMES_PER_S)
    encoder.bit_rate = encoding.bitrate_bps
    encoder.gop_size = encoding.gop_s * FRAMES_PER_S
    encoder.max_b_frames = encoding.b_frames
    encoder.thread_count = 1
    encoder.options = _options(encoding)
    return encoder


# Parameter sets with every key frame, as cameras send them.
_X265 = "log-level=none:repeat-headers=1"


def _options(encoding: Encoding) -> dict[str, str]:
    if encoding.codec is Codec.MJPEG:
        # RFC 2435 carries no Huffman tables: they must be the default ones.
        return {"huffman": "default"}
    if encoding.codec is Codec.H265:
        return {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "x265-params": _X265,
        }
    return {
        "preset": "ultrafast" if encoding.b_frames == 0 else "veryfast",
        "profile": encoding.profile,
        "maxrate": str(encoding.bitrate_bps),
        "bufsize": str(encoding.bitrate_bps),
        "sc_threshold": "0",
        "keyint_min": str(encoding.gop_s * FRAMES_PER_S),
        "x264-params": "sliced-threads=0:8x8dct=1" if encoding.profile == "high" else "sliced-threads=0",
    }


# An access unit, and the index of the frame that it shows.
SentUnit = tuple[bytes, int]


def encoded(encoder: VideoCodecContext, frame: av.VideoFrame, index: int) -> list[SentUnit]:
    """The access units that are finished after frame `index`, in the order in which a camera sends them."""
    if encoder.pix_fmt != frame.format.name:
        frame = frame.reformat(format=encoder.pix_fmt)
    frame.pts = index
    return [(bytes(packet), packet.pts or 0) for packet in encoder.encode(frame)]


def flushed(encoder: VideoCodecContext) -> list[SentUnit]:
    """What the encoder still held back after the last frame."""
    return [(bytes(packet), packet.pts or 0) for packet in encoder.encode(None)]
