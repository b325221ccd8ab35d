"""Which slot gets which picture while links, wishes and the screen change."""

from responder.delivery.allocation import Showing
from responder.delivery.ladder import Rung
from tests.delivery.demands import NATIVE, Session, demand, offer


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


def test_a_data_saver_that_ends_lets_pictures_climb_at_once() -> None:
    """Nobody who has just allowed more should have to wait out a hysteresis, nor a ban."""
    session = Session([demand(0, focused=True, width_px=1170), *(demand(slot) for slot in range(1, 4))])
    session.run(10, 20_000_000)
    session.run(10, 20_000_000, cap_bps=400_000)

    assert session.run(0.2, 20_000_000) == [Rung.SOURCE, *[Rung.LOW] * 3]
