"""What holds over every link, whatever it does."""

from itertools import groupby, pairwise
from operator import attrgetter
from random import Random

import pytest

from responder.delivery.allocation import OVERHEAD
from tests.simulation.link import Conditions
from tests.simulation.phone import Picture
from tests.simulation.run import Run

SECONDS = 15.0


def any_conditions(seed: int) -> Conditions:
    """A link that changes every few seconds, with or without loss, outages and bloat."""
    chance = Random(seed)
    rate = [(0.0, chance.choice([2e5, 1e6, 5e6]))]
    while rate[-1][0] < SECONDS:
        rate.append((rate[-1][0] + chance.uniform(0.5, 4), chance.choice([0, 1e5, 5e5, 1e6, 3e6, 2e7])))
    return Conditions(
        rate=[*rate, (SECONDS - 3, 2e6)] if rate[-1][0] < SECONDS - 3 else rate,
        one_way_s=chance.choice([0.005, 0.04, 0.15]),
        queue_bytes=chance.choice([20_000, 150_000, 1_000_000]),
        loss=chance.choice([0, 0, 0.02, 0.1]),
        feedback_loss=chance.choice([0, 0.02, 0.3]),
    )


@pytest.fixture(scope="module", params=range(8))
def run(request: pytest.FixtureRequest) -> Run:
    """A run over any link."""
    return Run(any_conditions(request.param), seconds=SECONDS, seed=request.param, cameras=5)


def by_slot(run: Run) -> list[list[Picture]]:
    """The pictures of each slot, in the order in which they were shown."""
    pictures = sorted(run.side.phone.pictures, key=attrgetter("slot"))
    return [list(each) for _, each in groupby(pictures, key=attrgetter("slot"))]


def test_the_allocation_never_exceeds_the_estimate(run: Run) -> None:
    """At no moment."""
    assert run.side.samples
    for sample in run.side.samples:
        assert sample.allocated_bps * OVERHEAD <= sample.estimate_bps * (1 + 1e-9)


def test_a_picture_follows_the_one_before_or_is_a_key_frame(run: Run) -> None:
    """No change of rung off a key frame, and nothing that a decoder could only smear."""
    for pictures in by_slot(run):
        assert pictures[0].keyframe
        for before, after in pairwise(pictures):
            same_stream = (before.camera, before.rung) == (after.camera, after.rung)
            assert after.keyframe or (same_stream and after.index == before.index + 1)


def test_time_only_goes_forward(run: Run) -> None:
    """RTP timestamps strictly increase, modulo their 32 bits, over switches, gaps and outages."""
    for pictures in by_slot(run):
        for before, after in pairwise(pictures):
            assert 0 < (after.timestamp - before.timestamp) & 0xFFFF_FFFF < 2**31


def test_the_estimate_stays_within_bounds(run: Run) -> None:
    """Never nothing, never nonsense."""
    for sample in run.side.samples:
        assert 30_000 <= sample.estimate_bps <= 30_000_000


@pytest.mark.parametrize("seed", range(4))
def test_without_loss_nothing_is_asked_for_again(seed: int) -> None:
    """Sequence numbers have no gaps: drops to the next key frame and switches leave none behind."""
    chance = Random(seed)
    rate = [(at_s, chance.choice([2e5, 6e5, 3e6])) for at_s in range(0, int(SECONDS), 2)]
    run = Run(Conditions(rate=rate, queue_bytes=10_000_000), seconds=SECONDS, seed=seed, cameras=5)

    assert run.side.phone.packets_asked_for == 0
    assert run.side.phone.frames_skipped == 0
    assert len(run.side.phone.pictures) > 100


def test_the_same_seed_gives_the_same_run() -> None:
    """A failure can be looked at again."""
    first, second = (Run(any_conditions(7), seconds=4, seed=7, cameras=3) for _ in range(2))

    assert first.side.phone.pictures == second.side.phone.pictures
    assert first.side.samples == second.side.samples
