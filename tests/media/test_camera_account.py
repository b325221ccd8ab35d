"""A wrong password is tried at most once a minute, whichever stream asks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from responder.media.camera_account import CameraAccount


def test_nobody_waits_without_a_rejection() -> None:
    """Before the camera says no, every stream may try."""
    account = CameraAccount("viewer", "look")
    assert [account.wait_s(now) for now in (0, 1, 2)] == [0, 0, 0]


def test_one_try_per_minute_after_a_rejection() -> None:
    """After a minute the first who asks may try; the second one waits for the next minute."""
    account = CameraAccount("viewer", "guess")
    account.rejected(100)
    assert account.wait_s(110) == 50
    assert account.wait_s(160) == 0
    assert account.wait_s(160) == 60


def test_pictures_end_the_waiting() -> None:
    """Once the camera sends pictures the password is right."""
    account = CameraAccount("viewer", "look")
    account.rejected(100)
    account.accepted()
    assert account.wait_s(101) == 0


@given(st.lists(st.floats(0, 30), min_size=1, max_size=50))
def test_never_two_tries_within_a_minute(pauses_s: list[float]) -> None:
    """However often streams ask, tries are a minute apart."""
    account = CameraAccount("viewer", "guess")
    account.rejected(0)
    now, tries = 0.0, [0.0]
    for pause_s in pauses_s:
        now += pause_s
        if account.wait_s(now) == 0:
            tries.append(now)
    assert all(b - a >= 59.999 for a, b in pairwise(tries))
