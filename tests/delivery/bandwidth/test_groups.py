"""Packets that left together."""

from responder.delivery.bandwidth.feedback import Arrival
from responder.delivery.bandwidth.groups import GroupDelta, PacketGroups
from tests.delivery.bandwidth.packets import arrival


def deltas(arrivals: list[Arrival]) -> list[GroupDelta]:
    """What comparisons these packets give."""
    return list(PacketGroups().add(arrivals))


def test_two_complete_groups_are_compared_when_a_third_begins() -> None:
    """From last packet to last packet, sent and arrived."""
    arrivals = [
        arrival(0.000, 1.000),
        arrival(0.004, 1.006),
        arrival(0.020, 1.021),
        arrival(0.024, 1.036),
        arrival(0.040, 1.050),
    ]

    [delta] = deltas(arrivals)

    assert round(delta.sent_s, 9) == 0.02
    assert round(delta.arrived_s, 9) == 0.03
    assert delta.arrived_at_s == 1.036


def test_packets_of_one_paced_burst_tell_nothing_among_themselves() -> None:
    """Within 5 ms all belong together."""
    assert deltas([arrival(0.001 * place, 1 + 0.01 * place) for place in range(6)]) == []


def test_groups_held_up_together_are_one() -> None:
    """A radio that delivers 60 ms at once: packets 10 ms apart arrive within 1 ms."""
    held_up = [arrival(0.01 * place, 1.06 + 0.001 * place) for place in range(6)]
    before, after = [arrival(-0.02, 0.98)], [arrival(0.08, 1.1), arrival(0.1, 1.12)]

    compared = deltas(before + held_up + after)

    assert [round(it.sent_s, 9) for it in compared] == [0.07, 0.03]


def test_a_packet_that_was_overtaken_is_left_out() -> None:
    """Its group is closed already."""
    late = [arrival(0.0, 1.0), arrival(0.02, 1.02), arrival(0.001, 1.03), arrival(0.04, 1.04)]

    assert [round(it.arrived_s, 9) for it in deltas(late)] == [0.02]
