"""Who is let in, who is thrown out, and that strangers hear nothing."""

import socket
import time

import pytest

from load_tests.counting_peer import CountingPeer, connectivity_check
from responder.transport import ice
from responder.transport.errors import SdpError, TooManyHandshakes
from responder.transport.ice import Credentials
from responder.transport.peer import PeerState
from responder.transport.peers import HANDSHAKES_MAX, Peers
from responder.transport.port import MediaPort
from tests.transport.conftest import Connect, until


async def test_offers_that_cannot_be_answered_are_refused(peers: Peers) -> None:
    """The phone is told why, and nothing is left behind."""
    with pytest.raises(SdpError, match=r"H\.264"):
        peers.create(CountingPeer().offer().replace("H264", "VP8"), time.monotonic())
    assert len(peers) == 0


async def test_half_open_handshakes_are_capped(peers: Peers) -> None:
    """Offers without phones behind them cannot fill the node's memory."""
    offer = CountingPeer().offer()
    for _ in range(HANDSHAKES_MAX):
        peers.create(offer, time.monotonic())
    with pytest.raises(TooManyHandshakes):
        peers.create(offer, time.monotonic())


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
