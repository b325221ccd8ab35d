"""Single pictures: whose leaves next, and that nothing else does."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.gop import Frame
from responder.delivery.ladder import Rung
from responder.delivery.stills import EVERY_S, Still, StillRound, StillStream
from tests.transport.synthetic_feed import GOP_FRAMES, SyntheticFeed

SIZE_BYTES = 3_000
TICK_S = 0.2


def still(slot: int, *, waited_s: float = math.inf, focused: bool = False) -> Still:
    return Still(slot=slot, size_bytes=SIZE_BYTES, waited_s=waited_s, focused=focused)


class Link:
    """Slots on stills, asked five times a second as a live session does; a chosen still leaves at once."""

    def __init__(self, slots: int, *, focused: int | None = None) -> None:
        self.round = StillRound()
        self.left: list[tuple[float, int]] = []
        self._slots = slots
        self._focused = focused
        self._left_at_s: dict[int, float] = {}
        self._now = 100.0

    def run(self, seconds: float, rate_bps: float) -> Counter[int]:
        """How often each slot's still left."""
        before = len(self.left)
        for _ in range(round(seconds / TICK_S)):
            self._now += TICK_S
            waiting = [
                still(slot, waited_s=self._waited_s(slot), focused=slot == self._focused)
                for slot in range(self._slots)
            ]
            slot = self.round.choose(waiting, rate_bps, self._now)
            if slot is not None:
                self._left_at_s[slot] = self._now
                self.left.append((self._now, slot))
        return Counter(slot for _, slot in self.left[before:])

    def _waited_s(self, slot: int) -> float:
        return self._now - self._left_at_s[slot] if slot in self._left_at_s else math.inf


def test_everybody_has_a_turn_on_a_link_for_one_still_a_second() -> None:
    """Eight cameras on 24 kbps: each is renewed every eight seconds, none twice before another."""
    turns = Link(8).run(80, 24_000)

    assert sum(turns.values()) == pytest.approx(80, abs=2)
    assert max(turns.values()) - min(turns.values()) <= 1


def test_the_focused_camera_is_renewed_more_often() -> None:
    """The officer looks at it: three times as often, while the others have their turns all the same."""
    turns = Link(8, focused=0).run(80, 24_000)

    assert turns[0] == pytest.approx(80 * 3 / (3 + 7), abs=4)
    assert min(turns.values()) >= 7


def test_a_fast_link_is_not_spent_on_stills() -> None:
    """A still as often as there is a key frame is enough: what is left over is for live pictures."""
    turns = Link(3).run(40, 2_000_000)

    assert set(turns.values()) == {round(40 / EVERY_S)}


def test_stills_leave_one_after_the_other() -> None:
    """However long none did: what was not spent is not saved up."""
    link = Link(0)
    link.run(60, 100_000)
    due = [still(slot) for slot in range(8)]
    chosen = [link.round.choose(due, 100_000, 160.0 + place / 100) for place in range(10)]

    assert len([slot for slot in chosen if slot is not None]) <= 3


@given(st.lists(st.floats(0, 3_000_000), min_size=2, max_size=60))
def test_stills_take_no_more_than_what_is_theirs(rates_bps: list[float]) -> None:
    """Over any time: what the rate comes to, half a second of it, and a still more."""
    stills = StillRound()
    due = [still(slot) for slot in range(12)]
    earned_bytes, sent_bytes = 0.0, 0
    for place, rate_bps in enumerate(rates_bps):
        earned_bytes += rate_bps * (0.5 if place == 0 else TICK_S) / 8
        sent_bytes += 0 if stills.choose(due, rate_bps, place * TICK_S) is None else SIZE_BYTES
        assert sent_bytes <= earned_bytes + SIZE_BYTES


def test_only_key_frames_leave_and_each_once() -> None:
    """The frames between two are counted as nobody's; the camera goes on meanwhile."""
    camera = SyntheticFeed("gym", Rung.THUMB)
    stills, seen = StillStream(camera), list[Frame]()
    leave = stills.subscribe(seen.append)
    for _ in range(3 * GOP_FRAMES):
        camera.emit()
        stills.release()
    leave()

    assert [frame.index for frame in seen] == [0, GOP_FRAMES, 2 * GOP_FRAMES]
    assert all(frame.keyframe for frame in seen)
    assert camera.subscriber_count == 0


def test_a_still_waits_for_its_turn_whoever_asks() -> None:
    """Nothing is cached for a phone that asks for a key frame, and none is made for it."""
    camera = SyntheticFeed("gym", Rung.THUMB)
    stills = StillStream(camera)
    camera.emit()
    stills.request_keyframe()

    assert (stills.gop(), camera.keyframes_requested) == ((), 0)
    assert (stills.camera_id, stills.rung, stills.next) == ("gym", Rung.THUMB, camera.gop()[0])
