"""Five words carry 40 bits over a bad radio and are understood however they are typed."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.access.spoken_code import LENGTH, WORDS, encode, normalise


def test_has_forty_bits() -> None:
    """256 words, five of them."""
    assert len(set(WORDS)) == 256
    assert 8 * LENGTH >= 40


def test_no_two_words_are_easily_confused() -> None:
    """Four letters tell every word, and one wrong letter makes no other word."""
    assert len({word[:4] for word in WORDS}) == len(WORDS)
    close = [
        (one, other)
        for one, other in itertools.combinations(WORDS, 2)
        if len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) < 2
    ]
    assert close == []


@given(secret=st.binary(min_size=LENGTH, max_size=LENGTH))
def test_every_code_is_understood(secret: bytes) -> None:
    """As it is said, in capitals, with commas, or cut to four letters."""
    code = encode(secret)
    assert normalise(code) == code
    assert normalise(f"  {code.upper()}. ") == code
    assert normalise(code.replace(" ", ",\n")) == code
    assert normalise(" ".join(word[:4] for word in code.split())) == code


def test_different_secrets_are_different_codes() -> None:
    """Each byte is its own word."""
    assert encode(bytes([0, 1, 2, 3, 4])) == "acorn airport album alphabet amber"
    assert encode(bytes(5)) != encode(bytes([0, 0, 0, 0, 1]))


@pytest.mark.parametrize(
    "typed", ["", "acorn", "acorn airport album alphabet", "acorn airport album alphabet house", "0"]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    """Too few words, or words that are not in the list."""
    assert normalise(typed) is None


@given(typed=st.text(max_size=100))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    """And a code that is understood is understood the same again."""
    code = normalise(typed)
    assert code is None or normalise(code) == code


def test_refuses_another_length() -> None:
    """A shorter secret would be a weaker code."""
    with pytest.raises(ValueError, match="5 bytes"):
        encode(b"1234")
