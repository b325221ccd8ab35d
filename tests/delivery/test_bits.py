"""Exp-Golomb and fixed-length codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.bits import BitReader
from responder.delivery.errors import H264Error


def golomb(value: int) -> str:
    """ue(v) as binary digits (clause 9.1)."""
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits


def packed(digits: str) -> bytes:
    """Binary digits as bytes, filled up with zeros."""
    padded = digits + "0" * (-len(digits) % 8)
    return int(padded, 2).to_bytes(len(padded) // 8, "big") if padded else b""


@given(st.lists(st.integers(0, 2**32 - 2), min_size=1, max_size=20))
def test_unsigned_codes_read_back(values: list[int]) -> None:
    """Codes written one after the other are read in the same order."""
    reader = BitReader(packed("".join(map(golomb, values))))

    assert [reader.unsigned_golomb() for _ in values] == values


@given(st.lists(st.integers(-(2**31) + 1, 2**31 - 1), min_size=1, max_size=20))
def test_signed_codes_read_back(values: list[int]) -> None:
    """Positive numbers have odd codes, the others even ones (clause 9.1.1)."""
    codes = [2 * value - 1 if value > 0 else -2 * value for value in values]
    reader = BitReader(packed("".join(map(golomb, codes))))

    assert [reader.signed_golomb() for _ in values] == values


def test_fixed_length_codes_are_read_from_the_top() -> None:
    """The first bit of a byte is its most significant one."""
    reader = BitReader(b"\xa5")

    assert (reader.unsigned(4), reader.flag(), reader.unsigned(3)) == (0xA, False, 5)


def test_data_that_ends_is_an_error() -> None:
    """A cut-off code is never taken for a number."""
    with pytest.raises(H264Error, match="ends in the middle"):
        BitReader(b"\x01").unsigned_golomb()


def test_an_endless_code_is_an_error() -> None:
    """Zeros without end are refused, however many there are."""
    with pytest.raises(H264Error, match="longer than any"):
        BitReader(bytes(1000)).unsigned_golomb()
