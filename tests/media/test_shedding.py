"""A transcoder that is late leaves out frames: of the best rungs first, and not for ever."""

from itertools import pairwise

from responder.delivery.ladder import Rung
from responder.media.shedding import STEPS, LoadShedder


def test_all_frames_while_in_time() -> None:
    """Nothing is left out without need."""
    shedder = LoadShedder()
    assert not any(shedder.late(0.02, now) for now in range(100))
    assert [shedder.share(rung) for rung in Rung] == [1.0] * len(Rung)


def test_the_best_rungs_lose_first() -> None:
    """Step by step: HIGH before MID before LOW before THUMB, at most two steps a second."""
    shedder = LoadShedder()
    lost: list[Rung] = []
    changes = []
    for tenth in range(1, 100):
        if shedder.late(0.5, tenth / 10 + 100):
            changes.append(tenth / 10)
            lost += [rung for rung in Rung if shedder.share(rung) < 1 and rung not in lost]
    assert lost == [Rung.HIGH, Rung.MID, Rung.LOW, Rung.THUMB]
    assert all(b - a >= 0.49 for a, b in pairwise(changes))
    assert all(shedder.share(rung) > 0 for rung in Rung)


def test_recovers_step_by_step() -> None:
    """Five seconds in time bring one step back, until nothing is left out."""
    shedder = LoadShedder()
    for tenth in range(1, 100):
        shedder.late(0.5, tenth / 10 + 100)
    ups = [now for now in range(110, 200) if shedder.late(0.01, now)]
    assert len(ups) == len(STEPS) - 1
    assert all(b - a >= 5 for a, b in pairwise(ups))
    assert shedder.share(Rung.HIGH) == 1


def test_one_late_picture_interrupts_the_recovery() -> None:
    """The five seconds begin again."""
    shedder = LoadShedder()
    shedder.late(0.5, 100)
    shedder.late(0.01, 101)
    shedder.late(0.1, 105)
    assert not shedder.late(0.01, 106)
    assert not shedder.late(0.01, 110)
    assert shedder.late(0.01, 111)


def test_no_rung_gets_back_what_a_better_one_lost() -> None:
    """In every step a better rung keeps at most the share of a lesser one."""
    for step in STEPS:
        shares = [step.get(rung, 1.0) for rung in (Rung.HIGH, Rung.MID, Rung.LOW, Rung.THUMB)]
        assert shares == sorted(shares)
