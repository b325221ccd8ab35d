"""When packets leave."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.gop import Frame
from responder.delivery.pacer import (
    INTERVAL_S,
    MAX_BURST_S,
    MAX_QUEUE_S,
    PACKET_OVERHEAD_BYTES,
)
from tests.delivery.paced_phone import START_S, Phone
from tests.delivery.pictures import picture

PACKET_BYTES = 1000 + PACKET_OVERHEAD_BYTES


def large(index: int, packets: int, *, keyframe: bool = False) -> Frame:
    """A frame of packets of 1000 bytes."""
    return picture(index, keyframe=keyframe, sizes=(1000,) * packets)


def rate_for(packets_per_interval: float) -> float:
    """The budget that lets so many packets leave in 5 ms."""
    return packets_per_interval * PACKET_BYTES * 8 / INTERVAL_S


def test_without_a_budget_everything_leaves_at_once() -> None:
    """A phone whose link nobody measures is not held up."""
    phone = Phone(budget_bps=None)

    phone.frame(0, large(0, 500, keyframe=True))

    assert phone.indexes(0) == [0]
    assert phone.pacer.next_at() is None
    assert phone.pacer.burst_bytes(phone.now) > 10**8


def test_a_frame_within_the_budget_leaves_as_a_whole_at_once() -> None:
    """The hot path: one departure, nothing queued."""
    phone = Phone(budget_bps=rate_for(8))

    phone.frame(0, large(0, 8, keyframe=True))

    assert [(at_s, it.start, it.stop) for at_s, it in phone.left] == [(START_S, 0, 8)]
    assert phone.pacer.next_at() is None


def test_a_large_key_frame_leaves_in_steps_of_5_ms() -> None:
    """Four packets at a time: a link is not asked for more than it can take."""
    phone = Phone(budget_bps=rate_for(4))
    phone.frame(0, large(0, 10, keyframe=True))

    phone.run_until(START_S + 0.1)

    steps = [(round(at_s - START_S, 6), it.start, it.stop) for at_s, it in phone.left]
    assert steps == [(0.0, 0, 4), (0.005, 4, 8), (0.01, 8, 10)]


def test_on_a_thin_link_one_packet_leaves_at_a_time() -> None:
    """A packet that takes longer than an interval leaves when nothing is owed."""
    phone = Phone(budget_bps=PACKET_BYTES * 8 / 0.04)
    phone.frame(0, large(0, 3, keyframe=True))

    phone.run_until(START_S + 0.2)

    assert [round(at_s - START_S, 6) for at_s, _ in phone.left] == [0.0, 0.04, 0.08]


def test_retransmissions_and_probes_use_up_the_budget() -> None:
    """They do not queue, but what comes after them does."""
    phone = Phone(budget_bps=rate_for(1))
    phone.pacer.spend(PACKET_BYTES * 10, phone.now)

    phone.frame(0, large(0, 1, keyframe=True))
    phone.run_until(START_S + 0.2)

    assert [round(at_s - START_S, 6) for at_s, _ in phone.left] == [0.05]


def test_a_late_queue_is_dropped_to_the_next_key_frame() -> None:
    """The slot is told: nothing leaves until it can show the present, and no number is missing."""
    phone = Phone(budget_bps=PACKET_BYTES * 8 / 0.1)
    phone.frame(0, large(0, 4, keyframe=True))
    for index in range(1, 13):
        phone.frame(0, large(index, 1))
        phone.run_until(phone.now + 1 / 15)
    phone.run_until(phone.now + 1.0)

    assert phone.slots[0].waiting
    assert not phone.frame(0, large(13, 1))
    assert phone.frame(0, large(14, 1, keyframe=True))
    phone.run_until(phone.now + 1.0)

    assert phone.indexes(0)[0] == 0
    assert phone.indexes(0)[-1] == 14
    assert 12 not in phone.indexes(0)
    assert phone.sequence_numbers(0) == list(range(len(phone.sequence_numbers(0))))


def test_a_key_frame_in_the_queue_is_where_it_goes_on() -> None:
    """What is older than the newest key frame is dropped, that and what follows it is sent."""
    phone = Phone(budget_bps=PACKET_BYTES * 8 / 0.1)
    phone.frame(0, large(0, 5, keyframe=True))
    phone.frame(0, large(1, 1))
    phone.run_until(START_S + 0.3)
    phone.frame(0, large(2, 1, keyframe=True))
    phone.frame(0, large(3, 1))

    phone.run_until(START_S + 2.0)

    assert phone.indexes(0) == [0, 2, 3]
    assert phone.sequence_numbers(0) == list(range(7))


def test_a_frame_that_has_begun_leaves_as_a_whole() -> None:
    """Half a frame would be asked for again and again."""
    phone = Phone(budget_bps=PACKET_BYTES * 8 / 0.1)
    phone.frame(0, large(0, 12, keyframe=True))

    phone.run_until(START_S + 5)

    assert phone.indexes(0) == [0]
    assert phone.left[-1][0] > START_S + MAX_QUEUE_S


def switched(take_back: str) -> Phone:
    """Two cameras wait; then the first slot's is taken back and another one poured in."""
    phone = Phone(budget_bps=rate_for(1))
    phone.frame(0, large(0, 3, keyframe=True))
    phone.frame(0, large(1, 3))
    phone.frame(1, large(0, 3, keyframe=True))
    getattr(phone.pacer, take_back)(0)
    for slot_frame in phone.slots[0].pour([large(70, 1, keyframe=True)], phone.now, 10**6):
        phone.pacer.enqueue(0, slot_frame, phone.now)
    phone.run_until(START_S + 1)
    return phone


def test_discarding_a_slot_leaves_the_others_alone() -> None:
    """A switch takes back what waits of the old camera; a frame that has begun ends first."""
    phone = switched("discard")

    assert phone.indexes(0) == [0, 70]
    assert phone.indexes(1) == [0]
    assert phone.sequence_numbers(0) == [0, 1, 2, 3]


def test_of_an_abandoned_slot_not_one_more_packet_leaves() -> None:
    """A camera that may not be seen any more ends within its frame; its numbers go to the next one."""
    phone = switched("abandon")

    assert phone.indexes(0) == [70]
    assert phone.indexes(1) == [0]
    assert phone.sequence_numbers(0) == [0, 1]


def test_the_preferred_slot_overtakes_others() -> None:
    """A focused picture does not wait behind key frames of tiles, nor behind the rest of one."""
    phone = Phone(budget_bps=rate_for(1), slots=3)
    phone.pacer.prefer(2)
    phone.frame(0, large(0, 3, keyframe=True))
    phone.frame(1, large(0, 3, keyframe=True))
    phone.frame(2, large(0, 2, keyframe=True))
    phone.frame(2, large(1, 1))

    phone.run_until(START_S + 1)

    ended = [
        (departure.slot_index, departure.slot_frame.frame.index)
        for _, departure in phone.left
        if departure.stop == len(departure.slot_frame.frame.payloads)
    ]
    assert ended == [(2, 0), (2, 1), (0, 0), (1, 0)]


def test_the_room_for_a_burst_shrinks_with_the_queue() -> None:
    """A cached group of pictures may fill the queue for 300 ms, less what waits already."""
    budget_bps = 1_000_000.0
    phone = Phone(budget_bps=budget_bps)
    empty = phone.pacer.burst_bytes(phone.now)

    phone.frame(0, large(0, 20, keyframe=True))

    assert empty == pytest.approx(budget_bps * MAX_BURST_S / 8)
    assert phone.pacer.burst_bytes(phone.now) <= empty - 20_000
    phone.frame(1, large(0, 90, keyframe=True))
    assert phone.pacer.burst_bytes(phone.now) == 0


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_burst_waits_exactly_until_there_is_room(share: float) -> None:
    """What is said ahead is what holds then; more than one burst never has room."""
    budget_bps = 1_000_000.0
    phone = Phone(budget_bps=budget_bps)
    largest = phone.pacer.burst_bytes(phone.now)
    size_bytes = round(share * largest)
    assert phone.pacer.burst_wait_s(size_bytes, phone.now) == 0
    phone.pacer.spend(largest, phone.now)
    wait_s = phone.pacer.burst_wait_s(size_bytes, phone.now)
    assert wait_s == pytest.approx(size_bytes * 8 / budget_bps)
    assert phone.pacer.burst_bytes(phone.now + wait_s / 2) < size_bytes
    assert phone.pacer.burst_bytes(phone.now + wait_s) == size_bytes
    assert phone.pacer.burst_wait_s(largest + 1, phone.now) == math.inf


def test_a_changed_budget_counts_from_now_on() -> None:
    """What waits leaves faster when the link turns out to carry more."""
    phone = Phone(budget_bps=rate_for(1))
    phone.frame(0, large(0, 11, keyframe=True))

    phone.pacer.set_budget(rate_for(20))
    phone.run_until(START_S + 1)

    assert phone.indexes(0) == [0]
    assert phone.left[-1][0] <= START_S + INTERVAL_S


arrivals = st.lists(
    st.tuples(st.integers(0, 2), st.booleans(), st.integers(1, 30), st.floats(0, 0.1)),
    min_size=1,
    max_size=60,
)


@given(arrivals, st.floats(50_000, 20_000_000), st.sampled_from([None, 0, 1, 2]))
def test_any_traffic_is_paced_whole_and_in_order(
    frames: Sequence[tuple[int, bool, int, float]], budget_bps: float, preferred: int | None
) -> None:
    """Numbers without gaps, whole frames, never more in 5 ms than the budget and a packet."""
    phone = Phone(budget_bps=budget_bps, slots=3)
    phone.pacer.prefer(preferred)
    for index, (slot_index, keyframe, packets, pause_s) in enumerate(frames):
        phone.frame(slot_index, large(index, packets, keyframe=keyframe or index < 3))
        phone.run_until(phone.now + pause_s)
    phone.run_until(phone.now + 60)

    assert phone.pacer.next_at() is None
    for slot_index in range(3):
        numbers = phone.sequence_numbers(slot_index)
        assert numbers == list(range(len(numbers)))
    ended = [it for _, it in phone.left if it.stop == len(it.slot_frame.frame.payloads)]
    begun = [it for _, it in phone.left if it.start == 0]
    assert len(ended) == len(begun)
    _assert_paced(phone, budget_bps)


def _assert_paced(phone: Phone, budget_bps: float) -> None:
    """Over every stretch of time, what left is what the budget allows, one interval and one packet."""
    times = [(at_s, it.stop - it.start) for at_s, it in phone.left]
    for first, (begin_s, _) in enumerate(times):
        packets = 0
        for at_s, count in times[first : first + 20]:
            packets += count
            allowed_s = at_s - begin_s + INTERVAL_S + 1e-6
            assert (packets - 1) * PACKET_BYTES * 8 <= budget_bps * allowed_s
