"""Datagrams survive any cutting of the TCP byte stream that carries them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.transport.framing import DATAGRAM_MAX_BYTES, Deframer, FramingError, framed


@settings(deadline=None)  # other work on the machine is not the code's time
@given(st.lists(st.binary(min_size=1, max_size=80)), st.lists(st.integers(1, 50), min_size=1))
def test_datagrams_arrive_whole_however_they_are_cut(datagrams: list[bytes], cuts: list[int]) -> None:
    """RFC 4571 framing does not depend on segment boundaries."""
    stream = b"".join(map(framed, datagrams))
    deframer, received, position, turn = Deframer(), list[bytes](), 0, 0
    while position < len(stream):
        step = cuts[turn % len(cuts)]
        received += deframer.feed(stream[position : position + step])
        position, turn = position + step, turn + 1
    assert received == datagrams


def test_an_oversized_frame_is_refused_at_its_length() -> None:
    """Nothing is collected for a frame that no phone sends."""
    with pytest.raises(FramingError):
        Deframer().feed((DATAGRAM_MAX_BYTES + 1).to_bytes(2, "big"))


def test_empty_frames_are_skipped() -> None:
    """RFC 4571 allows a null packet as a keep-alive."""
    assert Deframer().feed(framed(b"") + framed(b"x")) == [b"x"]
