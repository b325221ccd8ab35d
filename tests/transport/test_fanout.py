"""What leaves for one phone: whole, in order, small enough, and found out how fast."""

import time
from collections.abc import Callable

import pytest

from load_tests.counting_peer import PAYLOAD_TYPE
from tests.transport.conftest import Connect, until
from tests.transport.packets import recorded
from tests.transport.synthetic_feed import GOP_FRAMES, SyntheticFeed

Play = Callable[[SyntheticFeed], SyntheticFeed]


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_every_packet_arrives_once_and_in_order(connect: Connect, playing: Play, protocol: str) -> None:
    """Over UDP with segmentation offload, and over ICE-TCP."""
    peer, phone = await connect(protocol=protocol)
    packets = recorded(phone)
    peer.pour(0, playing(SyntheticFeed()))
    await until(lambda: sum(packet.marker for packet in packets) > GOP_FRAMES)
    media = [packet for packet in packets if packet.payload_type == PAYLOAD_TYPE]
    first = media[0].sequence_number
    assert [packet.sequence_number for packet in media] == [(first + n) & 0xFFFF for n in range(len(media))]
    assert media[0].starts_keyframe
    assert peer.stats().protocol == protocol
    assert peer.stats().packets_dropped == 0


async def test_every_datagram_fits_the_smallest_mtu(connect: Connect) -> None:
    """IPv6's minimum of 1280 less its headers and UDP's, for key frames, their rest and retransmissions."""
    peer, phone = await connect()
    sizes: list[int] = []
    phone.on_rtp = lambda datagram: sizes.append(len(datagram))
    feed = SyntheticFeed(width_px=1280, height_px=720)
    peer.pour(0, feed)
    for _ in range(3):
        feed.emit()
    await until(lambda: len(sizes) > 20)
    assert max(sizes) <= 1280 - 40 - 8


async def test_feedback_raises_the_estimate(connect: Connect, playing: Play) -> None:
    """Loopback carries more than the cautious start; probes find out."""
    peer, _ = await connect()
    start_bps = peer.estimate_bps(time.monotonic())
    peer.pour(0, playing(SyntheticFeed()))
    await until(lambda: peer.estimate_bps(time.monotonic()) > start_bps)
    assert peer.stats().rtt_s is not None
