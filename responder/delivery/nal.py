"""NAL units: the pieces of an H.264 stream, and how a byte stream holds them (ITU-T H.264 annex B)."""

from enum import IntEnum

from responder.delivery.errors import H264Error

_START_CODE = b"\x00\x00\x01"


class NalType(IntEnum):
    """nal_unit_type, ITU-T H.264 table 7-1; those that delivery tells apart."""

    SLICE = 1
    PARTITION_A = 2
    IDR = 5
    SEI = 6
    SPS = 7
    PPS = 8
    ACCESS_UNIT_DELIMITER = 9
    END_OF_SEQUENCE = 10
    END_OF_STREAM = 11
    FILLER = 12


def nal_type(nal: bytes) -> int:
    """nal_unit_type of a NAL unit without its start code. Raises H264Error when it is empty."""
    if not nal:
        raise H264Error("empty NAL unit")
    return nal[0] & 0x1F


def split_annexb(data: bytes) -> list[bytes]:
    """NAL units of a byte stream (ITU-T H.264 annex B), without start codes and trailing zeros.

    Raises H264Error when bytes other than zero come before the first start code.
    """
    head, *nals = bytes(data).split(_START_CODE)
    if head.strip(b"\x00"):
        raise H264Error("no start code at the beginning of the byte stream")
    # Zeros belong to the next start code or to trailing_zero_8bits: no NAL unit ends in zero (7.4.1).
    return [nal for nal in (piece.rstrip(b"\x00") for piece in nals) if nal]


def unescape(payload: bytes) -> bytes:
    """The payload without emulation prevention bytes (clause 7.4.1.1)."""
    return payload.replace(b"\x00\x00\x03", b"\x00\x00")
