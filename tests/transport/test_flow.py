"""What a slot shows, and from which frame on, seen by a phone at the other end of a real socket."""

import asyncio
import itertools
import struct
import time
from collections.abc import Callable

import pytest

from load_tests.counting_peer import CountingPeer
from responder.delivery.ladder import Rung
from responder.delivery.stills import StillStream
from responder.transport.peers import Peers
from tests.transport.conftest import PATIENCE_S, Connect, until
from tests.transport.packets import recorded, rtcp
from tests.transport.synthetic_feed import GOP_FRAMES, SyntheticFeed

Play = Callable[[SyntheticFeed], SyntheticFeed]


async def test_what_was_poured_before_the_handshake_is_shown_after_it(peers: Peers) -> None:
    """The camera connects while the phone does, and the cached group of pictures is sent at once."""
    feed, phone = SyntheticFeed(), CountingPeer()
    shown: list[tuple[int, str]] = []
    peer = peers.create(phone.offer(), time.monotonic())
    peer.on_first_frame = lambda index, stream: shown.append((index, stream.camera_id))
    peer.pour(0, feed)
    assert feed.subscriber_count == 1
    for _ in range(5):
        feed.emit()
    assert (phone.packets, shown) == (0, [])
    async with asyncio.timeout(PATIENCE_S):
        await phone.connect(peer.answer_sdp)
    await until(lambda: phone.packets > 0)
    assert shown == [(0, "cam-1")]
    await phone.close()


async def test_a_switch_keeps_the_stream_whole(connect: Connect, playing: Play) -> None:
    """Another camera in the slot: same SSRC, unbroken sequence numbers, later timestamps."""
    peer, phone = await connect(feedback=False)
    packets = recorded(phone)
    gym, yard = (
        playing(SyntheticFeed("gym", luma=60)),
        playing(SyntheticFeed("yard", width_px=480, height_px=272)),
    )
    shown: list[str] = []
    peer.on_first_frame = lambda _, stream: shown.append(stream.camera_id)
    for turn, feed in enumerate((gym, yard, gym)):
        peer.pour(0, feed)
        await until(lambda turn=turn: len(shown) > turn)  # type: ignore[misc]  # mypy cannot type a default
        await asyncio.sleep(0.2)
    assert shown == ["gym", "yard", "gym"]
    assert {packet.ssrc for packet in packets} == {packets[0].ssrc}
    numbers = [packet.sequence_number for packet in packets]
    assert numbers == [(numbers[0] + n) & 0xFFFF for n in range(len(numbers))]
    steps = [
        (later.timestamp - earlier.timestamp) & 0xFFFFFFFF for earlier, later in itertools.pairwise(packets)
    ]
    assert all(step < 90_000 for step in steps)
    # A frame that a switch cuts short has no last packet; a decoder goes on with the key frame after it.
    begun = [later for step, later in zip(steps, packets[1:], strict=True) if step > 0]
    whole = [later for earlier, later in itertools.pairwise(packets) if earlier.marker]
    assert set(whole) <= set(begun)
    assert all(packet.starts_keyframe for packet in set(begun) - set(whole))


async def test_another_rung_takes_over_at_its_key_frame(connect: Connect) -> None:
    """The old rung goes on until the new one can begin, so the picture never stops."""
    peer, phone = await connect(feedback=False)
    packets = recorded(phone)
    low, high = SyntheticFeed("gym", Rung.LOW), SyntheticFeed("gym", Rung.HIGH, width_px=480, height_px=272)
    low.emit()
    peer.pour(0, low)
    await until(lambda: len(packets) > 0)
    peer.pour(0, high)
    low.emit()
    assert (low.subscriber_count, high.subscriber_count) == (1, 1)
    await until(lambda: sum(packet.marker for packet in packets) == 2)
    high.emit()
    assert (low.subscriber_count, high.subscriber_count) == (0, 1)
    await until(lambda: sum(packet.marker for packet in packets) == 3)
    keyframes = [packet for packet in packets if packet.starts_keyframe]
    assert len(keyframes) == 2


async def test_a_slot_that_waits_asks_for_a_key_frame(connect: Connect) -> None:
    """A rung that is made here begins anew, at most twice a second; what is shown is left alone."""
    peer, phone = await connect(feedback=False)
    shown, awaited = SyntheticFeed("gym", Rung.LOW), SyntheticFeed("gym", Rung.HIGH)
    shown.emit()
    peer.pour(0, shown)
    await until(lambda: phone.packets > 0)
    peer.pour(0, awaited)
    now = time.monotonic()
    for tick in range(11):
        peer.tick(now + tick / 10)
    assert awaited.keyframes_requested == 3
    assert shown.keyframes_requested == 0


async def test_a_slot_asks_for_nothing_that_is_about_to_fit(connect: Connect) -> None:
    """All who watch pay for a key frame: what is a little too large now is shown a moment later instead.

    What the link does not take at all is asked for at once.
    """
    peer, _ = await connect(slots=3)
    # A phone begins with a burst of 140 kB; these have groups of 107, 39 and 192 kB.
    gym, yard, hall = (SyntheticFeed(name) for name in ("gym", "yard", "hall"))
    for feed, count in ((gym, 16), (yard, 5), (hall, 30)):
        for _ in range(count):
            feed.emit()
    for slot, feed in enumerate((gym, yard, hall)):
        peer.pour(slot, feed)
    assert [peer.slot_clock(slot) is not None for slot in range(3)] == [True, False, False]
    await until(lambda: peer.slot_clock(1) is not None)
    assert [feed.keyframes_requested for feed in (gym, yard)] == [0, 0]
    assert hall.keyframes_requested > 0


async def test_a_worse_rung_takes_over_at_a_key_frame_that_is_asked_for(connect: Connect) -> None:
    """What the link does not carry must not go on for seconds, nor stop before there is something else."""
    peer, phone = await connect()
    low, high = SyntheticFeed("gym", Rung.LOW), SyntheticFeed("gym", Rung.HIGH)
    high.emit()
    peer.pour(0, high)
    await until(lambda: phone.packets > 0)
    peer.pour(0, low)
    assert (low.subscriber_count, high.subscriber_count) == (1, 1)
    assert low.keyframes_requested == 1
    low.emit()
    assert (low.subscriber_count, high.subscriber_count) == (1, 0)


async def test_a_group_of_pictures_that_just_began_takes_over_at_once(connect: Connect) -> None:
    """A quarter of a second is no jump back; an older group would show again what has been seen."""
    peer, phone = await connect()
    high, young, old = (SyntheticFeed("gym", rung) for rung in (Rung.HIGH, Rung.LOW, Rung.THUMB))
    high.emit()
    young.emit()
    for _ in range(12):
        old.emit()
    peer.pour(0, high)
    await until(lambda: phone.packets > 0)
    peer.pour(0, old)
    assert (old.subscriber_count, high.subscriber_count) == (1, 1)
    peer.pour(0, young)
    assert (old.subscriber_count, young.subscriber_count, high.subscriber_count) == (0, 1, 0)


async def test_a_frame_of_a_replaced_stream_is_not_shown(connect: Connect) -> None:
    """A feed may still be delivering a frame to its receivers while one of them leaves."""
    peer, phone = await connect()
    gym, yard = SyntheticFeed("gym"), SyntheticFeed("yard")
    gym.emit()
    yard.emit()
    peer.pour(0, gym)
    receive = next(iter(gym.receivers.values()))
    peer.pour(0, yard)
    late = gym.emit()
    await until(lambda: phone.packets > 0)
    sent = peer.stats().packets_sent
    receive(late)
    assert peer.stats().packets_sent == sent


async def test_another_camera_ends_the_shown_one_at_once(connect: Connect) -> None:
    """No picture of the old camera is sent under the new one's name, even if the new one has none yet."""
    peer, phone = await connect()
    gym, yard = SyntheticFeed("gym"), SyntheticFeed("yard")
    gym.emit()
    peer.pour(0, gym)
    await until(lambda: phone.packets > 0)
    peer.pour(0, yard)
    sent = peer.stats().packets_sent
    gym.emit()
    assert gym.subscriber_count == 0
    assert peer.stats().packets_sent == sent


async def test_stills_leave_one_at_a_time(connect: Connect) -> None:
    """A key frame each time that one is released, whole and in order; nothing when the phone asks."""
    peer, phone = await connect(feedback=False)
    packets, gym = recorded(phone), SyntheticFeed("gym", Rung.THUMB)
    shown: list[str] = []
    peer.on_first_frame = lambda _, stream: shown.append(stream.camera_id)
    stills = StillStream(gym)
    gym.emit()
    peer.pour(0, stills)
    for _ in range(GOP_FRAMES):
        gym.emit()
    phone.send_rtcp(rtcp(206, 1, 0))
    assert (peer.left_at_s(0), shown) == (float("-inf"), [])

    stills.release()
    await until(lambda: sum(packet.marker for packet in packets) == 1)
    assert (shown, peer.left_at_s(0) <= time.monotonic()) == (["gym"], True)
    phone.send_rtcp(rtcp(206, 1, packets[0].ssrc))
    await until(lambda: peer.stats().keyframes_requested == 1)
    for _ in range(GOP_FRAMES):
        gym.emit()
    stills.release()
    await until(lambda: sum(packet.marker for packet in packets) == 2)
    assert sum(packet.starts_keyframe for packet in packets) == 2
    numbers = [packet.sequence_number for packet in packets]
    assert numbers == [(numbers[0] + n) & 0xFFFF for n in range(len(numbers))]


@pytest.mark.parametrize("successor", [None, SyntheticFeed("yard")], ids=["emptied", "switched"])
async def test_a_camera_that_left_a_slot_is_not_sent_again(
    connect: Connect, successor: SyntheticFeed | None
) -> None:
    """Not even a packet that the phone lost: permission for it may have ended."""
    peer, phone = await connect(feedback=False)
    packets, gym = recorded(phone), SyntheticFeed("gym")
    gym.emit()
    peer.pour(0, gym)
    await until(lambda: len(packets) == len(gym.gop()[0].payloads))
    peer.pour(0, successor)
    received, lost = len(packets), packets[0]
    phone.send_rtcp(rtcp(205, 1, lost.ssrc, struct.pack("!HH", lost.sequence_number, 0)))
    phone.send_rtcp(rtcp(206, 1, lost.ssrc))
    await until(lambda: peer.stats().keyframes_requested == 1)
    await asyncio.sleep(0.1)
    assert (len(packets), peer.stats().packets_resent) == (received, 0)


async def test_the_rest_of_a_frame_does_not_follow_its_camera(connect: Connect) -> None:
    """A large key frame leaves in parts; those that have not left when the slot is emptied never do."""
    peer, phone = await connect(feedback=False)
    feed = SyntheticFeed(width_px=1280, height_px=720)
    peer.pour(0, feed)
    feed.emit()
    peer.pour(0, None)
    sent = peer.stats().packets_sent
    await asyncio.sleep(0.2)
    assert 0 < sent == peer.stats().packets_sent < len(feed.gop()[0].payloads)
    assert phone.packets == sent


async def test_an_emptied_slot_sends_nothing(connect: Connect) -> None:
    """`pour(None)` takes effect before it returns."""
    peer, phone = await connect()
    feed = SyntheticFeed()
    peer.pour(0, feed)
    feed.emit()
    peer.pour(0, None)
    sent = peer.stats().packets_sent
    feed.emit()
    assert (feed.subscriber_count, peer.stats().packets_sent) == (0, sent)
    assert phone.packets <= sent
    assert peer.slot_clock(0) is None


async def test_the_same_stream_again_changes_nothing(connect: Connect) -> None:
    """An allocation that repeats itself must not restart the picture."""
    peer, phone = await connect()
    feed = SyntheticFeed()
    feed.emit()
    peer.pour(0, feed)
    await until(lambda: phone.packets > 0)
    sent = peer.stats().packets_sent
    peer.pour(0, feed)
    assert (feed.subscriber_count, peer.stats().packets_sent) == (1, sent)
    with pytest.raises(IndexError):
        peer.pour(1, feed)
