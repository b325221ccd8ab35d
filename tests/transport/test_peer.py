"""A phone's session from its first picture to its end, on whatever network it is."""

import asyncio
import time
from collections.abc import Callable

import pytest

from load_tests.counting_peer import CountingPeer
from responder.delivery.bandwidth.start import START_BPS, USUAL_HANDSHAKE_S
from responder.transport.errors import SdpError
from responder.transport.ice import Credentials
from responder.transport.peer import PeerState
from responder.transport.peers import Peers
from tests.transport.conftest import PATIENCE_S, Connect, until
from tests.transport.synthetic_feed import GOP_FRAMES, SyntheticFeed
from tests.transport.viewer import Viewer

Play = Callable[[SyntheticFeed], SyntheticFeed]


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


async def test_a_slow_handshake_makes_a_slow_start(peers: Peers) -> None:
    """From the first check of the phone to its keys: what stood in a queue for so long would do so again."""
    phone = CountingPeer()
    peer = peers.create(phone.offer(), time.monotonic())
    remote = await phone.validate(peer.answer_sdp)
    await asyncio.sleep(2 * USUAL_HANDSHAKE_S)
    await phone.shake_hands(remote)
    await until(lambda: peer.state is PeerState.CONNECTED)
    assert peer.stats().estimate_bps <= START_BPS / 4
    await phone.close()


async def test_sender_reports_let_players_tell_the_time(connect: Connect, playing: Play) -> None:
    """Once a second every slot says which RTP time stands for which wall clock time."""
    peer, phone = await connect(slots=2)
    for slot in range(2):
        peer.pour(slot, playing(SyntheticFeed()))
    await until(lambda: phone.rtcp_packets > 0)
    clock = peer.slot_clock(1)
    assert clock is not None
    assert 0 <= time.time() - clock.captured_at_s < PATIENCE_S


async def test_a_slot_that_shows_nothing_new_is_not_reported(connect: Connect) -> None:
    """A thin link has better uses: one report for each picture, however long it stands."""
    peer, phone = await connect()
    feed = SyntheticFeed()
    peer.pour(0, feed)
    feed.emit()
    await until(lambda: phone.packets > 0)
    later = time.monotonic() + 10
    for second in range(5):
        peer.tick(later + second)
    await until(lambda: phone.rtcp_packets > 0)
    feed.emit()
    peer.tick(later + 5)
    await until(lambda: phone.rtcp_packets > 1)
    assert phone.rtcp_packets == 2


async def test_media_follows_the_phone_to_another_network(connect: Connect, playing: Play) -> None:
    """A nominated check from a new address moves the media there, with the same keys and no gap."""
    peer, phone = await connect()
    peer.pour(0, playing(SyntheticFeed()))
    await until(lambda: phone.packets > 10)
    left = peer.path
    phone.move(peer.answer_sdp)
    received = phone.packets
    await until(lambda: phone.packets > received + 10)
    assert peer.path not in (None, left)


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


async def test_the_phone_that_leaves_is_noticed(connect: Connect, peers: Peers) -> None:
    """A DTLS close_notify ends the peer at once."""
    peer, phone = await connect()
    ended: list[str] = []
    peer.on_closed = ended.append
    await phone.leave()
    await until(lambda: bool(ended))
    assert (ended, len(peers)) == (["closed-by-phone"], 0)


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
