"""How much of a link a large file may take."""

import pytest

from responder.live.file_share import LOOKING_ON_BPS, FileShare


def test_a_file_gets_half_of_what_looking_on_does_not_need() -> None:
    """The map's code is there within seconds, and the pictures go on."""
    assert FileShare(lambda _: 2_000_000).take("map", 1.0) == (2_000_000 - LOOKING_ON_BPS) / 2


def test_on_a_poor_link_it_comes_in_its_own_time() -> None:
    """A tenth: the large picture has next to everything."""
    assert FileShare(lambda _: 100_000).take("map", 1.0) == pytest.approx(10_000)


def test_files_share_alike() -> None:
    """Who opens a panel while the map comes waits for a few packets, not for the map."""
    share = FileShare(lambda _: 100_000)
    whole_bps = share.take("map", 1.0)
    assert share.take("panel", 1.1) == share.take("map", 1.2) == whole_bps / 2
    assert share.taken_bps(1.3) == whole_bps
    assert share.take("map", 9.0) == whole_bps


def test_on_a_thin_link_a_file_is_waited_for() -> None:
    """A packet at 6 kbps takes two seconds: its share is not given to another meanwhile."""
    share = FileShare(lambda _: 60_000)
    whole_bps = share.take("map", 1.0)
    assert share.take("panel", 1.1) == whole_bps / 2
    assert share.take("panel", 2.5) == whole_bps / 2


def test_pictures_have_the_whole_link_back_once_nobody_asks() -> None:
    """The file has come, or the page that fetched it has gone."""
    share = FileShare(lambda _: 1_000_000)
    taken_bps = share.take("map", 5.0)

    assert share.taken_bps(5.5) == taken_bps > 0
    assert share.taken_bps(6.0) == 0
    assert FileShare(lambda _: 1_000_000).taken_bps(5.0) == 0
