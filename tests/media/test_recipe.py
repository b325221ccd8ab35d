"""Rungs are made from the smallest stream that is large enough, and only where they are worth it."""

from msgspec import Struct

from responder.delivery.ladder import Rung
from responder.media.recipe import RECIPES, made_rungs, source_for


class Stream(Struct, frozen=True, kw_only=True):
    """A camera's stream."""

    rung: Rung
    width_px: int
    bitrate_bps: float = 1e6
    is_foreign: bool = False


MAIN = Stream(rung=Rung.SOURCE, width_px=1920, bitrate_bps=4e6)
SUB = Stream(rung=Rung.MID, width_px=640, bitrate_bps=400_000)


def test_small_rungs_come_from_the_sub_stream() -> None:
    """Scaling 1080p down to a thumbnail costs ten times more than scaling 360p."""
    assert made_rungs([MAIN, SUB]) == {
        Rung.HIGH: Rung.SOURCE,
        Rung.GOOD: Rung.SOURCE,
        Rung.LOW: Rung.MID,
        Rung.THUMB: Rung.MID,
    }


def test_a_camera_with_one_stream_has_all_rungs_made_of_it() -> None:
    """Without a sub stream everything comes from the main stream."""
    assert set(made_rungs([MAIN]).values()) == {Rung.SOURCE}
    assert list(made_rungs([MAIN])) == list(RECIPES)


def test_what_is_small_enough_is_not_encoded_again() -> None:
    """A main stream of 720p at 1.5 Mbps fills HIGH, a sub stream of 220 kbps fills LOW."""
    main = Stream(rung=Rung.SOURCE, width_px=1280, bitrate_bps=1.6e6)
    sub = Stream(rung=Rung.MID, width_px=640, bitrate_bps=240_000)
    assert made_rungs([main, sub]) == {Rung.GOOD: Rung.SOURCE, Rung.THUMB: Rung.MID}


def test_a_foreign_stream_is_always_encoded() -> None:
    """What phones cannot play makes every rung, its own one too, whatever its bitrate."""
    sub = Stream(rung=Rung.MID, width_px=640, bitrate_bps=50_000, is_foreign=True)
    assert made_rungs([sub]) == dict.fromkeys(RECIPES, Rung.MID)


def test_a_foreign_main_stream_leaves_the_sub_stream_alone() -> None:
    """Only what needs it is encoded."""
    main = Stream(rung=Rung.SOURCE, width_px=1280, is_foreign=True)
    assert made_rungs([main, SUB]) == {
        Rung.HIGH: Rung.SOURCE,
        Rung.GOOD: Rung.SOURCE,
        Rung.LOW: Rung.MID,
        Rung.THUMB: Rung.MID,
    }


def test_nothing_is_made_of_nothing() -> None:
    """A camera that is not reachable has no rungs."""
    assert made_rungs([]) == {}
    assert source_for(Rung.THUMB, []) is None
