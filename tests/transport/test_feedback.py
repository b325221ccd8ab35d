"""What a phone reports is acted on, and whatever it sends, it hurts only itself."""

import struct
from collections.abc import Callable

import pytest

from load_tests.counting_peer import RTX_PAYLOAD_TYPE
from responder.transport.peer import PeerState
from tests.transport.conftest import Connect, until
from tests.transport.packets import recorded, rtcp
from tests.transport.synthetic_feed import SyntheticFeed

Play = Callable[[SyntheticFeed], SyntheticFeed]


async def test_a_lost_packet_is_sent_again(connect: Connect) -> None:
    """A NACK is answered on the retransmission stream with the original number and payload (RFC 4588)."""
    peer, phone = await connect(feedback=False)
    packets = recorded(phone)
    feed = SyntheticFeed()
    peer.pour(0, feed)
    feed.emit()
    await until(lambda: any(packet.marker for packet in packets))
    lost = packets[1]
    phone.send_rtcp(rtcp(205, 1, lost.ssrc, struct.pack("!HH", lost.sequence_number, 0)))
    await until(lambda: packets[-1].payload_type == RTX_PAYLOAD_TYPE)
    again = packets[-1]
    assert again.payload == struct.pack("!H", lost.sequence_number) + lost.payload
    assert again.timestamp == lost.timestamp
    assert peer.stats().packets_resent == 1


@pytest.mark.parametrize("fmt", [1, 4], ids=["PLI", "FIR"])
async def test_a_broken_picture_is_mended_from_the_cache(connect: Connect, fmt: int) -> None:
    """A key frame request brings the cached group of pictures, at most one per half second."""
    peer, phone = await connect(feedback=False)
    packets = recorded(phone)
    feed = SyntheticFeed()
    peer.pour(0, feed)
    for _ in range(3):
        feed.emit()
    await until(lambda: sum(packet.marker for packet in packets) == 3)
    ssrc = packets[0].ssrc
    for number in range(3):
        phone.send_rtcp(rtcp(206, fmt, ssrc, struct.pack("!IB3x", ssrc, number) if fmt == 4 else b""))
    await until(lambda: peer.stats().keyframes_requested == 3)
    await until(lambda: sum(packet.marker for packet in packets) >= 6)
    assert sum(packet.starts_keyframe for packet in packets) == 2


async def test_a_hostile_phone_cannot_break_its_peer(connect: Connect, playing: Play) -> None:
    """Junk of every kind from a validated path costs that phone its own time alone."""
    peer, phone = await connect()
    peer.pour(0, playing(SyntheticFeed()))
    for first in range(256):
        phone.send(bytes([first]))
        phone.send(bytes([first, 200]) + bytes(50))
    for size in (8, 60, 1300):
        phone.send_rtcp(bytes([0x8F, 205]) + struct.pack("!H", size // 4 - 1) + b"\xff" * (size - 4))
    every_packet = struct.pack("!HH", 0, 0xFFFF) * 300
    for _ in range(300):
        phone.send_rtcp(rtcp(205, 1, 1, every_packet))
    received = phone.packets
    await until(lambda: phone.packets > received + 10)
    assert peer.state is PeerState.CONNECTED
