"""The rate at which packets come out of a link."""

import pytest

from responder.delivery.bandwidth.carried import CarriedBitrate
from tests.delivery.bandwidth.packets import PACKET_BYTES, arrival, through


def steady(bps: float, seconds: float, begin_s: float = 0.0) -> list[float]:
    """Sending times of packets at a rate."""
    interval_s = PACKET_BYTES * 8 / bps
    return [begin_s + place * interval_s for place in range(int(seconds / interval_s))]


def test_a_steady_rate_is_found_over_any_time() -> None:
    """Within a packet."""
    carried = CarriedBitrate()
    carried.add(through(10e6, steady(1e6, 3)))

    assert [carried.bps(seconds) for seconds in (0.2, 0.5, 1.0)] == pytest.approx([1e6] * 3, rel=0.06)


@pytest.mark.parametrize("bps", [40e3, 60e3, 90e3])
def test_on_a_thin_link_a_packet_is_not_a_stall(bps: float) -> None:
    """Each takes longer than a radio pauses elsewhere, and a short time holds few: within a third."""
    carried = CarriedBitrate()
    carried.add(through(bps, steady(1.2 * bps, 20)))

    assert [carried.bps(seconds) for seconds in (0.5, 1.0)] == pytest.approx([bps] * 2, rel=0.34)


def test_little_is_claimed_at_first() -> None:
    """The first tenth of a second is counted as if it were the whole of what was asked for."""
    carried = CarriedBitrate()
    assert carried.bps(0.5) == 0

    carried.add(through(10e6, steady(1e6, 0.1)))

    assert carried.bps(0.5) == pytest.approx(2e5, rel=0.1)


def test_a_changed_rate_shows_sooner_over_less_time() -> None:
    """A fifth of a second after a fall to a quarter."""
    carried = CarriedBitrate()
    carried.add(through(10e6, steady(2e6, 3) + steady(5e5, 0.2, 3)))

    assert carried.bps(0.15) == pytest.approx(5e5, rel=0.3)
    assert carried.bps(1.0) > 1.5e6


def test_behind_a_queue_it_is_the_rate_of_the_link() -> None:
    """A burst at 5 Mbps comes out at the link's 2 Mbps."""
    carried = CarriedBitrate()
    burst = [3.0 + 0.002 * place for place in range(40)]
    carried.add(through(2e6, steady(400_000, 3) + burst))

    assert carried.bps(0.15) == pytest.approx(2e6, rel=0.1)


def test_a_stall_is_left_out() -> None:
    """A second of nothing counts as a tenth: what the link carries when it does was not less."""
    carried = CarriedBitrate()
    carried.add(through(10e6, steady(1e6, 1) + steady(1e6, 0.4, 2)))

    assert carried.bps(0.5) == pytest.approx(0.8e6, rel=0.1)


def test_clocks_that_jump_back_are_survived() -> None:
    """A hostile phone's arrival times are any numbers at all."""
    carried = CarriedBitrate()
    carried.add([arrival(0, 5.0), arrival(0, 1.0), arrival(0, 1e9), arrival(0, -1e9)])

    assert carried.bps(1.0) == 4 * PACKET_BYTES * 8
