"""What keeps pictures from flapping."""

from responder.delivery.hysteresis import BAN_HEADROOM, HEADROOM, ClimbGate, SlotMemory
from responder.delivery.ladder import Rung


def shown(now: float = 0.0) -> SlotMemory:
    """A slot that has been on the screen for a while."""
    memory = SlotMemory("camera", now)
    memory.look(now, focused=False, visible=True)
    return memory


def test_a_new_slot_is_fresh_for_three_seconds() -> None:
    """It climbs with the estimate for as long."""
    memory = shown()

    assert memory.fresh(2.9)
    assert not memory.fresh(3.1)


def test_focus_and_coming_back_make_it_fresh_again() -> None:
    """And end a ban: the person asked for it."""
    memory = shown()
    memory.ban(5.0)
    assert not memory.fresh(5.5)

    assert memory.look(6.0, focused=True, visible=True)
    assert memory.fresh(6.5)
    assert not memory.look(6.6, focused=True, visible=True)
    assert memory.look(30.0, focused=True, visible=True)


def test_out_of_sight_for_a_second_is_paused() -> None:
    """A slot that was never seen is paused from the beginning."""
    memory = shown()
    memory.look(10.0, focused=False, visible=True)
    memory.look(10.5, focused=False, visible=False)

    assert not memory.paused(10.9)
    assert memory.paused(11.0)
    assert SlotMemory("camera", 0.0).paused(0.0)


def test_a_picture_dwells_before_it_climbs() -> None:
    """Two seconds after any change; the focused one comes back from a poster at once."""
    memory = shown()
    memory.settle(Rung.LOW, 10.0)
    assert not memory.may_climb(11.9)
    assert memory.may_climb(12.0)

    memory.settle(None, 20.0)
    assert not memory.may_climb(21.0)
    memory.look(20.5, focused=True, visible=True)
    assert memory.may_climb(21.0)


def test_bans_grow_and_are_forgiven() -> None:
    """4, 8, 16 s ... at most a minute; after a quiet minute it is 4 s again."""
    memory = shown()
    lengths = []
    now = 100.0
    for _ in range(8):
        memory.settle(Rung.MID, now)
        memory.settle(Rung.LOW, now)
        memory.ban(now)
        lengths.append(memory.banned_until_s - now)
        assert memory.headroom(memory.banned_until_s - 0.1) == BAN_HEADROOM
        assert memory.headroom(memory.banned_until_s) == HEADROOM
        now = memory.banned_until_s + 10

    assert lengths[:3] == [4.0, 8.0, 16.0]
    assert max(lengths) == 60.0
    memory.ban(now + 100)
    assert memory.banned_until_s == now + 104


def test_a_picture_that_falls_step_by_step_is_banned_once() -> None:
    """One congestion, however many steps it takes: four seconds from the last one."""
    memory = shown()
    memory.settle(Rung.SOURCE, 0.0)
    for now, rung in ((50.0, Rung.HIGH), (50.4, Rung.MID), (51.0, Rung.LOW)):
        memory.settle(rung, now)
        memory.ban(now)

    assert memory.banned_until_s == 55.0


def test_a_ban_does_not_keep_a_slot_on_its_poster() -> None:
    """Never stuck on the fallback."""
    memory = shown()
    memory.settle(None, 10.0)
    memory.ban(10.0)

    assert memory.may_climb(13.0)
    assert memory.headroom(13.0) == HEADROOM


def test_one_picture_climbs_at_a_time_after_room_has_lasted() -> None:
    """One second of it, then two a second."""
    gate = ClimbGate()
    picks = [gate.pick([4, 7], step / 4) for step in range(10)]

    assert [step / 4 for step, pick in enumerate(picks) if pick == 4] == [1.0, 1.5, 2.0]
    assert {pick for pick in picks if pick is not None} == {4}


def test_room_that_vanishes_has_to_last_again() -> None:
    """A wobble starts the clock anew."""
    gate = ClimbGate()
    assert gate.pick([1], 0.0) is None
    assert gate.pick([], 0.5) is None
    assert gate.pick([1], 1.1) is None
    assert gate.pick([1], 2.2) == 1
