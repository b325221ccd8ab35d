"""What strangers may send is read or refused by name; a million inputs each are a load test."""

import pytest

from load_tests.fuzz import KEPT, crashes, run, targets

TARGETS = targets()
EXECUTIONS = 3_000


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_bent_inputs_are_read_or_refused(name: str) -> None:
    """The same few thousand on every run."""
    found = run(TARGETS[name], EXECUTIONS, seed=7)
    assert found is None, f"{found!r}: {crashes(TARGETS[name], found or b'')!r}"


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_genuine_inputs_do_not_crash(name: str) -> None:
    """The inputs that the others are made from are themselves good ones."""
    assert [crashes(TARGETS[name], data) for data in TARGETS[name].genuine] == [None] * len(
        TARGETS[name].genuine
    )


def test_what_once_crashed_does_not_any_more() -> None:
    """Every input that the load test has kept."""
    kept = [path for path in KEPT.rglob("*") if path.is_file() and path.suffix != ".md"]
    assert [(path, crashes(TARGETS[path.parent.name], path.read_bytes())) for path in kept] == [
        (path, None) for path in kept
    ]
