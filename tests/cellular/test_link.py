"""The emulated bottleneck: it delivers what the trace allows, in order, and no more."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from load_tests.link import OPPORTUNITY_BYTES, Bottleneck, Trace, TraceUnreadable

MS = 1_000_000
START_NS = 5_000 * MS


def bottleneck(
    trace: Trace, *, delay_ms: float = 0, queue_bytes: int = 10_000_000, loss: float = 0
) -> Bottleneck:
    """One that began at `START_NS`."""
    return Bottleneck(
        trace,
        delay_ms=delay_ms,
        queue_bytes=queue_bytes,
        loss=loss,
        started_at_ns=START_NS,
        chance=Random(1),
    )


def arrivals(link: Bottleneck, until_ns: int) -> list[tuple[int, bytes]]:
    """Every packet that comes out until then, with its time."""
    came: list[tuple[int, bytes]] = []
    while (next_ns := link.next_at_ns()) is not None and next_ns <= until_ns:
        came += [(next_ns, packet) for packet in link.due(next_ns)]
    return came


def test_a_constant_link_carries_its_rate() -> None:
    """At 12 Mbps a full packet takes a millisecond."""
    link = bottleneck(Trace.constant(12))
    for number in range(100):
        link.put(bytes([number]) * 1500, START_NS)

    came = arrivals(link, START_NS + 1_000 * MS)

    assert [packet[0] for _, packet in came] == list(range(100))
    assert came[-1][0] == START_NS + 100 * MS
    assert link.capacity_bytes(START_NS + 1_000 * MS) == 1_500_000


def test_a_packet_waits_for_an_opportunity_and_flies_on() -> None:
    """Opportunities at 10 and 40 ms, 25 ms of way."""
    link = bottleneck(Trace((10 * MS, 40 * MS), 40 * MS), delay_ms=25)

    link.put(b"x" * 100, START_NS + 11 * MS)

    assert arrivals(link, START_NS + 1_000 * MS) == [(START_NS + 65 * MS, b"x" * 100)]


def test_small_packets_share_an_opportunity_and_large_ones_take_two() -> None:
    """1500 bytes each time, whatever the packets' sizes."""
    link = bottleneck(Trace.constant(12))
    for size in (500, 500, 1000, 1000):
        link.put(bytes(size), START_NS)

    assert [at_ns - START_NS for at_ns, _ in arrivals(link, START_NS + 10 * MS)] == [
        1 * MS,
        1 * MS,
        2 * MS,
        2 * MS,
    ]


def test_opportunities_without_a_packet_are_lost() -> None:
    """A link that was idle does not catch up."""
    link = bottleneck(Trace.constant(12))
    for _ in range(3):
        link.put(bytes(1500), START_NS + 500 * MS)

    assert [(at_ns - START_NS) // MS for at_ns, _ in arrivals(link, START_NS + 600 * MS)] == [501, 502, 503]


def test_the_queue_ends_and_says_what_it_dropped() -> None:
    """Three packets fit into 4500 bytes."""
    link = bottleneck(Trace.constant(12), queue_bytes=4500)
    for _ in range(5):
        link.put(bytes(1500), START_NS)

    assert len(arrivals(link, START_NS + 100 * MS)) == 3
    assert link.totals.dropped_packets == 2
    assert link.totals.longest_wait_ns == 3 * MS


def test_loss_is_as_often_as_was_asked_for() -> None:
    """One in ten, with a seed."""
    link = bottleneck(Trace.constant(12), loss=0.1)
    for _ in range(2000):
        link.put(b"x", START_NS)

    assert 160 <= link.totals.lost_packets <= 240


@given(st.lists(st.integers(1, 3000), min_size=1), st.lists(st.integers(40, 1500), min_size=1, max_size=50))
def test_no_more_comes_out_than_the_trace_allows(times_ms: Sequence[int], sizes: Sequence[int]) -> None:
    """Over any trace, order is kept, and the bytes delivered never exceed the opportunities passed."""
    opportunities = tuple(each * MS for each in sorted(times_ms))
    trace = Trace(opportunities, opportunities[-1])
    link = bottleneck(trace)
    for number, size in enumerate(sizes):
        link.put(bytes([number]) * size, START_NS)

    delivered = 0
    came = arrivals(link, START_NS + 500_000 * MS)
    for at_ns, packet in came:
        delivered += len(packet)
        assert delivered <= trace.opportunities_before(at_ns - START_NS) * OPPORTUNITY_BYTES
    assert [packet[0] for _, packet in came] == list(range(len(sizes)))


def test_a_trace_is_read_and_repeats(tmp_path: Path) -> None:
    """Mahimahi's format: a millisecond per line."""
    path = tmp_path / "some.down"
    path.write_text("1\n7\n7\n10\n")
    trace = Trace.read(path)

    assert trace.opportunities_before(7 * MS) == 3
    assert trace.opportunities_before(11 * MS) == 5
    assert trace.opportunity_ns(4) == 11 * MS


@pytest.mark.parametrize("text", ["", "0\n", "5\n3\n", "one\n"])
def test_what_is_no_trace_is_refused(tmp_path: Path, text: str) -> None:
    """By name, with the file."""
    path = tmp_path / "some.down"
    path.write_text(text)

    with pytest.raises(TraceUnreadable, match=r"some\.down"):
        Trace.read(path)
