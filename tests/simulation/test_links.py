"""What phones get over links of every kind, and how soon the service notices what a link is like."""

import pytest

from responder.delivery.allocation import OVERHEAD
from responder.delivery.bandwidth.start import first_guess_bps
from tests.simulation.link import Conditions
from tests.simulation.run import Run, Side

LOOPBACK = Conditions(rate=[(0, 1e9)], one_way_s=0.0005, queue_bytes=10_000_000)


def p95(values: list[float]) -> float:
    """Of a sorted list."""
    return values[int(len(values) * 0.95)]


def focused_p95_s(side: Side, begin_s: float, end_s: float) -> float:
    """Age of the picture that the focused slot showed."""
    return p95(side.ages(0, begin_s, end_s))


@pytest.mark.parametrize(("mbps", "longest_wait_s"), [(0.4, 0.25), (1.0, 0.15), (2.0, 0.15), (5.0, 0.15)])
def test_a_steady_link_is_used_and_its_queue_stays_short(mbps: float, longest_wait_s: float) -> None:
    """Most of it is known, and the focused picture is fresh: what is tried beyond it waits in the pacer.

    One key frame of a thumbnail stands for 90 ms before the thinnest of these links.
    """
    run = Run(Conditions(rate=[(0, mbps * 1e6)]), seconds=30)
    side = run.side
    estimates = [it.estimate_bps for it in side.samples if it.at_s > 5]

    assert 0.65 * mbps * 1e6 <= min(estimates)
    assert max(estimates) <= 1.25 * mbps * 1e6
    assert run.longest_wait_s(5, 30) < longest_wait_s
    assert focused_p95_s(side, 5, 30) < 0.4
    assert side.longest_freeze_s(0, 5, 30) < 0.4


def test_a_phone_on_a_fast_link_has_all_pictures_at_once() -> None:
    """Twelve cameras: probing finds the room, cached pictures fill all slots, within a second of joining."""
    run = Run(LOOPBACK, seconds=6, cameras=12, join_s=3.0)
    pictures = run.side.phone.pictures

    assert run.side.first_time(3, lambda it: it.estimate_bps >= 0.9 * it.wanted_bps) < 0.5
    assert run.side.first_time(3, lambda it: all(each.rung is not None for each in it.allocations)) < 0.5
    assert min(it.shown_at_s for it in pictures) < 3.1
    first_shown_s = [min(it.shown_at_s for it in pictures if it.slot == slot) for slot in range(12)]
    assert max(first_shown_s) < 4.0


def test_a_phone_on_a_slow_link_has_its_first_picture_soon() -> None:
    """Before anything is known of a 500 kbps link: the focused camera within half a second."""
    run = Run(Conditions(rate=[(0, 500_000)]), seconds=12, join_s=3.0)

    assert min(it.shown_at_s for it in run.side.phone.pictures if it.slot == 0) < 3.5
    assert run.longest_wait_s(3, 12) < 0.6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_link_that_gets_slower_is_not_overfilled_for_long(seed: int) -> None:
    """4 to 1 Mbps: two seconds later no packet waits longer than 150 ms."""
    run = Run(Conditions(rate=[(0, 4e6), (12, 1e6)]), seconds=24, seed=seed)

    assert run.longest_wait_s(14, 24) <= 0.15
    assert run.side.first_time(12, lambda it: it.estimate_bps <= 1.1e6) < 1.5
    assert focused_p95_s(run.side, 15, 24) < 0.4


@pytest.mark.parametrize(("before_bps", "after_bps"), [(600_000, 3e6), (1e6, 2e6), (300_000, 6e6)])
def test_a_link_that_gets_faster_is_noticed(before_bps: float, after_bps: float) -> None:
    """80 % of the new rate, as far as it is wanted, is known within 8 s, and the pictures follow."""
    run = Run(Conditions(rate=[(0, before_bps), (12, after_bps)]), seconds=36)
    side = run.side

    assert side.estimate_bps(11.5) <= 1.25 * before_bps
    assert side.first_time(12, lambda it: it.estimate_bps >= 0.8 * min(after_bps, it.wanted_bps)) <= 8
    assert side.samples[-1].allocated_bps * OVERHEAD >= 0.6 * min(after_bps, side.samples[-1].wanted_bps)


def test_after_an_outage_the_focused_picture_is_back_first() -> None:
    """Five seconds of nothing: live again within 2 s of their end, and soon all as before."""
    run = Run(Conditions(rate=[(0, 2e6), (10, 0), (15, 2e6)]), seconds=30)
    side = run.side
    fresh = [
        it.shown_at_s
        for it in side.phone.pictures
        if it.slot == 0 and it.shown_at_s > 15 and it.shown_at_s - it.captured_at_s < 0.5
    ]

    assert fresh[0] <= 17
    assert side.first_time(15, lambda it: it.estimate_bps >= 1.6e6) <= 5
    assert side.first_time(15, lambda it: all(each.rung is not None for each in it.allocations)) <= 2
    assert side.longest_freeze_s(0, 17, 30) < 0.4


@pytest.mark.parametrize("loss", [0.02, 0.05])
def test_random_loss_is_repaired_not_taken_for_congestion(loss: float) -> None:
    """A radio that loses packets keeps its rate; the focused picture hardly stands still."""
    run = Run(Conditions(rate=[(0, 2e6)], loss=loss, feedback_loss=loss), seconds=30)
    side = run.side

    estimates = [it.estimate_bps for it in side.samples if it.at_s > 5]
    assert sum(estimates) / len(estimates) >= 0.7 * 2e6
    assert min(estimates) >= 0.5 * 2e6
    assert side.longest_freeze_s(0, 5, 30) < 1.0
    assert focused_p95_s(side, 5, 30) < 0.5


def test_heavy_loss_without_a_queue_is_congestion() -> None:
    """A policer drops what is too much: the rate falls until little is lost."""
    run = Run(Conditions(rate=[(0, 1e6)], queue_bytes=6_000), seconds=30)
    side = run.side

    assert max(it.estimate_bps for it in side.samples if it.at_s > 10) <= 1.2e6
    assert side.longest_freeze_s(0, 10, 30) < 3.0


def test_a_bloated_queue_is_left_empty() -> None:
    """A megabyte of buffer would be five seconds late: what is used of it is a tenth of a second."""
    run = Run(Conditions(rate=[(0, 1.5e6)], queue_bytes=1_000_000), seconds=30)

    assert run.longest_wait_s(5, 30) < 0.15
    assert focused_p95_s(run.side, 5, 30) < 0.4


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_link_that_carries_no_live_picture_has_no_queue_for_long(seed: int) -> None:
    """60 kbps, 300 ms round trip, for a minute: stills of all cameras, each as new as the link allows."""
    conditions = Conditions(rate=[(0, 60_000)], one_way_s=0.15)
    run = Run(conditions, seconds=60, seed=seed, start_bps=first_guess_bps(1.0))
    side = run.side

    assert run.longest_wait_s(10, 60) < 0.9
    assert all(50_000 < it.estimate_bps < 80_000 for it in side.samples if it.at_s > 10)
    assert all(side.ages(slot, 15, 60)[-1] < 18 for slot in range(9))


def test_an_edge_link_carries_one_small_picture() -> None:
    """120 kbps, 300 ms round trip: the focused camera lives, each other one is renewed now and then."""
    run = Run(Conditions(rate=[(0, 120_000)], one_way_s=0.15), seconds=30)
    side = run.side

    live = [each.slot for each in side.samples[-1].allocations if each.rung is not None]
    assert live == [0]
    assert run.longest_wait_s(8, 30) < 0.35
    assert focused_p95_s(side, 8, 30) < 0.8
    assert side.longest_freeze_s(0, 8, 30) < 0.6
    assert all(side.ages(slot, 10, 30)[-1] < 16 for slot in range(1, 9))


def test_two_phones_share_a_link() -> None:
    """Neither starves the other, and the queue between them stays short."""
    run = Run(Conditions(rate=[(0, 4e6)]), seconds=45, phones=2)

    for side in run.sides:
        late = [it.estimate_bps for it in side.samples if it.at_s > 25]
        assert sum(late) / len(late) >= 0.25 * 4e6
        assert side.longest_freeze_s(0, 10, 45) < 1.0
        assert focused_p95_s(side, 10, 45) < 0.5
    assert run.longest_wait_s(10, 45) < 0.3
