"""Who joins gets a key frame and all that followed it, or nothing."""

import pytest

from responder.delivery.gop import MAX_GOP_BYTES
from responder.media.source_unit import Codec, SourceUnit
from responder.media.unit_relay import UnitRelay


def unit(number: int, *, keyframe: bool = False, after_gap: bool = False, size: int = 10) -> SourceUnit:
    """A unit that is told by its time."""
    return SourceUnit(
        codec=Codec.H264,
        data=b"x" * size,
        keyframe=keyframe,
        timestamp=number,
        captured_at_s=0.0,
        after_gap=after_gap,
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ([unit(0), unit(1)], []),
        ([unit(0, keyframe=True), unit(1), unit(2)], [0, 1, 2]),
        ([unit(0, keyframe=True), unit(1), unit(2, keyframe=True), unit(3)], [2, 3]),
        ([unit(0, keyframe=True), unit(1, after_gap=True), unit(2)], []),
        ([unit(0, keyframe=True), unit(1, size=MAX_GOP_BYTES), unit(2)], []),
        ([unit(0, keyframe=True, after_gap=True), unit(1)], [0, 1]),
    ],
    ids=["no key frame", "group", "next group", "gap", "too large", "key frame after a gap"],
)
def test_keeps_whole_groups(sent: list[SourceUnit], kept: list[int]) -> None:
    """A group with something missing is of no use to a decoder."""
    relay = UnitRelay()
    for it in sent:
        relay.send(it)
    assert [it.timestamp for it in relay.units()] == kept


def test_hands_out_until_left() -> None:
    """Watchers get what comes after they joined, also what is not kept."""
    relay = UnitRelay()
    seen: list[SourceUnit] = []
    leave = relay.watch(seen.append)
    relay.send(unit(0))
    leave()
    leave()
    relay.send(unit(1))
    assert [it.timestamp for it in seen] == [0]


def test_forgets() -> None:
    """A new session does not continue the group."""
    relay = UnitRelay()
    relay.send(unit(0, keyframe=True))
    relay.forget()
    relay.send(unit(1))
    assert relay.units() == ()
