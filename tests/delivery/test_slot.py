"""One continuous RTP stream out of any cameras."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from responder.delivery.gop import Frame
from responder.delivery.slot import CLOCK_HZ, Slot, SlotFrame
from tests.delivery.pictures import FRAME_INTERVAL, picture, pictures

BIG_BURST = 1_000_000
START_S = 1000.0
INTERVAL_S = FRAME_INTERVAL / CLOCK_HZ


def new_slot(first_sequence_number: int = 0, first_timestamp: int = 0) -> Slot:
    """A slot that counts from 0 unless told otherwise."""
    return Slot(first_sequence_number=first_sequence_number, first_timestamp=first_timestamp)


def accepted(slot: Slot, frame: Frame, now: float) -> SlotFrame:
    """The frame's place, when the slot must take it."""
    slot_frame = slot.accept(frame, now)
    assert slot_frame is not None
    return slot_frame


def test_an_empty_slot_sends_nothing() -> None:
    """Not even a key frame, before a stream is poured in."""
    slot = new_slot()

    assert slot.accept(picture(0, keyframe=True), START_S) is None
    assert slot.clock() is None


def test_a_stream_begins_with_a_key_frame() -> None:
    """Without a cached group the slot waits for one."""
    slot = new_slot(first_sequence_number=500, first_timestamp=90_000)
    assert slot.pour([], START_S, BIG_BURST) == []
    assert slot.waiting

    assert slot.accept(picture(7), START_S) is None
    first = accepted(slot, picture(8, keyframe=True, sizes=(10, 10, 10)), START_S)
    second = accepted(slot, picture(9), START_S + INTERVAL_S)

    assert (first.first_sequence_number, first.timestamp) == (500, 90_000)
    assert (second.first_sequence_number, second.timestamp) == (503, 90_000 + FRAME_INTERVAL)
    assert not slot.waiting


def test_a_cached_group_is_a_burst_in_which_the_newest_frame_has_its_true_time() -> None:
    """Two seconds of cached pictures span 29 ms of RTP time: the player shows the newest at once."""
    slot = new_slot()
    gop = pictures(30)

    burst = slot.pour(gop, START_S, BIG_BURST)
    following = accepted(slot, picture(30), START_S + INTERVAL_S)

    assert [it.frame for it in burst] == gop
    assert [it.timestamp for it in burst] == [90 * place for place in range(30)]
    assert following.timestamp == burst[-1].timestamp + FRAME_INTERVAL


def test_a_switch_advances_the_timestamp_by_the_time_that_passed() -> None:
    """The new camera's own timestamps do not matter, nor does how long its group of pictures is."""
    slot = new_slot()
    slot.pour(pictures(1), START_S, BIG_BURST)

    burst = slot.pour(pictures(20, first=77_000, sizes=(300, 40)), START_S + 3.5, BIG_BURST)

    assert burst[-1].timestamp == round(3.5 * CLOCK_HZ)
    assert burst[0].timestamp == burst[-1].timestamp - 19 * 90
    assert burst[0].first_sequence_number == 1


def test_a_burst_right_after_the_last_frame_still_follows_it() -> None:
    """Twenty frames find room in the half millisecond since the last one."""
    slot = new_slot()
    slot.pour(pictures(1), START_S, BIG_BURST)

    burst = slot.pour(pictures(20), START_S + 0.0005, BIG_BURST)
    timestamps = [it.timestamp for it in burst]

    assert timestamps[0] > 0
    assert timestamps == sorted(set(timestamps))
    assert timestamps[-1] == 45


def test_a_group_that_is_too_large_is_not_sent() -> None:
    """The slot then waits for the next key frame."""
    slot = new_slot()

    assert slot.pour(pictures(10, sizes=(100,)), START_S, 999) == []
    assert slot.accept(picture(10), START_S) is None
    assert slot.accept(picture(11, keyframe=True), START_S) is not None


def test_a_gap_waits_for_the_next_key_frame() -> None:
    """A decoder that misses a frame shows smears: nothing is sent until it can begin again."""
    slot = new_slot()
    slot.pour(pictures(3), START_S, BIG_BURST)

    assert slot.accept(picture(4), START_S + 0.1) is None
    assert slot.waiting
    assert slot.accept(picture(5), START_S + 0.2) is None
    resumed = accepted(slot, picture(6, keyframe=True), START_S + 0.3)

    assert resumed.first_sequence_number == 3
    assert resumed.timestamp == 180 + round(0.3 * CLOCK_HZ)


def test_a_frame_that_came_with_the_burst_is_not_sent_twice() -> None:
    """Between reading the cache and subscribing a frame may be seen twice."""
    slot = new_slot()
    slot.pour(pictures(3), START_S, BIG_BURST)

    assert slot.accept(picture(2), START_S) is None
    assert not slot.waiting
    assert slot.accept(picture(3), START_S) is not None


def test_a_camera_that_jumps_ahead_is_moved_back() -> None:
    """A stalled camera whose clock ran on must not make the player wait for the future."""
    slot = new_slot()
    slot.pour(pictures(1), START_S, BIG_BURST)

    jumped = accepted(slot, picture(1, timestamp=10 * CLOCK_HZ), START_S + 1.0)
    following = accepted(
        slot, picture(2, timestamp=10 * CLOCK_HZ + FRAME_INTERVAL), START_S + 1.0 + INTERVAL_S
    )

    assert jumped.timestamp == CLOCK_HZ
    assert following.timestamp == CLOCK_HZ + FRAME_INTERVAL


def test_late_frames_keep_their_own_times() -> None:
    """After a stall on the way frames come in a bunch: their spacing is the camera's, not that of arrival."""
    slot = new_slot()
    slot.pour(pictures(1), START_S, BIG_BURST)

    late = [accepted(slot, picture(index), START_S + 2.0) for index in (1, 2, 3)]

    assert [it.timestamp for it in late] == [FRAME_INTERVAL, 2 * FRAME_INTERVAL, 3 * FRAME_INTERVAL]


@pytest.mark.parametrize("drift", [-0.01, 0.01])
def test_a_clock_that_runs_wrong_is_followed(drift: float) -> None:
    """After ten minutes of a camera that is 1 % slow or fast, a switch advances by the time that passed."""
    slot = new_slot()
    slot.pour(pictures(1), START_S, BIG_BURST)
    frames = 9000
    sent = [
        accepted(slot, picture(index, timestamp=round(index * FRAME_INTERVAL * (1 + drift))), START_S + at_s)
        for index in range(1, frames)
        for at_s in (index * INTERVAL_S,)
    ]
    steps = {after.timestamp - before.timestamp for before, after in pairwise(sent)}

    [switched] = slot.pour(pictures(1), START_S + frames * INTERVAL_S, BIG_BURST)

    assert steps <= {round(FRAME_INTERVAL * (1 + drift)), round(FRAME_INTERVAL * (1 + drift)) + 1}
    assert abs(switched.timestamp - sent[-1].timestamp - FRAME_INTERVAL) < 0.25 * CLOCK_HZ


def test_the_clock_ties_rtp_time_to_capture_time() -> None:
    """The newest frame sent; an emptied slot has none."""
    slot = new_slot()
    slot.pour(pictures(2), START_S, BIG_BURST)
    frame = picture(2)
    placed = accepted(slot, frame, START_S + INTERVAL_S)

    assert slot.clock() == (placed.timestamp, frame.captured_at_s)

    slot.stop()
    assert slot.clock() is None
    assert slot.accept(picture(3, keyframe=True), START_S + 1) is None


def test_retracted_frames_leave_no_gap() -> None:
    """What was dropped before it left gives its numbers back, and the slot waits for a key frame."""
    slot = new_slot()
    slot.pour(pictures(1, sizes=(5, 5)), START_S, BIG_BURST)
    dropped = accepted(slot, picture(1, sizes=(5, 5, 5)), START_S + 0.1)
    accepted(slot, picture(2), START_S + 0.2)

    slot.retract(dropped)

    assert slot.waiting
    assert slot.clock() is None
    assert slot.accept(picture(3), START_S + 0.3) is None
    assert accepted(slot, picture(4, keyframe=True), START_S + 0.4).first_sequence_number == 2


def test_a_frame_that_ended_early_keeps_the_numbers_of_what_left() -> None:
    """Two of five packets had left: the next frame takes the third number."""
    slot = new_slot(first_sequence_number=0xFFFE)
    slot.pour([], START_S, 0)
    begun = accepted(slot, picture(0, keyframe=True, sizes=(5,) * 5), START_S)

    slot.retract(begun, packets_sent=2)
    slot.pour([], START_S + 0.1, 0)

    assert accepted(slot, picture(9, keyframe=True), START_S + 0.2).first_sequence_number == 0


@given(st.integers(0xFF00, 0xFFFF), st.integers(0xFFFF_FF00, 0xFFFF_FFFF))
def test_numbers_wrap_around(first_sequence_number: int, first_timestamp: int) -> None:
    """Sequence numbers have 16 bits, timestamps 32, wherever they begin."""
    slot = new_slot(first_sequence_number, first_timestamp)
    placed = slot.pour(pictures(4, sizes=(1,) * 17), START_S, BIG_BURST)
    placed += slot.pour(pictures(4, sizes=(1,) * 17), START_S + 0.004, BIG_BURST)

    for place, slot_frame in enumerate(placed):
        assert slot_frame.first_sequence_number == (first_sequence_number + 17 * place) & 0xFFFF
        assert slot_frame.timestamp == (first_timestamp + 90 * place) & 0xFFFF_FFFF


class AnyCamera(RuleBasedStateMachine):
    """Switches, gaps, stalls, retractions in any order: the stream that leaves is one stream."""

    def __init__(self) -> None:
        super().__init__()
        self.slot = new_slot(0xFFF0, 0xFFFF_F000)
        self.now = START_S
        self.sent: list[SlotFrame] = []
        self.index = 0
        self.ticks = 0

    def next_frame(self, *, keyframe: bool, packets: int) -> Frame:
        self.index += 1
        self.ticks += FRAME_INTERVAL
        return picture(self.index, keyframe=keyframe, sizes=(3,) * packets, timestamp=self.ticks)

    @rule(seconds=st.floats(0, 5))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(count=st.integers(0, 40), ticks=st.integers(0, 10**12), burst_bytes=st.sampled_from([0, 60, 10**6]))
    def pour(self, count: int, ticks: int, burst_bytes: int) -> None:
        self.index, self.ticks = ticks % 1000, ticks
        gop = [self.next_frame(keyframe=place == 0, packets=2) for place in range(count)]
        self.sent += self.slot.pour(gop, self.now, burst_bytes)

    @rule(keyframe=st.booleans(), packets=st.integers(1, 5))
    def live_frame(self, keyframe: bool, packets: int) -> None:
        slot_frame = self.slot.accept(self.next_frame(keyframe=keyframe, packets=packets), self.now)
        if slot_frame is not None:
            self.sent.append(slot_frame)

    @rule(lost=st.integers(1, 3), ticks=st.integers(0, 10**7))
    def feed_restarts(self, lost: int, ticks: int) -> None:
        self.index += lost
        self.ticks += ticks

    @rule()
    def stop(self) -> None:
        self.slot.stop()

    @precondition(lambda self: self.sent)
    @rule(count=st.integers(1, 3))
    def retract(self, count: int) -> None:
        """The last frames had not left yet."""
        self.slot.retract(self.sent[-count:][0])
        del self.sent[-count:]

    @invariant()
    def is_continuous(self) -> None:
        for before, after in pairwise(self.sent[-50:]):
            expected = (before.first_sequence_number + len(before.frame.payloads)) & 0xFFFF
            assert after.first_sequence_number == expected
            assert 0 < (after.timestamp - before.timestamp) & 0xFFFF_FFFF < 2**31

    @invariant()
    def begins_and_resumes_with_a_key_frame(self) -> None:
        for before, after in pairwise(self.sent[-50:]):
            assert after.frame.keyframe or after.frame.index == before.frame.index + 1

    @invariant()
    def never_runs_far_ahead_of_time(self) -> None:
        if self.sent:
            passed = (self.sent[-1].timestamp - 0xFFFF_F000) & 0xFFFF_FFFF
            # Half a second, a drift of 2 %, and the room of 40 burst frames at the very beginning.
            allowed = (self.now - START_S) * 1.02 * CLOCK_HZ + CLOCK_HZ / 2 + 90 * 40 + len(self.sent)
            assert passed <= allowed


TestAnyCamera = AnyCamera.TestCase
TestAnyCamera.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
