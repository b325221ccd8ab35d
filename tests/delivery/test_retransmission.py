"""Sending lost packets again."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.retransmission import MAX_AGE_S, SentHistory
from responder.delivery.slot import SlotFrame
from tests.delivery.pictures import picture

RTT_S = 0.04


def sent_frame(index: int, first_sequence_number: int, packets: int = 3) -> SlotFrame:
    """A frame whose payloads tell which packet they are."""
    frame = picture(index, sizes=tuple(10 + place for place in range(packets)), fill=index)
    return SlotFrame(frame=frame, first_sequence_number=first_sequence_number, timestamp=index * 6000)


def history_of(*slot_frames: SlotFrame, now: float = 0.0) -> SentHistory:
    """A history of frames that left at `now`."""
    history = SentHistory()
    for slot_frame in slot_frames:
        history.sent(slot_frame, now)
    return history


def test_a_lost_packet_is_sent_as_it_was() -> None:
    """Number, timestamp, marker and payload; the last packet of a frame has the marker."""
    history = history_of(sent_frame(1, 100), sent_frame(2, 103))

    middle, last = history.resend([104, 105], 0.1, RTT_S)

    assert (middle.sequence_number, middle.timestamp, middle.marker) == (104, 12_000, False)
    assert (last.sequence_number, last.marker) == (105, True)
    assert middle.payload == bytes((2,)) * 11


def test_an_unknown_number_is_ignored() -> None:
    """A phone may ask for anything."""
    assert history_of(sent_frame(1, 100)).resend([99, 103, 40_000], 0.1, RTT_S) == []


def test_numbers_wrap_around() -> None:
    """A frame across 65535 is found on both sides."""
    history = history_of(sent_frame(1, 0xFFFE))

    assert [it.payload[0:1] for it in history.resend([0xFFFF, 0], 0.1, RTT_S)] == [b"\x01", b"\x01"]


def test_the_first_resend_waits_for_nothing() -> None:
    """The first NACK is about the packet itself, however soon it comes."""
    assert len(history_of(sent_frame(1, 100)).resend([100], 0.001, RTT_S)) == 1


def test_resends_keep_their_distance() -> None:
    """Not before max(100 ms, 2 RTT): an earlier NACK is about the resend on its way."""
    history = history_of(sent_frame(1, 100))
    assert len(history.resend([100], 0.01, 0.01)) == 1

    assert history.resend([100], 0.10, 0.01) == []
    assert len(history.resend([100], 0.11, 0.01)) == 1
    assert history.resend([100], 0.40, 0.2) == []
    assert len(history.resend([100], 0.51, 0.2)) == 1


def test_a_packet_is_sent_again_three_times_at_most() -> None:
    """Then the link is down, and more packets make it worse."""
    history = history_of(sent_frame(1, 100))

    answers = [len(history.resend([100], 0.2 * attempt, RTT_S)) for attempt in range(1, 8)]

    assert answers == [1, 1, 1, 0, 0, 0, 0]


def test_a_repeated_number_in_one_nack_counts_once() -> None:
    """A hostile NACK cannot multiply itself."""
    assert len(history_of(sent_frame(1, 100)).resend([100] * 250, 0.1, RTT_S)) == 1


def test_what_is_older_than_two_seconds_is_forgotten() -> None:
    """The player has moved on to the next key frame."""
    history = history_of(sent_frame(1, 100))

    assert history.resend([100], MAX_AGE_S + 0.01, RTT_S) == []


def test_a_probe_is_made_of_the_newest_packets() -> None:
    """About so many bytes, newest first, no resends; none of the newest frame, which may be leaving."""
    history = history_of(sent_frame(1, 100), sent_frame(2, 103), sent_frame(3, 106))

    probe = history.recent(25, 0.1)

    assert [it.sequence_number for it in probe] == [105, 104]
    assert history.recent(5, 0.1) == []
    assert len(history.resend([105], 0.1, RTT_S)) == 1
    assert len(history.recent(10**6, 0.1)) == 6
    assert SentHistory().recent(1000, 0.1) == []


def test_a_frame_cut_short_by_a_switch_is_not_sent_again_under_anothers_numbers() -> None:
    """Of its three packets one had left; the others' numbers are the new stream's."""
    history = history_of(sent_frame(1, 100), sent_frame(2, 101), sent_frame(3, 104))

    assert [it.payload[0] for it in history.resend([100, 101, 102], 0.1, RTT_S)] == [1, 2, 2]
    assert [(it.sequence_number, it.payload[0]) for it in history.recent(10**6, 0.1)] == [
        (103, 2),
        (102, 2),
        (101, 2),
        (100, 1),
    ]


@given(st.lists(st.tuples(st.floats(0, 1), st.lists(st.integers(0, 0xFFFF), max_size=20)), max_size=30))
def test_no_sequence_of_nacks_beats_the_bounds(nacks: list[tuple[float, list[int]]]) -> None:
    """Whatever a phone asks, no packet leaves more than three more times."""
    history = SentHistory()
    times: dict[int, list[float]] = {}
    now = 0.0
    for index in range(20):
        history.sent(sent_frame(index, index * 3), now)
    for pause_s, numbers in nacks:
        now += pause_s
        for resend in history.resend([number % 80 for number in numbers], now, RTT_S):
            times.setdefault(resend.sequence_number, []).append(now)

    for sent_at in times.values():
        assert len(sent_at) <= 3
        assert all(after - before >= 0.1 for before, after in pairwise(sent_at))
