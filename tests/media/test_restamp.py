"""Whatever a camera's clock does, a rung's timestamps increase and stay with arrival time."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from responder.media.restamp import MAX_AHEAD, MAX_BEHIND, Restamper

FRAME = 6000
FRAME_S = 1 / 15


def test_keeps_the_camera_s_steps() -> None:
    """Arrival jitter does not reach the timestamps: they step as the camera's do."""
    restamper = Restamper()
    jitter_s = [0, 0.03, -0.02, 0.05, 0.01, -0.03, 0.04, 0]
    stamps = [restamper.stamp(77 + n * FRAME, n * FRAME_S + late) for n, late in enumerate(jitter_s)]
    assert [b - a for a, b in pairwise(stamps)] == [FRAME] * 7


def test_follows_over_the_wrap_of_32_bits() -> None:
    """The 32-bit RTP clock wraps after 13 hours; nothing is seen of it."""
    restamper = Restamper()
    start = 2**32 - 2 * FRAME
    stamps = [restamper.stamp((start + n * FRAME) % 2**32, n * FRAME_S) for n in range(5)]
    assert [b - a for a, b in pairwise(stamps)] == [FRAME] * 4


def test_a_jump_is_one_frame_long() -> None:
    """A camera whose clock jumps an hour forward goes on after one frame's time."""
    restamper = Restamper()
    for n in range(15):
        before = restamper.stamp(n * FRAME, n * FRAME_S)
    after = restamper.stamp(15 * FRAME + 3600 * 90_000, 15 * FRAME_S)
    assert after - before == FRAME


def test_a_reset_is_one_frame_long() -> None:
    """A camera whose clock starts again at zero goes on after one frame's time, and in its steps."""
    restamper = Restamper()
    for n in range(15):
        before = restamper.stamp(10**9 + n * FRAME, n * FRAME_S)
    stamps = [restamper.stamp(n * FRAME, (15 + n) * FRAME_S) for n in range(3)]
    assert [b - a for a, b in pairwise([before, *stamps])] == [FRAME] * 3


def test_a_pause_lasts_as_long_as_it_lasted() -> None:
    """After 7 s without pictures the timestamps are 7 s further, although the camera's clock stood still."""
    restamper = Restamper()
    before = restamper.stamp(0, 0.0)
    restamper.reconnected()
    assert restamper.stamp(FRAME, 7.0) - before == 7 * 90_000


def test_a_stalled_connection_catches_up() -> None:
    """Pictures that come in a burst after 1.5 s without any keep the times at which they were taken."""
    restamper = Restamper()
    arrivals_s = [max(n * FRAME_S, 1.5 if n > 3 else 0) for n in range(40)]
    stamps = [restamper.stamp(n * FRAME, arrival_s) for n, arrival_s in enumerate(arrivals_s)]
    assert [b - a for a, b in pairwise(stamps)] == [FRAME] * 39


def test_goes_on_without_timestamps() -> None:
    """A camera that sends none gets the times of arrival."""
    restamper = Restamper()
    assert [restamper.stamp(None, now) for now in (5.0, 5.1, 5.2)] == [0, 9000, 18000]


def test_a_slow_clock_is_caught_up() -> None:
    """A camera whose clock runs at half speed does not fall behind for ever."""
    restamper = Restamper()
    for n in range(300):
        stamp = restamper.stamp(n * FRAME // 2, n * FRAME_S)
        assert n * FRAME - MAX_BEHIND <= stamp <= n * FRAME


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 2**32 - 1)), st.floats(0, 30), st.booleans()),
        min_size=2,
    )
)
def test_always_increases_and_never_runs_away(events: list[tuple[int | None, float, bool]]) -> None:
    """For any timestamps, pauses and reconnections: strictly increasing, and never far from arrival.

    Bursts are the exception: as many ticks ahead as frames arrived at the same moment.
    """
    restamper = Restamper()
    now = 0.0
    stamps: list[int] = []
    for count, (source, pause_s, reconnected) in enumerate(events):
        now += pause_s
        if reconnected:
            restamper.reconnected()
        if not stamps:
            origin_s = now
        stamps.append(restamper.stamp(source, now))
        arrived = (now - origin_s) * 90_000
        assert arrived - MAX_BEHIND - 1 <= stamps[-1] <= arrived + MAX_AHEAD + count + 1
    assert all(a < b for a, b in pairwise(stamps))
