"""Frames are numbered without gaps where they follow each other, and only there."""

from responder.delivery.gop import Frame
from responder.media.relay import Relay


def send(relay: Relay, timestamp: int, *, keyframe: bool = False) -> None:
    """A frame of two payloads."""
    relay.send(
        (b"one", b"three"), keyframe=keyframe, timestamp=timestamp, captured_at_s=timestamp / 9e4, now=0.0
    )


def test_everybody_gets_every_frame_from_joining_to_leaving() -> None:
    """A viewer may leave while frames are handed out."""
    relay = Relay(1000.0)
    early: list[Frame] = []
    late: list[Frame] = []
    leave = relay.subscribe(early.append)
    send(relay, 0, keyframe=True)
    relay.subscribe(late.append)
    relay.subscribe(lambda frame: leave())
    send(relay, 1)
    send(relay, 2)
    assert [frame.timestamp for frame in early] == [0, 1]
    assert [frame.timestamp for frame in late] == [1, 2]
    assert early[0].size_bytes == 8
    leave()


def test_gaps_leave_out_a_number() -> None:
    """After a gap the group of pictures is not continued."""
    relay = Relay(1000.0)
    frames: list[Frame] = []
    relay.subscribe(frames.append)
    send(relay, 0, keyframe=True)
    send(relay, 1)
    relay.leave_gap()
    send(relay, 2)
    assert [frame.index for frame in frames] == [0, 1, 3]
    assert relay.gop() == ()


def test_forgets_what_a_new_session_does_not_continue() -> None:
    """The cached group is gone; the bitrate stays what was measured last."""
    relay = Relay(1000.0)
    send(relay, 0, keyframe=True)
    assert len(relay.gop()) == 1
    relay.forget()
    assert relay.gop() == ()
    assert relay.bitrate_bps == 1000.0
