"""Which slot gets which picture."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.allocation import DATA_SAVER_BPS, OVERHEAD, Allocator, Showing
from responder.delivery.ladder import Rung
from tests.delivery.demands import NATIVE, RATES, Session, demand, offer


def test_a_joining_phone_gets_what_its_link_carries_at_once() -> None:
    """Nine cameras at 5 Mbps: all live from the first decision, the focused one best."""
    session = Session([demand(0, focused=True, width_px=1170), *(demand(slot) for slot in range(1, 9))])

    first = session.run(0.2, 5_000_000)

    assert None not in first
    assert first[0] is Rung.HIGH


def test_all_bases_come_before_any_better_picture() -> None:
    """On a thin link everybody gets a thumbnail before anybody gets more."""
    session = Session([demand(0, focused=True), demand(1), demand(2)])

    assert session.run(0.2, 3 * 80_000 * OVERHEAD) == [Rung.THUMB] * 3


def test_a_tile_gets_no_more_than_it_can_show() -> None:
    """A 600 px tile of a 480 px picture is full, a 2000 px one takes the best."""
    session = Session([demand(0, width_px=600), demand(1, width_px=2000)])

    assert session.run(0.2, 50_000_000) == [Rung.LOW, Rung.SOURCE]


def test_what_is_left_over_makes_small_tiles_move_smoothly() -> None:
    """A thumbnail fills a 300 px tile at 8 frames per second; nothing is paid for more to save data."""
    session = Session([demand(0, focused=True, width_px=1170), demand(1, width_px=300)])

    assert session.run(10, 1_600_000) == [Rung.GOOD, Rung.LOW]
    assert session.run(10, 1_600_000, cap_bps=5_000_000) == [Rung.GOOD, Rung.THUMB]


def test_between_medium_and_high_there_is_a_rung_for_the_large_picture_alone() -> None:
    """A tile of the same size goes from MID to HIGH: the node is spared one more encoding."""
    large, tile = (Session([demand(0, focused=focused, width_px=1000)]) for focused in (True, False))

    assert (large.run(10, 1_400_000), tile.run(10, 1_400_000)) == ([Rung.GOOD], [Rung.MID])


def test_a_size_that_is_not_known_is_that_of_a_tile() -> None:
    """Or that of the whole screen for the focused slot, which may also have the best."""
    session = Session([demand(0, focused=True, width_px=0), demand(1, width_px=0)])

    assert session.run(0.2, 2_000_000) == [Rung.HIGH, Rung.LOW]
    assert session.run(20, 50_000_000) == [Rung.SOURCE, Rung.LOW]


def test_below_the_focused_base_there_are_single_pictures() -> None:
    """Photos where a key frame would cost more than one; and a sentence that says why."""
    allocator = Allocator()

    focused, other = allocator.allocate([demand(0, focused=True, offers=NATIVE), demand(1)], 300_000, 1.0)

    assert (focused.showing, focused.rung) == (Showing.POSTER, None)
    assert (other.showing, other.rung) == (Showing.STILLS, None)
    assert "too slow" in focused.reason


def test_live_pictures_leave_something_to_stills() -> None:
    """All that they do not take of the link, and a share of it where they take all."""
    session = Session([demand(0, focused=True), demand(1), demand(2)])

    assert session.run(0.2, 150_000).count(None) == 2
    assert session.allocator.stills_bps == pytest.approx(150_000 - 80_000 * OVERHEAD)
    session.run(0.2, 90_000)
    assert session.allocator.stills_bps == pytest.approx(90_000 * 0.15)


def test_a_camera_without_pictures_is_told_apart_from_a_slow_link() -> None:
    """The link is not to blame."""
    [allocation] = Allocator().allocate([demand(0, offers=())], 9e6, 1.0)

    assert allocation.showing is Showing.POSTER
    assert "camera" in allocation.reason


def test_reduced_quality_is_explained_and_full_quality_is_not() -> None:
    """A sentence only when there is something to say."""
    [reduced] = Allocator().allocate([demand(0, width_px=1200)], 300_000, 1.0)
    [full] = Allocator().allocate([demand(0, width_px=600)], 9e6, 1.0)

    assert (reduced.rung, bool(reduced.reason)) == (Rung.LOW, True)
    assert full.reason == ""


def test_a_slot_that_was_never_shown_costs_nothing() -> None:
    """Paused from the beginning."""
    [allocation] = Allocator().allocate([demand(0, visible=False)], 5e6, 1.0)

    assert allocation.showing is Showing.PAUSED


def test_what_is_wanted_is_what_fills_the_screen() -> None:
    """It tells the estimator how far to probe: nothing for what is hidden."""
    session = Session([demand(0, focused=True), demand(1), demand(2, visible=False)])
    session.run(0.2, 1e6)

    assert session.allocator.wanted_bps == pytest.approx(1.15 * OVERHEAD * (4_000_000 + 220_000))


def test_a_data_saver_is_never_exceeded() -> None:
    """On the best link, the focused camera small, thumbnails as far as they go, and nothing to probe for."""
    session = Session([demand(0, focused=True, width_px=1170), *(demand(slot) for slot in range(1, 9))])

    shown = session.run(30, 20_000_000, cap_bps=DATA_SAVER_BPS)

    assert shown[:6] == [Rung.THUMB] * 6
    assert sum(RATES[rung] * OVERHEAD for rung in shown if rung) <= DATA_SAVER_BPS
    assert session.allocator.wanted_bps <= DATA_SAVER_BPS


def test_a_data_saver_says_why_pictures_are_small() -> None:
    """Not that the connection is slow: it is not."""
    allocator = Allocator()
    demands = [demand(0, focused=True), demand(1), demand(2)]

    reduced, _, still = allocator.allocate(demands, 20_000_000, 1.0, cap_bps=200_000)

    assert (reduced.rung, "save data" in reduced.reason) == (Rung.THUMB, True)
    assert (still.showing, "save data" in still.reason) == (Showing.STILLS, True)


def test_a_node_with_many_phones_says_so() -> None:
    """Neither the link nor the person is to blame; the stricter of them is named."""
    allocator = Allocator()
    demands = [demand(0, focused=True), demand(1), demand(2)]

    reduced, _, still = allocator.allocate(demands, 20_000_000, 1.0, share_bps=200_000)
    [link] = Allocator().allocate([demand(0, width_px=1200)], 300_000, 1.0, share_bps=400_000)
    [person] = Allocator().allocate([demand(0, width_px=1200)], 9e6, 1.0, cap_bps=300_000, share_bps=400_000)

    assert (reduced.rung, "many are watching" in reduced.reason) == (Rung.THUMB, True)
    assert (still.showing, "many are watching" in still.reason) == (Showing.STILLS, True)
    assert ("slow" in link.reason, "save data" in person.reason) == (True, True)


def test_what_a_file_takes_is_no_congestion() -> None:
    """Pictures make room for it, and are back as soon as it has come: nothing is banned."""
    session = Session([demand(0, focused=True), *(demand(slot) for slot in range(1, 5))])
    before = session.run(10, 3_000_000)

    beside = session.run(2, 3_000_000, taken_bps=2_000_000)
    after = session.run(4, 3_000_000)

    assert 0 < sum(RATES[rung] * OVERHEAD for rung in beside if rung) <= 1_000_000
    assert after == before


demands_lists = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.booleans(),
        st.booleans(),
        st.integers(0, 3000),
        st.dictionaries(st.sampled_from(list(Rung)), st.floats(0, 6e6), max_size=5),
    ),
    max_size=8,
)


@given(
    st.lists(
        st.tuples(
            demands_lists,
            st.floats(0, 2e7),
            st.floats(0, 2e7) | st.just(math.inf),
            st.floats(0.01, 5),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_estimate_is_never_exceeded(
    ticks: list[tuple[list[tuple[str, bool, bool, int, dict[Rung, float]]], float, float, float, bool]],
) -> None:
    """Whatever phones ask, feeds offer and links do: what is live fits, was offered, and is on the screen."""
    allocator = Allocator()
    now = 0.0
    for wishes, estimate_bps, cap_bps, pause_s, outage in ticks:
        now += pause_s
        demands = [
            demand(
                slot,
                camera_id=camera_id,
                focused=focused,
                visible=visible,
                width_px=width_px,
                offers=tuple(offer(rung, rate) for rung, rate in rates.items()),
            )
            for slot, (camera_id, focused, visible, width_px, rates) in enumerate(wishes)
        ]

        allocations = allocator.allocate(demands, estimate_bps, now, cap_bps=cap_bps, outage=outage)

        assert [it.slot for it in allocations] == [it.slot for it in demands]
        used_bps = 0.0
        for wish, allocation in zip(demands, allocations, strict=True):
            rates = {it.rung: it.bitrate_bps for it in wish.offers}
            assert (allocation.showing is Showing.LIVE) == (allocation.rung is not None)
            used_bps += OVERHEAD * rates[allocation.rung] if allocation.rung is not None else 0
        assert used_bps <= min(estimate_bps, cap_bps) * (1 + 1e-9)
