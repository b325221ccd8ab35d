"""The order of rungs."""

from responder.delivery.ladder import LADDER, Rung


def test_the_best_picture_has_rank_0() -> None:
    """Ranks grow from the camera's own stream down to thumbnails."""
    assert [rung.rank for rung in LADDER] == [0, 1, 2, 3, 4, 5]
    assert (LADDER[0], LADDER[-1]) == (Rung.SOURCE, Rung.THUMB)


def test_a_rung_is_its_name_on_the_wire() -> None:
    """The wire and the log show the plain word."""
    assert [str(rung) for rung in LADDER] == ["source", "high", "good", "mid", "low", "thumb"]
