"""The cached group of pictures."""

from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.gop import Frame, Gop
from tests.delivery.pictures import picture, pictures


def test_a_key_frame_begins_a_new_group() -> None:
    """What came before a key frame is of no use to a joining viewer."""
    gop = Gop()
    frames = pictures(8, gop=5)

    for frame in frames:
        gop.append(frame)

    assert gop.frames() == tuple(frames[5:])


def test_nothing_is_kept_before_the_first_key_frame() -> None:
    """A decoder cannot begin in the middle."""
    gop = Gop()

    gop.append(picture(3))

    assert gop.frames() == ()


def test_a_missing_frame_ends_the_group() -> None:
    """A decoder shows garbage after a gap; the next key frame begins again."""
    gop = Gop()
    for frame in (picture(0, keyframe=True), picture(1), picture(3), picture(4)):
        gop.append(frame)
    assert gop.frames() == ()

    gop.append(picture(5, keyframe=True))

    assert [frame.index for frame in gop.frames()] == [5]


def test_a_cleared_group_is_empty() -> None:
    """The feed restarted: its old pictures are not offered as new."""
    gop = Gop()
    gop.append(picture(0, keyframe=True))

    gop.clear()

    assert gop.frames() == ()


def test_a_group_that_lasts_too_long_is_forgotten() -> None:
    """Smart codecs send a key frame a minute; replaying that is worse than waiting."""
    gop = Gop(max_s=2.0)
    for index in range(31):  # 30 intervals of 1/15 s
        gop.append(picture(index, keyframe=index == 0))
    assert len(gop.frames()) == 31

    gop.append(picture(31))

    assert gop.frames() == ()


frames_in_order = st.lists(
    st.tuples(st.booleans(), st.integers(1, 400), st.integers(1, 3)), min_size=1, max_size=60
)


@given(frames_in_order)
def test_a_group_is_whole_and_within_its_bounds(choices: list[tuple[bool, int, int]]) -> None:
    """Whatever comes: a key frame first and only there, no gap, never more bytes than allowed."""
    gop = Gop(max_bytes=2000)
    index = 0
    for keyframe, size, step in choices:
        index += step
        frame = picture(index, keyframe=keyframe, sizes=(size,))
        gop.append(frame)
        kept = gop.frames()

        assert not keyframe or kept == (frame,)
        assert sum(it.size_bytes for it in kept) <= 2000
        assert [it.index for it in kept] == list(range(index - len(kept) + 1, index + 1))
        assert [it.keyframe for it in kept] == [place == 0 for place in range(len(kept))]


def test_frames_are_shared_not_copied() -> None:
    """A hundred viewers get the same bytes."""
    gop = Gop()
    frame: Frame = picture(0, keyframe=True)
    gop.append(frame)

    assert gop.frames()[0] is frame
