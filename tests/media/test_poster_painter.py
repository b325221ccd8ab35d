"""One thread paints for all cameras, and only so many of them may move."""

from responder.media.poster_decoder import PosterDecoder
from responder.media.poster_painter import MAX_MOVING, PosterPainter
from tests.media.test_poster_decoder import keyframe


async def test_works_off_the_loop_until_stopped() -> None:
    """The painter returns futures while it runs, and takes no orders before start and after stop."""
    painter = PosterPainter()
    key = keyframe(320, 180)
    assert painter.paint(PosterDecoder(), [key], is_all=True) is None
    painter.start()
    ordered = painter.paint(PosterDecoder(), [key], is_all=True)
    assert ordered is not None
    poster = await ordered
    assert poster is not None
    assert poster.captured_at_s == 17.0
    painter.stop()
    assert painter.paint(PosterDecoder(), [key], is_all=True) is None


def test_places_for_moving_cameras_are_bounded() -> None:
    """When all are taken the next one waits until one runs out; who has one keeps it."""
    painter = PosterPainter()
    assert all(painter.may_move(f"camera-{number}", 0.0, 4.0) for number in range(MAX_MOVING))
    assert not painter.may_move("late", 1.0, 5.0)
    assert painter.may_move("camera-0", 1.0, 5.0)
    assert painter.may_move("late", 4.0, 8.0)
