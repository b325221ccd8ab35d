"""A second factor is proved with fresh digits or a paper code, each of them once."""

import pytest

from responder.access.errors import SignInRefused
from responder.access.second_factor import SecondFactor, confirm, normalised_recovery_code, use
from responder.access.totp import STEP_S, code

SECRET = b"s" * 20
NOW = 1_800_000_015.0
STEP = int(NOW // STEP_S)
NEW = SecondFactor(username="ann", sealed_secret="")
FACTOR = confirm(NEW, SECRET, code(SECRET, STEP), NOW, recovery_hmacs=("one", "two"))


def test_is_in_force_once_confirmed() -> None:
    """With digits from the phone; wrong ones leave it as it was."""
    assert FACTOR.is_confirmed
    assert not NEW.is_confirmed
    with pytest.raises(SignInRefused, match="clock"):
        confirm(NEW, SECRET, "000000", NOW, recovery_hmacs=())


def test_is_proved_with_the_next_digits_once() -> None:
    """The digits that confirmed it are used up."""
    assert use(FACTOR, SECRET, code(SECRET, STEP), "", NOW) is None
    used = use(FACTOR, SECRET, code(SECRET, STEP + 1), "", NOW + STEP_S)
    assert used is not None
    assert use(used, SECRET, code(SECRET, STEP + 1), "", NOW + STEP_S) is None


def test_is_proved_with_each_paper_code_once() -> None:
    """The other ones stay."""
    used = use(FACTOR, SECRET, "typed", "one", NOW)
    assert used is not None
    assert used.recovery_hmacs == ("two",)
    assert use(used, SECRET, "typed", "one", NOW) is None
    assert use(used, SECRET, "typed", "two", NOW) is not None


def test_is_not_proved_with_anything_else() -> None:
    """Nor with nothing."""
    assert use(FACTOR, SECRET, "", "", NOW) is None
    assert use(FACTOR, SECRET, "123456", "three", NOW) is None


def test_paper_codes_are_typed_as_one_likes() -> None:
    """Case, spaces and dashes do not matter."""
    assert normalised_recovery_code(" ABCDE-fgh ij ") == "abcdefghij"
