"""Which slot gets which picture."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.allocation import (
    DATA_SAVER_BPS,
    OVERHEAD,
    Allocator,
    RungOffer,
    Showing,
    SlotAllocation,
    SlotDemand,
)
from responder.delivery.ladder import Rung

WIDTHS = {Rung.SOURCE: 1920, Rung.HIGH: 1280, Rung.MID: 640, Rung.LOW: 480, Rung.THUMB: 320}
RATES = {
    Rung.SOURCE: 4_000_000,
    Rung.HIGH: 1_500_000,
    Rung.MID: 500_000,
    Rung.LOW: 220_000,
    Rung.THUMB: 80_000,
}


def offer(rung: Rung, bitrate_bps: float | None = None) -> RungOffer:
    """A rung of a 16:9 camera at its usual rate."""
    width_px = WIDTHS[rung]
    return RungOffer(
        rung=rung,
        bitrate_bps=RATES[rung] if bitrate_bps is None else bitrate_bps,
        width_px=width_px,
        height_px=width_px * 9 // 16,
    )


ALL_RUNGS = tuple(offer(rung) for rung in Rung)
NATIVE = (offer(Rung.SOURCE, 1_500_000), offer(Rung.MID, 400_000))


def demand(
    slot: int,
    *,
    camera_id: str | None = None,
    offers: tuple[RungOffer, ...] = ALL_RUNGS,
    focused: bool = False,
    visible: bool = True,
    width_px: int = 600,
) -> SlotDemand:
    """A tile of 600 device pixels unless told otherwise."""
    return SlotDemand(
        slot=slot,
        camera_id=camera_id or f"camera-{slot}",
        offers=offers,
        focused=focused,
        visible=visible,
        width_px=width_px,
    )


def rungs(allocations: Sequence[SlotAllocation]) -> list[Rung | None]:
    """What each slot got."""
    return [allocation.rung for allocation in allocations]


class Session:
    """An allocator asked every 200 ms, as a live session does."""

    def __init__(self, demands: Sequence[SlotDemand]) -> None:
        self.allocator = Allocator()
        self.demands = demands
        self.now = 100.0
        self.history: list[list[Rung | None]] = []

    def run(
        self, seconds: float, estimate_bps: float, *, cap_bps: float = math.inf, outage: bool = False
    ) -> list[Rung | None]:
        """What the slots have at the end."""
        for _ in range(round(seconds / 0.2)):
            self.now += 0.2
            latest = self.allocator.allocate(
                self.demands, estimate_bps, self.now, cap_bps=cap_bps, outage=outage
            )
            self.history.append(rungs(latest))
        return self.history[-1]

    def changes(self) -> int:
        """How often any slot's picture changed."""
        return sum(before != after for before, after in zip(self.history, self.history[1:], strict=False))


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
    """A 300 px tile of a 320 px thumbnail is full; a 600 px one takes 640 px."""
    session = Session([demand(0, width_px=300), demand(1, width_px=600), demand(2, width_px=2000)])

    assert session.run(0.2, 50_000_000) == [Rung.THUMB, Rung.LOW, Rung.SOURCE]


def test_a_size_that_is_not_known_is_that_of_a_tile() -> None:
    """Or that of the whole screen for the focused slot, which may also have the best."""
    session = Session([demand(0, focused=True, width_px=0), demand(1, width_px=0)])

    assert session.run(0.2, 2_000_000) == [Rung.HIGH, Rung.LOW]
    assert session.run(20, 50_000_000) == [Rung.SOURCE, Rung.LOW]


def test_below_the_focused_base_there_are_posters() -> None:
    """And a sentence that says why."""
    allocator = Allocator()

    focused, other = allocator.allocate([demand(0, focused=True, offers=NATIVE), demand(1)], 300_000, 1.0)

    assert (focused.showing, focused.rung) == (Showing.POSTER, None)
    assert other.showing is Showing.POSTER
    assert "too slow" in focused.reason


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


def test_off_screen_is_paused_after_a_second() -> None:
    """Scrolling past does not stop a picture; leaving it does, and coming back shows it at once."""
    session = Session([demand(0), demand(1)])
    session.run(2, 5e6)

    session.demands = [demand(0), demand(1, visible=False)]
    assert session.run(0.8, 5e6) == [Rung.LOW, Rung.LOW]
    assert session.run(0.4, 5e6) == [Rung.LOW, None]
    [_, hidden] = session.allocator.allocate(session.demands, 5e6, session.now)
    assert hidden.showing is Showing.PAUSED

    session.demands = [demand(0), demand(1)]
    assert session.run(0.2, 5e6) == [Rung.LOW, Rung.LOW]


def test_a_slot_that_was_never_shown_costs_nothing() -> None:
    """Paused from the beginning."""
    [allocation] = Allocator().allocate([demand(0, visible=False)], 5e6, 1.0)

    assert allocation.showing is Showing.PAUSED


def test_a_link_that_gets_worse_is_answered_at_once() -> None:
    """The next decision already fits."""
    session = Session([demand(0, focused=True, width_px=1200), demand(1), demand(2)])
    session.run(10, 6e6)

    after = session.run(0.2, 400_000)

    assert after == [Rung.THUMB] * 3


def test_a_link_that_gets_better_is_believed_when_it_lasts() -> None:
    """Settled pictures climb a step at a time, after headroom has lasted for 1 s."""
    session = Session([demand(0, focused=True, width_px=1200), demand(1)])
    session.run(10, 400_000)
    before = session.history[-1]

    assert session.run(0.8, 20e6) == before
    session.run(20, 20e6)

    assert session.history[-1] == [Rung.SOURCE, Rung.LOW]
    climbs = [
        sum(now is not then for now, then in zip(after, before_, strict=True))
        for before_, after in zip(session.history, session.history[1:], strict=False)
    ]
    assert max(climbs) == 1


def test_headroom_is_needed_to_climb_not_to_stay() -> None:
    """500 kbps of picture on a link of 560 kbps: kept when there, not begun when not."""
    high = Session([demand(0, width_px=640, offers=(offer(Rung.MID), offer(Rung.THUMB)))])
    assert high.run(5, 2e6) == [Rung.MID]
    assert high.run(30, 560_000) == [Rung.MID]

    low = Session([demand(0, width_px=640, offers=(offer(Rung.MID), offer(Rung.THUMB)))])
    assert low.run(5, 200_000) == [Rung.THUMB]
    assert low.run(30, 560_000) == [Rung.THUMB]
    assert low.run(5, 640_000) == [Rung.MID]


def test_a_wobbling_estimate_does_not_make_pictures_flap() -> None:
    """Ten minutes of +-25 % every two seconds around the need: a change every twenty seconds at most."""
    session = Session([demand(0, focused=True, width_px=1200, offers=NATIVE)])
    for _ in range(150):
        session.run(2, 1_500_000)
        session.run(2, 2_400_000)

    assert session.changes() <= 30


def test_congestion_bans_the_next_try_for_longer_every_time() -> None:
    """4 s, then 8 s, 16 s ..."""
    session = Session([demand(0, focused=True, width_px=1200, offers=NATIVE)])
    session.run(10, 3e6)
    waits = []
    for _ in range(3):
        session.run(0.2, 1_000_000)
        assert session.history[-1] == [Rung.MID]
        began_s = session.now
        while session.run(0.2, 2.3e6) == [Rung.MID]:
            assert session.now - began_s < 60
        waits.append(session.now - began_s)
        session.run(5, 3e6)

    assert waits[0] >= 4
    assert waits[1] >= 8
    assert waits[2] >= 16


def test_a_link_that_is_twice_as_good_ends_a_ban() -> None:
    """The picture that matters does not wait any longer on a link that recovered at once."""
    session = Session([demand(0, focused=True, width_px=1200, offers=NATIVE)])
    session.run(10, 3e6)
    session.run(0.2, 1_000_000)
    began_s = session.now

    while session.run(0.2, 4e6) == [Rung.MID]:
        assert session.now - began_s < 4

    assert session.now - began_s >= 2


def test_a_tapped_picture_climbs_at_once() -> None:
    """Focus moves to a slot: it takes what the other one had, without waiting."""
    session = Session([demand(0, focused=True, width_px=1200), demand(1)])
    session.run(10, 2_500_000)
    assert session.history[-1] == [Rung.HIGH, Rung.LOW]

    session.demands = [demand(0), demand(1, focused=True, width_px=1200)]

    assert session.run(0.2, 2_500_000) == [Rung.LOW, Rung.HIGH]


def test_another_camera_in_a_slot_begins_anew() -> None:
    """A ban belongs to the picture that the link could not carry."""
    session = Session([demand(0, width_px=1200, offers=NATIVE)])
    session.run(5, 3e6)
    session.run(1, 500_000)
    assert session.history[-1] == [Rung.MID]

    session.demands = [demand(0, camera_id="another", width_px=1200, offers=NATIVE)]

    assert session.run(0.2, 3e6) == [Rung.SOURCE]


def test_a_slot_fell_back_to_a_poster_is_tried_again_soon() -> None:
    """Never stuck on the fallback: live again within 4 s of the link being good enough."""
    session = Session([demand(0, focused=True, offers=NATIVE), demand(1, offers=NATIVE)])
    session.run(10, 2e6)
    assert session.run(2, 300_000) == [None, None]

    assert session.run(4, 2e6) == [Rung.MID, Rung.MID]


def test_an_outage_leaves_the_focused_base_only() -> None:
    """The first picture that gets through is the one that matters; afterwards all come back at once."""
    session = Session([demand(0, focused=True, width_px=1200), demand(1), demand(2)])
    session.run(10, 5e6)
    before = session.history[-1]

    assert session.run(1, 2.5e6, outage=True) == [Rung.THUMB, None, None]
    [_, other, _] = session.allocator.allocate(session.demands, 2.5e6, session.now, outage=True)
    assert "interrupted" in other.reason

    assert session.run(0.2, 6e6) == before


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
    assert (still.showing, "save data" in still.reason) == (Showing.POSTER, True)


def test_a_data_saver_that_ends_lets_pictures_climb_at_once() -> None:
    """Nobody who has just allowed more should have to wait out a hysteresis, nor a ban."""
    session = Session([demand(0, focused=True, width_px=1170), *(demand(slot) for slot in range(1, 4))])
    session.run(10, 20_000_000)
    session.run(10, 20_000_000, cap_bps=400_000)

    assert session.run(0.2, 20_000_000) == [Rung.SOURCE, *[Rung.LOW] * 3]


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
