"""A transcoder that is late leaves out frames: of the best rungs first, and not for ever."""

from itertools import pairwise

import pytest

from responder.delivery.ladder import Rung
from responder.media.recipe import RECIPES
from responder.media.shedding import EARLY_WINDOWS, STEPS, WINDOW_S, LoadShedder

TENTHS = [tenth / 10 for tenth in range(1, 200)]


@pytest.fixture
def overloaded() -> LoadShedder:
    """Has been late for ten seconds."""
    shedder = LoadShedder()
    for now in TENTHS[:100]:
        shedder.late(0.5, now)
    return shedder


def test_all_frames_while_in_time() -> None:
    """Nothing is left out without need."""
    shedder = LoadShedder()
    assert not any(shedder.late(0.02, now) for now in TENTHS)
    assert [shedder.share(rung) for rung in Rung] == [1.0] * len(Rung)


def test_a_burst_is_no_overload() -> None:
    """Pictures that are late for a moment, and then in time again, cost nothing."""
    shedder = LoadShedder()
    assert not any(shedder.late(0.6 if int(now * 10) % 5 else 0.01, now) for now in TENTHS)


def test_the_best_rungs_lose_first() -> None:
    """Step by step: HIGH before GOOD before MID before LOW before THUMB, one step per window at most."""
    shedder = LoadShedder()
    lost: list[Rung] = []
    changes = []
    for now in TENTHS:
        if shedder.late(0.5, now):
            changes.append(now)
            lost += [rung for rung in Rung if shedder.share(rung) < 1 and rung not in lost]
    assert lost == list(RECIPES)
    assert len(changes) == len(STEPS) - 1
    assert all(b - a >= WINDOW_S - 0.01 for a, b in pairwise(changes))
    assert all(shedder.share(rung) > 0 for rung in Rung)


def test_recovers_step_by_step(overloaded: LoadShedder) -> None:
    """Some windows with an empty queue bring one step back, until nothing is left out."""
    ups = [now for now in range(10, 100) if overloaded.late(0.01, now)]
    assert len(ups) == len(STEPS) - 1
    assert all(b - a >= EARLY_WINDOWS * WINDOW_S for a, b in pairwise(ups))
    assert overloaded.share(Rung.HIGH) == 1


def test_a_late_window_interrupts_the_recovery(overloaded: LoadShedder) -> None:
    """The count of early windows begins again."""
    lags_s = ([0.01] * (EARLY_WINDOWS - 1) + [0.1]) * 5
    assert not any(overloaded.late(lag_s, 10 + now) for now, lag_s in enumerate(lags_s, start=1))


def test_a_better_rung_never_keeps_more_than_a_lesser_one() -> None:
    """In every step the shares rise towards the base."""
    for step in STEPS:
        shares = [step.get(rung, 1.0) for rung in RECIPES]
        assert shares == sorted(shares)
