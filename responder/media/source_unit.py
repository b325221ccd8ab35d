"""One picture as the camera encoded it, for those who decode it: posters and transcoding."""

from enum import StrEnum

from msgspec import Struct


class Codec(StrEnum):
    """What cameras send; the values are libav's names."""

    H264 = "h264"
    H265 = "hevc"
    MJPEG = "mjpeg"


class SourceUnit(Struct, frozen=True, kw_only=True, array_like=True):
    """`data` is a byte stream in Annex B, or a JPEG."""

    codec: Codec
    data: bytes
    keyframe: bool
    """Whether decoding can begin here; its parameter sets are in it."""
    timestamp: int | None
    """When it is shown on the camera's own clock of 90 kHz, which may jump; None when it sent none."""
    captured_at_s: float
    after_gap: bool
    """Whether something before it is missing, so that it can only be decoded if it is a key frame."""
