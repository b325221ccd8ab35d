"""Byte streams and NAL units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.errors import H264Error
from responder.delivery.nal import NalType, nal_type, split_annexb, unescape
from tests.delivery.footage import byte_stream


def escape(payload: bytes) -> bytes:
    """Emulation prevention, byte by byte as clause 7.4.1.1 says."""
    escaped = bytearray()
    zeros = 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            escaped.append(3)
            zeros = 0
        escaped.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(escaped)


# Payloads end in the stop bit, so never in zero.
payloads = st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 255]), max_size=40).map(
    lambda it: bytes([*it, 0x80])
)
nals = st.tuples(st.integers(1, 23), payloads).map(lambda it: bytes((it[0],)) + escape(it[1]))


@given(st.lists(st.tuples(nals, st.booleans(), st.integers(0, 3)), max_size=8))
def test_nal_units_are_found_between_start_codes(pieces: list[tuple[bytes, bool, int]]) -> None:
    """Start codes of three and four bytes and trailing zeros are left out, whatever the payload holds."""
    stream = b"".join(
        (b"\x00\x00\x00\x01" if long else b"\x00\x00\x01") + nal + bytes(zeros) for nal, long, zeros in pieces
    )

    assert split_annexb(stream) == [nal for nal, _, _ in pieces]


@given(payloads)
def test_emulation_prevention_is_undone(payload: bytes) -> None:
    """Unescaping gives the payload that the encoder escaped."""
    assert unescape(escape(payload)) == payload


def test_a_real_stream_is_split_into_its_nal_units() -> None:
    """x264's first access unit: delimiter, SPS, PPS, SEI, IDR."""
    kinds = [nal_type(nal) for nal in split_annexb(byte_stream()[0])]

    assert kinds == [
        NalType.ACCESS_UNIT_DELIMITER,
        NalType.SPS,
        NalType.PPS,
        NalType.SEI,
        NalType.IDR,
    ]


def test_bytes_without_a_start_code_are_an_error() -> None:
    """Length-prefixed (AVCC) data is not mistaken for a byte stream."""
    with pytest.raises(H264Error, match="no start code"):
        split_annexb(b"\x00\x00\x00\x20\x67\x42")


def test_nothing_holds_no_nal_unit() -> None:
    """Empty data, zeros and lone start codes."""
    assert split_annexb(b"") == split_annexb(b"\x00\x00") == split_annexb(b"\x00\x00\x01\x00\x00\x01") == []


def test_an_empty_nal_unit_has_no_type() -> None:
    """It is an error, not an IndexError."""
    with pytest.raises(H264Error, match="empty"):
        nal_type(b"")
