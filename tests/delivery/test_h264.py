"""Access units and their RTP payloads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.h264 import (
    MAX_PAYLOAD_BYTES,
    H264Error,
    NalType,
    ParameterSets,
    access_unit,
    has_b_slices,
    nal_type,
    packetize,
    split_annexb,
)
from tests.delivery.depacketizer import depacketize
from tests.delivery.footage import byte_stream, decode

SPS, PPS, SEI = b"\x67sps", b"\x68pp", b"\x06sei"
AUD, FILLER, END = b"\x09\xf0", b"\x0c\xff\xff", b"\x0a"

nal_units = st.tuples(st.sampled_from([0x41, 0x65, 0x06, 0x67, 0x68, 0x01]), st.binary(max_size=5000)).map(
    lambda it: bytes((it[0],)) + it[1]
)


def idr(size: int) -> bytes:
    """An IDR slice of so many bytes."""
    return b"\x65" + bytes(range(256)) * (size // 256) + bytes(size % 256 - 1 if size % 256 else 0)


@given(st.lists(nal_units, min_size=1, max_size=6), st.integers(30, 1200))
def test_payloads_hold_the_nal_units_in_order(nals: list[bytes], max_payload_bytes: int) -> None:
    """What a receiver puts together is what the camera sent, and no payload is too large."""
    payloads = packetize(nals, max_payload_bytes)

    assert list(depacketize(payloads)) == nals
    assert max(map(len, payloads)) <= max_payload_bytes


@given(st.integers(1, 60_000), st.integers(30, 1200))
def test_fragments_are_of_equal_size_but_the_last(size: int, max_payload_bytes: int) -> None:
    """One GSO send carries them: the last is smaller or equal, and none is needlessly small."""
    payloads = packetize([b"\x41" + bytes(size)], max_payload_bytes)
    sizes = [len(payload) for payload in payloads]

    assert set(sizes[:-1]) <= {sizes[0]}
    assert sizes[-1] <= sizes[0]
    assert len(sizes) == (1 if size < max_payload_bytes else -(-size // (max_payload_bytes - 2)))


def test_parameter_sets_travel_as_one_packet_before_the_idr() -> None:
    """Chromium wants SPS and PPS in one STAP-A, and the IDR behind it."""
    stap, *fragments = packetize([AUD, SPS, PPS, SEI, idr(3000)])

    assert stap == b"\x78" + b"\x00\x04" + SPS + b"\x00\x03" + PPS + b"\x00\x04" + SEI
    assert {fragment[0] & 0x1F for fragment in fragments} == {28}


def test_what_carries_no_picture_is_dropped() -> None:
    """Delimiters, filler and end marks cost bits and show nothing."""
    assert packetize([AUD, b"\x41p", FILLER, END, b"\x0b"]) == (b"\x41p",)


def test_an_sei_that_does_not_fit_travels_alone() -> None:
    """Aggregates stop at the largest payload; what is larger still is fragmented."""
    long_sei = b"\x06" + bytes(1500)

    payloads = packetize([SPS, PPS, long_sei, idr(10)])

    assert [payload[0] & 0x1F for payload in payloads] == [24, 28, 28, NalType.IDR]
    assert list(depacketize(payloads)) == [SPS, PPS, long_sei, idr(10)]


def test_every_slice_is_its_own_nal_unit() -> None:
    """Cameras with several slices a picture: each slice is sent whole or fragmented, none aggregated."""
    payloads = packetize([SPS, PPS, idr(40), idr(50), idr(2500)])

    assert [payload[0] & 0x1F for payload in payloads] == [24, 5, 5, 28, 28, 28]


def test_a_payload_is_at_most_1100_bytes() -> None:
    """MTU 1280 with IPv6, UDP, RTP, SRTP and RTX leaves no more for sure."""
    assert max(map(len, packetize([idr(200_000)]))) <= MAX_PAYLOAD_BYTES == 1100


@pytest.mark.parametrize("slices", [1, 4])
def test_a_real_stream_survives_the_journey(slices: int) -> None:
    """Split, packetized, put together and decoded: every picture comes out in its size."""
    units = [access_unit(split_annexb(unit)) for unit in byte_stream(640, 360, slices=slices)]

    arrived = [
        b"".join(b"\x00\x00\x00\x01" + nal for nal in depacketize(packetize(unit.nals))) for unit in units
    ]

    assert [unit.keyframe for unit in units] == [True, *[False] * 5] * 2
    assert decode(arrived) == [(640, 360)] * 12


def test_b_slices_are_found() -> None:
    """A stream with B-frames has them between its P-frames; one without has none."""
    with_b = [has_b_slices(split_annexb(unit)) for unit in byte_stream(profile="main", b_frames=2)]
    without = [has_b_slices(split_annexb(unit)) for unit in byte_stream(profile="main")]

    assert any(with_b)
    assert not with_b[0]
    assert not any(without)


def test_a_cut_off_slice_is_an_error() -> None:
    """A slice header without its slice type says nothing about order."""
    with pytest.raises(H264Error):
        has_b_slices([b"\x41"])


def test_an_access_unit_knows_its_key_frame() -> None:
    """Only an IDR slice makes one; delimiters are gone."""
    unit = access_unit([AUD, SPS, PPS, idr(9)])

    assert unit.keyframe
    assert unit.nals == (SPS, PPS, idr(9))
    assert not access_unit([AUD, b"\x41p"]).keyframe


def test_a_key_frame_gets_the_parameter_sets_that_it_lacks() -> None:
    """Those of the SDP first; later ones replace them."""
    sets = ParameterSets([SPS, PPS])

    assert sets.complete(access_unit([idr(9)])).nals == (SPS, PPS, idr(9))
    assert sets.complete(access_unit([b"\x67new", idr(9)])).nals == (PPS, b"\x67new", idr(9))
    assert sets.complete(access_unit([idr(9)])).nals == (b"\x67new", PPS, idr(9))
    assert sets.sps == b"\x67new"


def test_other_pictures_stay_as_they_are() -> None:
    """Parameter sets belong before key frames only; without any known, nothing is made up."""
    inter = access_unit([b"\x41p"])

    assert ParameterSets([SPS, PPS]).complete(inter) is inter
    assert ParameterSets().complete(access_unit([idr(9)])).nals == (idr(9),)
    assert ParameterSets().sps is None


@given(st.lists(st.binary(max_size=50), max_size=5))
def test_garbage_never_escapes_as_another_error(nals: list[bytes]) -> None:
    """Whatever a camera sends, packets come out or an H264Error."""
    try:
        unit = access_unit(nals)
        has_b_slices(unit.nals)
    except H264Error:
        return
    assert all(nal_type(nal) not in (9, 10, 11, 12) for nal in unit.nals)
