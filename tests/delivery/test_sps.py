"""Sequence parameter sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.errors import H264Error
from responder.delivery.nal import NalType, nal_type, split_annexb
from responder.delivery.sps import parse_sps
from tests.delivery.footage import byte_stream
from tests.delivery.test_bits import golomb, packed
from tests.delivery.test_nal import escape


def sps_of(stream: tuple[bytes, ...]) -> bytes:
    """The first SPS of a stream."""
    return next(nal for nal in split_annexb(stream[0]) if nal_type(nal) == NalType.SPS)


def written_sps(syntax: str, profile_idc: int = 66) -> bytes:
    """An SPS NAL unit from binary digits that follow seq_parameter_set_id."""
    head = f"{profile_idc:08b}" + "11000000" + f"{31:08b}" + golomb(0)
    return b"\x67" + escape(packed(head + syntax + "1"))


# max_num_ref_frames 1, no gaps, 20x15 macroblocks, frames only, direct 8x8, no cropping, no VUI.
QVGA = golomb(1) + "0" + golomb(19) + golomb(14) + "1" + "1" + "0" + "0"


@pytest.mark.parametrize("profile", ["baseline", "main", "high"])
@pytest.mark.parametrize("size", [(320, 180), (640, 360), (1280, 720), (1920, 1080), (322, 242)])
def test_the_picture_size_is_read(profile: str, size: tuple[int, int]) -> None:
    """Sizes that are no multiple of 16 are cropped; every profile that cameras use."""
    parameters = parse_sps(sps_of(byte_stream(*size, profile=profile, frames=1)))

    assert (parameters.width_px, parameters.height_px) == size
    assert parameters.profile_idc == {"baseline": 66, "main": 77, "high": 100}[profile]


def test_the_profile_level_id_is_that_of_sdp() -> None:
    """Constrained Baseline, level 3.1."""
    parameters = parse_sps(written_sps(golomb(0) + golomb(0) + golomb(0) + QVGA))

    assert parameters.profile_level_id == "42c01f"
    assert (parameters.width_px, parameters.height_px) == (320, 240)


def test_every_picture_order_type_is_read() -> None:
    """Type 1 lists offsets of a cycle; type 2 says nothing."""
    type_1 = golomb(0) + golomb(1) + "0" + golomb(5) + golomb(6) + golomb(3) + golomb(1) * 3
    type_2 = golomb(0) + golomb(2)

    sizes = {parse_sps(written_sps(order + QVGA)).width_px for order in (type_1, type_2)}

    assert sizes == {320}


def test_scaling_lists_are_skipped() -> None:
    """High profile with a full 4x4 list, one that ends early, and the rest absent."""
    full, early = "1" + golomb(0) * 16, "1" + golomb(16)  # 8 - 8 = 0: the list ends
    matrices = "1" + full + early + "0" * 6
    chroma = golomb(1) + golomb(0) + golomb(0) + "0"

    parameters = parse_sps(written_sps(chroma + matrices + golomb(0) + golomb(2) + QVGA, profile_idc=100))

    assert (parameters.width_px, parameters.height_px) == (320, 240)


def test_interlaced_pictures_have_two_fields() -> None:
    """A map unit is two macroblocks high when there are fields."""
    interlaced = golomb(1) + "0" + golomb(19) + golomb(14) + "0" + "0" + "1" + "0" + "0"

    assert parse_sps(written_sps(golomb(0) + golomb(2) + interlaced)).height_px == 480


@pytest.mark.parametrize("chroma_format_idc", [0, 2, 3])
def test_cropping_counts_in_units_of_the_chroma_format(chroma_format_idc: int) -> None:
    """Grey and 4:4:4 crop single pixels; 4:2:2 pairs of columns and single rows."""
    planes = "0" if chroma_format_idc == 3 else ""
    chroma = golomb(chroma_format_idc) + planes + golomb(0) + golomb(0) + "0" + "0"
    cropped = (
        golomb(1)
        + "0"
        + golomb(19)
        + golomb(14)
        + "1"
        + "1"
        + "1"
        + golomb(0)
        + golomb(2) * 2
        + golomb(1)
        + "0"
    )

    parameters = parse_sps(written_sps(chroma + golomb(0) + golomb(2) + cropped, profile_idc=100))

    assert parameters.width_px == 320 - (4 if chroma_format_idc == 2 else 2)
    assert parameters.height_px == 240 - 3


def test_another_nal_unit_is_refused() -> None:
    """A picture parameter set is no sequence parameter set."""
    with pytest.raises(H264Error, match="type 8"):
        parse_sps(b"\x68\xce")


@pytest.mark.parametrize(
    ("syntax", "complaint"),
    [
        (golomb(0) + golomb(1) + "0" + golomb(0) * 2 + golomb(256), "cycle 256"),
        (golomb(0) + golomb(2) + golomb(1) + "0" + golomb(5000) + golomb(14) + "1100", "impossible"),
        (
            golomb(0) + golomb(2) + golomb(1) + "0" + golomb(0) * 2 + "111" + golomb(9) * 4,
            "impossible",
        ),
    ],
)
def test_absurd_values_are_refused(syntax: str, complaint: str) -> None:
    """Endless cycles, pictures of 80,000 px, and cropping of more than there is."""
    with pytest.raises(H264Error, match=complaint):
        parse_sps(written_sps(syntax))


def test_an_unknown_chroma_format_is_refused() -> None:
    """There are four."""
    with pytest.raises(H264Error, match="chroma_format_idc 4"):
        parse_sps(written_sps(golomb(4), profile_idc=100))


@given(st.binary(max_size=60))
def test_garbage_never_escapes_as_another_error(garbage: bytes) -> None:
    """Whatever a camera sends, the answer is parameters within bounds or an H264Error."""
    try:
        parameters = parse_sps(b"\x67" + garbage)
    except H264Error:
        return
    assert 0 < parameters.width_px <= 16_864
    assert 0 < parameters.height_px <= 16_864


@given(st.integers(1, 200))
def test_a_cut_off_sps_is_an_error_or_the_same(size: int) -> None:
    """Cutting a real SPS anywhere gives an error, unless only what follows the size is lost."""
    whole = sps_of(byte_stream(profile="high", frames=1))
    try:
        parameters = parse_sps(whole[:size])
    except H264Error:
        return
    assert parameters == parse_sps(whole)
