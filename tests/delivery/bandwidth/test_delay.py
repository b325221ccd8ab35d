"""The rate that delay allows."""

import pytest
from msgspec import structs

from responder.delivery.bandwidth.delay import DelayBasedRate
from responder.delivery.bandwidth.trend import Usage
from tests.delivery.bandwidth.packets import PACKET_BYTES, through


def rate_over(link_bps: float, send_bps: float, seconds: float) -> tuple[DelayBasedRate, list[Usage]]:
    """A rate fed each 60 ms with what came through a link."""
    rate = DelayBasedRate(start_bps=2_000_000, min_bps=30_000, max_bps=30_000_000)
    interval_s = PACKET_BYTES * 8 / send_bps
    arrivals = list(through(link_bps, [place * interval_s for place in range(int(seconds / interval_s))]))
    verdicts = []
    for begin in range(0, len(arrivals), 10):
        verdicts.append(rate.add(arrivals[begin : begin + 10]))
        rate.move(verdicts[-1], arrivals[begin].sent_at_s)
    return rate, verdicts


def test_a_link_with_room_is_not_congested() -> None:
    """The rate grows to what use of it allows."""
    rate, verdicts = rate_over(10_000_000, 1_500_000, 10)

    assert set(verdicts) == {Usage.NORMAL}
    assert rate.bps > 2_000_000
    assert rate.queue_s < 0.01
    assert not rate.met_limit
    assert rate.used_bps == pytest.approx(1_500_000, rel=0.05)
    assert rate.momentary_bps >= rate.bps


def test_a_link_that_is_too_slow_is_measured_by_what_arrives() -> None:
    """Below its rate, whatever was sent."""
    rate, verdicts = rate_over(1_000_000, 1_500_000, 2)

    assert Usage.OVERUSE in verdicts
    assert rate.bps == pytest.approx(950_000, rel=0.06)
    assert rate.momentary_bps == pytest.approx(1_000_000, rel=0.1)
    assert rate.met_limit
    assert rate.queue_s > 0.5


def test_a_short_queue_is_no_congestion() -> None:
    """20 ms of a key frame passing through, every second."""
    rate = DelayBasedRate(start_bps=2_000_000, min_bps=30_000, max_bps=30_000_000)
    for second in range(10):
        sent_at_s = [second + place / 50 for place in range(50)] + [second + 0.999] * 4
        verdict = rate.add(list(through(2_000_000, sent_at_s)))
        rate.move(verdict, second + 1)

        assert verdict is not Usage.OVERUSE


def test_a_feedback_without_arrivals_says_nothing() -> None:
    """Only lost packets: that is for the loss ceiling."""
    rate = DelayBasedRate(start_bps=2_000_000, min_bps=30_000, max_bps=30_000_000)

    assert rate.add([]) is Usage.NORMAL
    rate.move(Usage.NORMAL, 1.0)
    assert rate.bps == 2_000_000


def test_after_an_outage_the_trend_begins_anew() -> None:
    """Seconds of delay that ended are no trend."""
    rate, _ = rate_over(1_000_000, 1_500_000, 2)
    rate.begin_anew()
    rate.set(500_000)

    verdict = rate.add(list(through(1_000_000, [10 + place / 40 for place in range(8)])))

    assert verdict is Usage.NORMAL
    assert rate.bps == 500_000


def test_a_way_that_got_longer_is_no_queue() -> None:
    """Over LTE instead of Wi-Fi, 100 ms more of one-way delay: known to be another way, it says nothing."""
    for told, expected in ((False, Usage.OVERUSE), (True, Usage.NORMAL)):
        rate, _ = rate_over(10_000_000, 1_500_000, 2)
        if told:
            rate.change_way(2.0)
        later = [
            structs.replace(
                it, first_arrived_at_s=it.first_arrived_at_s + 0.1, arrived_at_s=it.arrived_at_s + 0.1
            )
            for it in through(10_000_000, [2 + place / 100 for place in range(10)])
        ]

        assert rate.add(later) is expected
