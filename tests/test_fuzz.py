"""What strangers may send is read or refused by name; a million inputs each are a load test."""

import pytest

from load_tests.fuzz import KEPT, Target, reads, run, targets

TARGETS = targets()
EXECUTIONS = 3_000


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_bent_inputs_are_read_or_refused(name: str) -> None:
    """The same few thousand on every run, some of which get past the first check; a crash fails the test."""
    crashed_on: list[bytes] = []

    assert run(TARGETS[name], EXECUTIONS, 7, crashed_on.append) > 0
    assert crashed_on == []


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_genuine_inputs_do_not_crash(name: str) -> None:
    """Of the inputs that the others are made from, the first is no noise: it is read."""
    is_read = [reads(TARGETS[name], data) for data in TARGETS[name].genuine]
    assert is_read[0]


def test_a_crash_comes_out_and_its_input_is_kept() -> None:
    """Neither is swallowed: the traceback says where, the input says with what."""

    def crash_on_a_zero(data: bytes) -> None:
        assert b"\x00" not in data

    crashed_on: list[bytes] = []
    with pytest.raises(AssertionError):
        run(Target(crash_on_a_zero, [b"genuine"], (ValueError,)), EXECUTIONS, 7, crashed_on.append)

    assert [b"\x00" in data for data in crashed_on] == [True]


def test_what_once_crashed_does_not_any_more() -> None:
    """Every input that the load test has kept."""
    kept = [path for path in KEPT.rglob("*") if path.is_file() and path.suffix != ".md"]
    outcomes = {reads(TARGETS[path.parent.name], path.read_bytes()) for path in kept}
    assert outcomes <= {True, False}
