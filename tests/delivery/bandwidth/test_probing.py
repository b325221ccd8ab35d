"""When to probe."""

import math

import pytest

from responder.delivery.bandwidth.feedback import NO_PROBE
from responder.delivery.bandwidth.probing import Prober, ProbeSchedule
from tests.delivery.bandwidth.packets import arrival

START_BPS = 1_000_000.0


def next_target(
    schedule: ProbeSchedule,
    estimate_bps: float,
    now: float,
    *,
    steady: bool = True,
    used_bps: float = math.inf,
) -> float | None:
    """What is probed at a time."""
    return schedule.next_target(estimate_bps, now, steady=steady, used_bps=used_bps)


def first_probe_done(wanted_bps: float = 20e6, result_bps: float = 1_500_000) -> ProbeSchedule:
    """A schedule whose first probe, at time 0, found the link to carry half of it."""
    schedule = ProbeSchedule(start_bps=START_BPS)
    schedule.wanted_bps = wanted_bps
    assert next_target(schedule, START_BPS, 0.0) == 3 * START_BPS
    schedule.on_result(3 * START_BPS, result_bps, 0.1)
    return schedule


def test_it_begins_at_three_times_the_start_and_doubles() -> None:
    """While at least 0.7 of the probe comes through."""
    schedule = ProbeSchedule(start_bps=START_BPS)
    schedule.wanted_bps = 20e6

    assert next_target(schedule, START_BPS, 0.0) == 3_000_000
    assert next_target(schedule, START_BPS, 0.05) is None  # one at a time
    schedule.on_result(3_000_000, 2_900_000, 0.1)
    assert next_target(schedule, 2_900_000, 0.1) == 5_800_000
    schedule.on_result(5_800_000, 3_500_000, 0.2)
    assert next_target(schedule, 3_500_000, 0.3) is None


def test_no_more_is_asked_for_than_is_wanted() -> None:
    """A phone that shows one camera has no use for 20 Mbps, nor for the data that finding them takes."""
    schedule = ProbeSchedule(start_bps=START_BPS)
    schedule.wanted_bps = 1_600_000

    assert next_target(schedule, START_BPS, 0.0) == 1_600_000
    schedule.on_result(1_600_000, 1_600_000, 0.1)
    assert [next_target(schedule, 1_600_000, now) for now in (1, 5, 60)] == [None, None, None]


def test_a_link_may_have_grown_after_a_while() -> None:
    """Then twice the estimate is tried, if more is wanted; less and less often while that fails."""
    schedule = first_probe_done()
    pauses_s = []
    now = 0.1
    for _ in range(6):
        begun_s = now
        while next_target(schedule, 1_500_000, now) is None:
            now = round(now + 0.1, 1)
        pauses_s.append(round(now - begun_s, 1))
        schedule.on_result(3_000_000, 1_500_000, now)

    assert pauses_s == [1.5, 2.3, 3.4, 4.0, 4.0, 4.0]


def test_a_link_that_was_found_full_is_asked_gently() -> None:
    """Half as much more, half a second after each success."""
    schedule = first_probe_done()
    schedule.on_overuse(2.0)
    assert next_target(schedule, 1_000_000, 2.4) is None
    assert next_target(schedule, 1_000_000, 2.6) == 1_500_000
    schedule.on_result(1_500_000, 1_500_000, 2.7)

    assert next_target(schedule, 1_500_000, 3.1) is None
    assert next_target(schedule, 1_500_000, 3.3) == 2_250_000


def test_what_a_probe_found_is_used_before_the_next_one() -> None:
    """Pictures have to show that it holds; where nothing is shown yet, probes are all there is."""
    schedule = first_probe_done()
    schedule.on_overuse(2.0)

    assert next_target(schedule, 1_500_000, 5.0, used_bps=600_000) is None
    assert next_target(schedule, 1_500_000, 5.0, used_bps=800_000) == 2_250_000
    schedule.on_result(2_250_000, 2_250_000, 5.1)
    assert next_target(schedule, 90_000, 6.0, used_bps=0.0) == 135_000


def test_an_unanswered_probe_is_given_up_after_a_second() -> None:
    """The feedback about it may be lost."""
    schedule = ProbeSchedule(start_bps=START_BPS)
    next_target(schedule, START_BPS, 0.0)

    assert next_target(schedule, START_BPS, 0.9) is None
    assert next_target(schedule, START_BPS, 1.1) is None
    assert next_target(schedule, START_BPS, 1.7) == 2_000_000


def test_congestion_is_not_probed() -> None:
    """Not while it lasts, and not for half a second after; nor what was asked for before."""
    schedule = ProbeSchedule(start_bps=START_BPS)
    schedule.wanted_bps = 20e6

    assert next_target(schedule, 1_500_000, 6.0, steady=False) is None
    schedule.on_overuse(6.0)
    assert next_target(schedule, 1_300_000, 6.4) is None
    assert next_target(schedule, 1_300_000, 6.6) == pytest.approx(1_950_000)


def test_after_an_outage_the_old_rate_is_tried() -> None:
    """At once, even if a probe was under way."""
    schedule = ProbeSchedule(start_bps=START_BPS)
    next_target(schedule, START_BPS, 0.0)

    schedule.recover(2_000_000)

    assert next_target(schedule, 1_000_000, 0.1) == 1_700_000


def test_what_leaves_during_a_probe_belongs_to_it() -> None:
    """Before and after, packets belong to none."""
    prober = Prober(start_bps=START_BPS)
    assert prober.on_sent(1, 1000, 0.0) == NO_PROBE

    first = prober.bytes_due(START_BPS, 0.0, steady=True)
    assert first == 3 * START_BPS * 0.005 / 8
    assert prober.on_sent(8, 8 * 1000, 0.001) == 1
    while prober.bytes_due(START_BPS, 0.015, steady=True):
        pass

    assert prober.on_sent(1, 1000, 0.02) == NO_PROBE


def test_a_result_is_told_once_and_leads_to_the_next_probe() -> None:
    """3 Mbps came through: 6 Mbps next, under another id."""
    prober = Prober(start_bps=START_BPS)
    arrivals = []
    for step in range(4):
        now = step * 0.005
        due = prober.bytes_due(START_BPS, now, steady=True)
        probe_id = prober.on_sent(4, due, now) or 1
        arrivals += [arrival(now, 7 + now + place / 10_000, due // 4, probe_id) for place in range(4)]

    result = prober.on_arrivals(arrivals, 0.1)

    assert result is not None
    assert result.bps == pytest.approx(3 * START_BPS, rel=0.1)
    assert prober.on_arrivals(arrivals, 0.1) is None
    assert prober.bytes_due(result.bps, 0.1, steady=True) > 6 * START_BPS * 0.005 / 8 * 0.9
    assert prober.on_sent(1, 1000, 0.1) == 2
