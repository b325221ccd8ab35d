"""Feedback married with what was sent."""

from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.bandwidth.feedback import SentPackets
from responder.delivery.transport_feedback import CLOCK_PERIOD_US
from tests.delivery.bandwidth.packets import feedback


def test_packets_that_arrived_come_back_with_their_times() -> None:
    """When each was sent and came, how large it was, which probe it was of, and how many are lost."""
    packets = SentPackets()
    packets.sent(10, [500, 600], 1.0)
    packets.sent(12, [700], 1.01, probe_id=3)

    outcome = packets.resolve(feedback(10, [64_000, None, 65_250]), 1.1)

    first, last = outcome.arrivals
    assert (first.sent_at_s, first.size_bytes, first.probe_id) == (1.0, 500, 0)
    assert (last.sent_at_s, last.size_bytes, last.probe_id) == (1.01, 700, 3)
    assert round(last.arrived_at_s - first.arrived_at_s, 9) == 0.00125
    assert outcome.lost == 1
    assert outcome.round_trip_s is not None
    assert round(outcome.round_trip_s, 9) == 0.09


def test_bytes_in_flight_are_those_not_reported() -> None:
    """Arrived, lost and passed over ones are not on the way any more."""
    packets = SentPackets()
    packets.sent(0, [100, 200, 300, 400], 1.0)
    assert packets.in_flight_bytes == 1000

    packets.resolve(feedback(1, [0, None]), 1.1)

    assert packets.in_flight_bytes == 400
    assert packets.oldest_sent_at_s() == 1.0


def test_a_burst_may_be_reported_in_parts() -> None:
    """Feedback ends where the newest arrival was; the rest follows with the next one."""
    packets = SentPackets()
    packets.sent(0, [100, 200, 300, 400, 500], 1.0)

    [first] = packets.resolve(feedback(0, [1000, 3000]), 1.1).arrivals
    outcome = packets.resolve(feedback(2, [4000, None, 9000]), 1.2)
    [second] = outcome.arrivals

    assert (first.packets, first.size_bytes) == (2, 300)
    assert (second.packets, second.size_bytes, outcome.lost) == (2, 800, 1)
    assert round(first.arrived_at_s - first.first_arrived_at_s, 9) == 0.002
    assert round(second.arrived_at_s - second.first_arrived_at_s, 9) == 0.005
    assert packets.in_flight_bytes == 0


def test_a_feedback_that_comes_twice_counts_once() -> None:
    """And one about packets that were never sent counts for nothing."""
    packets = SentPackets()
    packets.sent(0, [100], 1.0)
    packets.resolve(feedback(0, [5000]), 1.1)

    again = packets.resolve(feedback(0, [5000]), 1.2)
    unknown = packets.resolve(feedback(30_000, [5000, None]), 1.3)

    assert (list(again.arrivals), again.lost, again.round_trip_s) == ([], 0, None)
    assert (list(unknown.arrivals), unknown.lost) == ([], 0)


def test_what_nobody_speaks_of_is_forgotten() -> None:
    """After ten seconds it is not in flight any more."""
    packets = SentPackets()
    packets.sent(0, [100], 1.0)

    packets.sent(1, [100], 12.0)

    assert packets.in_flight_bytes == 100
    assert packets.oldest_sent_at_s() == 12.0


def test_the_receivers_clock_goes_on_after_it_began_anew() -> None:
    """Its 24 bit reference time ends after 12 days."""
    packets = SentPackets()
    packets.sent(0, [100, 100], 1.0)

    [before] = packets.resolve(feedback(0, [CLOCK_PERIOD_US - 1000]), 1.1).arrivals
    [after] = packets.resolve(feedback(1, [500]), 1.2).arrivals

    assert round(after.arrived_at_s - before.arrived_at_s, 9) == 0.0015


@given(st.integers(0, 0xFFFF), st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_numbers_wrap_around(first: int, bursts: list[int]) -> None:
    """Every packet is found, whatever number it has."""
    packets = SentPackets()
    number = first
    found = 0
    for place, count in enumerate(bursts):
        packets.sent(number & 0xFFFF, [100] * count, place * 0.01)
        outcome = packets.resolve(feedback(number & 0xFFFF, [1000] * count), place * 0.01 + 0.005)
        found += sum(arrival.packets for arrival in outcome.arrivals)
        number += count

    assert found == sum(bursts)
    assert packets.in_flight_bytes == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 0xFFFF), st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=30)),
        max_size=20,
    )
)
def test_no_feedback_makes_flight_negative(answers: list[tuple[int, list[int | None]]]) -> None:
    """A hostile phone may say anything."""
    packets = SentPackets()
    packets.sent(0, [100] * 50, 1.0)
    for base, arrivals in answers:
        packets.resolve(feedback(base, arrivals), 1.5)

    assert 0 <= packets.in_flight_bytes <= 5000
