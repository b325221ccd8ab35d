"""The digits are those of RFC 6238, near the time, and each serves once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.access.totp import STEP_S, code, matching_step, provisioning_uri

# RFC 6238, appendix B, SHA-1: its secret, times and the last six of its eight digits.
SECRET = b"12345678901234567890"
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("at_s", "digits"), VECTORS)
def test_agrees_with_the_standard(at_s: int, digits: str) -> None:
    """The test vectors of the RFC."""
    assert code(SECRET, at_s // STEP_S) == digits
    assert matching_step(SECRET, digits, float(at_s), after_step=0) == at_s // STEP_S


def test_forgives_one_step_and_no_more() -> None:
    """Typing takes time and clocks differ, half a minute either way."""
    now, step = 1_800_000_015.0, 60_000_000
    digits = code(SECRET, step)
    for drift in (-1, 0, 1):
        assert matching_step(SECRET, digits, now + drift * STEP_S, after_step=0) == step
    for drift in (-2, 2):
        assert matching_step(SECRET, digits, now + drift * STEP_S, after_step=0) is None


def test_serves_each_step_once() -> None:
    """Digits that were used, or older ones, are worth nothing."""
    now, step = 1_800_000_015.0, 60_000_000
    assert matching_step(SECRET, code(SECRET, step), now, after_step=step) is None
    assert matching_step(SECRET, code(SECRET, step - 1), now, after_step=step) is None
    assert matching_step(SECRET, code(SECRET, step + 1), now, after_step=step) == step + 1


def test_is_understood_with_a_space_in_the_middle() -> None:
    """As authenticators show it."""
    assert matching_step(SECRET, "287 082", 59.0, after_step=0) == 1


@given(typed=st.text(max_size=12))
def test_any_other_text_is_nothing(typed: str) -> None:
    """Whatever is typed, it is a step or None."""
    assert matching_step(SECRET, typed, 59.0, after_step=0) in (None, 0, 1, 2)


def test_is_scanned_by_authenticators() -> None:
    """The URI names issuer and account, and carries the secret in base32."""
    uri = provisioning_uri(SECRET, account="ann b", issuer="Maple Ridge")
    assert uri == (
        "otpauth://totp/Maple%20Ridge:ann%20b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Maple%20Ridge&digits=6&period=30"
    )
