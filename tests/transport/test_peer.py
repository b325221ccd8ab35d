"""A phone receives its slots over a real socket, end to end, whatever it loses, asks for or moves to."""

import asyncio
import itertools
import socket
import struct
import time
from collections.abc import Callable

import pytest

from load_tests.counting_peer import PAYLOAD_TYPE, RTX_PAYLOAD_TYPE, CountingPeer, connectivity_check
from responder.delivery.ladder import Rung
from responder.transport import dtls, ice
from responder.transport.errors import SdpError, TooManyHandshakes
from responder.transport.ice import Credentials
from responder.transport.peer import PeerState
from responder.transport.peers import HANDSHAKES_MAX, Peers
from responder.transport.port import MediaPort
from tests.transport.conftest import PATIENCE_S, Connect, until
from tests.transport.synthetic_feed import GOP_FRAMES, SyntheticFeed
from tests.transport.viewer import Viewer

Play = Callable[[SyntheticFeed], SyntheticFeed]


class Packet:
    """An RTP packet as a phone sees it."""

    def __init__(self, data: bytes) -> None:
        _, second, self.sequence_number, self.timestamp, self.ssrc = struct.unpack_from("!BBHII", data)
        self.payload_type, self.marker = second & 0x7F, bool(second & 0x80)
        words = struct.unpack_from("!H", data, 14)[0] if data[0] & 0x10 else -1
        self.payload = data[16 + 4 * words :]

    @property
    def starts_keyframe(self) -> bool:
        """SPS and PPS lead, in one STAP-A."""
        return self.payload[0] & 0x1F == 24


def recorded(phone: CountingPeer) -> list[Packet]:
    """Every RTP packet from now on, opened."""
    packets: list[Packet] = []
    phone.on_rtp = lambda datagram: packets.append(Packet(phone.open_rtp(datagram)))
    return packets


def rtcp(kind: int, fmt: int, ssrc: int, rest: bytes = b"") -> bytes:
    """A feedback packet about a stream (RFC 4585 section 6.1)."""
    return struct.pack("!BBHII", 0x80 | fmt, kind, 2 + len(rest) // 4, 1, ssrc) + rest


async def test_a_standard_client_decodes_every_slot(peers: Peers, playing: Play) -> None:
    """aiortc's peer connection plays two cameras of different size in two slots of one bundle."""
    viewer = Viewer(slots=2)
    peer = peers.create(await viewer.offer(), time.monotonic())
    peer.pour(0, playing(SyntheticFeed("gym", luma=60)))
    peer.pour(1, playing(SyntheticFeed("yard", width_px=480, height_px=272, luma=200)))
    await viewer.accept(peer.answer_sdp)
    async with asyncio.timeout(PATIENCE_S):
        pictures = [await viewer.picture(0), await viewer.picture(1)]
    brightness = [float(picture.to_ndarray(format="gray").mean()) for picture in pictures]
    assert [(each.width, each.height) for each in pictures] == [(320, 180), (480, 272)]
    assert brightness[0] == pytest.approx(60, abs=15)
    assert brightness[1] == pytest.approx(200, abs=15)
    await viewer.close()
    await until(lambda: peer.state is PeerState.CLOSED)


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
    assert all((step > 0) == earlier.marker for step, earlier in zip(steps, packets, strict=False))


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


async def test_a_worse_rung_takes_over_at_once(connect: Connect) -> None:
    """It was chosen because the link does not take the better one: that must not go on for seconds."""
    peer, phone = await connect()
    low, high = SyntheticFeed("gym", Rung.LOW), SyntheticFeed("gym", Rung.HIGH)
    high.emit()
    peer.pour(0, high)
    await until(lambda: phone.packets > 0)
    peer.pour(0, low)
    assert (low.subscriber_count, high.subscriber_count) == (1, 0)


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


async def test_sender_reports_let_players_tell_the_time(connect: Connect, playing: Play) -> None:
    """Once a second every slot says which RTP time stands for which wall clock time."""
    peer, phone = await connect(slots=2)
    for slot in range(2):
        peer.pour(slot, playing(SyntheticFeed()))
    await until(lambda: phone.rtcp_packets > 0)
    clock = peer.slot_clock(1)
    assert clock is not None
    assert 0 <= time.time() - clock.captured_at_s < PATIENCE_S


async def test_feedback_raises_the_estimate(connect: Connect, playing: Play) -> None:
    """Loopback carries more than the cautious start; probes find out."""
    peer, _ = await connect()
    start_bps = peer.estimate_bps(time.monotonic())
    peer.pour(0, playing(SyntheticFeed()))
    await until(lambda: peer.estimate_bps(time.monotonic()) > start_bps)
    assert peer.stats().rtt_s is not None


async def test_nothing_is_sent_after_close(connect: Connect, playing: Play) -> None:
    """A revocation's last media packet left before `close` returned; only BYE and close_notify follow."""
    peer, phone = await connect()
    ended: list[str] = []
    peer.on_closed = ended.append
    feed = playing(SyntheticFeed())
    peer.pour(0, feed)
    await until(lambda: phone.packets > 10)
    peer.close("revoked")
    sent = peer.stats().packets_sent
    byes = phone.rtcp_packets
    await until(lambda: phone.rtcp_packets > byes)
    for _ in range(GOP_FRAMES):
        feed.emit()
    await asyncio.sleep(0.2)
    assert peer.stats().packets_sent == sent
    assert phone.packets == sent
    assert phone.dtls_state == "closed"
    assert feed.subscriber_count == 0
    peer.close("again")
    peer.pour(0, feed)
    assert (ended, feed.subscriber_count) == (["revoked"], 0)


async def test_a_slow_tcp_reader_gets_nothing_after_close(connect: Connect) -> None:
    """Media still queued for a slow reader is thrown away, not delivered after a revocation."""
    peer, phone = await connect(protocol="tcp", feedback=False)
    phone.pause()
    feed = SyntheticFeed(width_px=1280, height_px=720)
    peer.pour(0, feed)
    async with asyncio.timeout(PATIENCE_S):
        while peer.stats().packets_dropped == 0:
            feed.emit()
            await asyncio.sleep(0.001)
    peer.close("revoked")
    phone.resume()
    await until(lambda: phone.hung_up)
    assert phone.packets < peer.stats().packets_sent


async def test_the_phone_that_leaves_is_noticed(connect: Connect, peers: Peers) -> None:
    """A DTLS close_notify ends the peer at once."""
    peer, phone = await connect()
    ended: list[str] = []
    peer.on_closed = ended.append
    await phone.leave()
    await until(lambda: bool(ended))
    assert (ended, len(peers)) == (["closed-by-phone"], 0)


async def test_a_phone_that_never_shakes_hands_is_given_up(
    peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer was taken and nobody came."""
    monkeypatch.setattr(dtls, "HANDSHAKE_S", 0.05)
    ended: list[str] = []
    peer = peers.create(CountingPeer().offer(), time.monotonic())
    peer.on_closed = ended.append
    await until(lambda: bool(ended))
    assert (ended, len(peers)) == (["handshake-timeout"], 0)


async def test_a_phone_with_another_certificate_is_refused(peers: Peers) -> None:
    """Whoever stole the ICE password still has not the key that the offer named."""
    phone, thief = CountingPeer(), CountingPeer()
    ended: list[str] = []
    peer = peers.create(phone.offer(), time.monotonic())
    peer.on_closed = ended.append
    await thief.connect(peer.answer_sdp)
    await until(lambda: bool(ended))
    assert (ended, thief.packets) == (["handshake-failed"], 0)
    await thief.close()


async def test_a_phone_that_falls_silent_is_ended(
    connect: Connect, peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a check for the time of consent, nothing is sent to that address any more."""
    peer, phone = await connect()
    ended: list[str] = []
    peer.on_closed = ended.append
    await phone.close()
    monkeypatch.setattr(ice, "CONSENT_S", 0.1)
    await until(lambda: bool(ended))
    assert (ended, len(peers)) == (["consent-lost"], 0)


async def test_half_open_handshakes_are_capped(peers: Peers) -> None:
    """Offers without phones behind them cannot fill the node's memory."""
    offer = CountingPeer().offer()
    for _ in range(HANDSHAKES_MAX):
        peers.create(offer, time.monotonic())
    with pytest.raises(TooManyHandshakes):
        peers.create(offer, time.monotonic())


async def test_media_follows_the_phone_to_another_network(connect: Connect, playing: Play) -> None:
    """A nominated check from a new address moves the media there, with the same keys and no gap."""
    peer, phone = await connect()
    peer.pour(0, playing(SyntheticFeed()))
    await until(lambda: phone.packets > 10)
    phone.move(peer.answer_sdp)
    received = phone.packets
    await until(lambda: phone.packets > received + 10)


async def test_an_ice_restart_keeps_keys_and_picture(connect: Connect, playing: Play) -> None:
    """After `restart_ice` new credentials move the media; trickled candidates alone need no answer."""
    peer, phone = await connect()
    peer.pour(0, playing(SyntheticFeed()))
    await until(lambda: phone.packets > 10)
    password = "x" * 22
    assert peer.restart_ice(f"a=ice-ufrag:{phone.ufrag}\r\na=ice-pwd:{password}\r\n") == ""
    fragment = peer.restart_ice(f"a=ice-ufrag:newer\r\na=ice-pwd:{password}\r\n")
    fields = dict(
        line[2:].split(":", 1) for line in fragment.splitlines() if line.startswith("a=ice-") and ":" in line
    )
    phone.ufrag = "newer"
    phone.move(peer.answer_sdp, Credentials(ufrag=fields["ice-ufrag"], password=fields["ice-pwd"]))
    received = phone.packets
    await until(lambda: phone.packets > received + 10)
    with pytest.raises(SdpError, match="ice-ufrag"):
        peer.restart_ice("a=candidate:1 1 udp 1 10.0.0.1 9 typ host\r\n")


async def test_strangers_get_zero_bytes(connect: Connect, media_port: MediaPort) -> None:
    """No datagram of an unknown sender is answered: not STUN, not DTLS, not RTP, and no peer is disturbed."""
    peer, phone = await connect()
    guess = Credentials(ufrag=phone.remote.ufrag, password="g" * 24)
    client_hello = bytes.fromhex("16fefd00000000000000000064") + bytes(100)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        for datagram in (
            connectivity_check(guess),
            connectivity_check(guess)[:40],
            bytes.fromhex("000100002112a442") + bytes(12),
            client_hello,
            bytes([0x80, 102]) + bytes(100),
            bytes([0x80, 200]) + bytes(100),
            b"\xff",
            b"",
        ):
            stranger.sendto(datagram, ("127.0.0.1", media_port.port))
        sent = phone.stun_packets
        phone.send(connectivity_check(phone.remote, phone.ufrag))
        await until(lambda: phone.stun_packets > sent)
        with pytest.raises(BlockingIOError):
            stranger.recv(2000)
    assert peer.state is PeerState.CONNECTED


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


async def test_offers_that_cannot_be_answered_are_refused(peers: Peers) -> None:
    """The phone is told why, and nothing is left behind."""
    with pytest.raises(SdpError, match=r"H\.264"):
        peers.create(CountingPeer().offer().replace("H264", "VP8"), time.monotonic())
    assert len(peers) == 0
