"""A camera is tried again at once, then ever less often, and never so that it locks us out."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.media.reconnect import Reconnect, Trouble


def middle() -> float:
    """Randomness without any jitter."""
    return 0.5


def test_tries_at_once_then_backs_off() -> None:
    """The first retry is immediate; the pauses double up to 15 s and stay there."""
    reconnect = Reconnect(middle)
    pauses = [reconnect.failed(Trouble.LOST, now) for now in range(9)]
    assert pauses == [0, 0.5, 1, 2, 4, 8, 15, 15, 15]


def test_a_camera_that_was_well_is_tried_at_once_again() -> None:
    """After 10 s of pictures the next interruption is a first one."""
    reconnect = Reconnect(middle)
    for now in range(5):
        reconnect.failed(Trouble.LOST, now)
    reconnect.played(100)
    reconnect.played(105)
    assert reconnect.failed(Trouble.LOST, 110) == 0


def test_a_camera_that_dies_after_each_picture_backs_off() -> None:
    """One picture per session does not make it well."""
    reconnect = Reconnect(middle)
    pauses = []
    for now in range(0, 40, 10):
        reconnect.played(now)
        pauses.append(reconnect.failed(Trouble.LOST, now + 1))
    assert pauses == [0, 0.5, 1, 2]


@given(st.integers(0, 2**32 - 1))
def test_never_tries_a_password_twice_a_minute(seed: int) -> None:
    """A rejected password waits at least a minute, whatever came before."""
    reconnect = Reconnect(Random(seed).random)
    for now in range(20):
        trouble = Random(seed + now).choice(list(Trouble))
        pause_s = reconnect.failed(trouble, now)
        assert trouble is not Trouble.CREDENTIALS_REJECTED or pause_s >= 60


@given(st.integers(0, 2**32 - 1))
def test_jitter_stays_small(seed: int) -> None:
    """Cameras of one site are spread by at most a fifth of the pause."""
    reconnect = Reconnect(Random(seed).random)
    pauses = [reconnect.failed(Trouble.LOST, now) for now in range(9)]
    assert pauses == [pytest.approx(it, rel=0.2) for it in (0, 0.5, 1, 2, 4, 8, 15, 15, 15)]
