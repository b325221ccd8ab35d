"""Only the phone that made the offer gets keys, and only if it comes in time."""

import asyncio
import time

import pytest

from load_tests.counting_peer import CountingPeer
from responder.transport import dtls
from responder.transport.peer import PeerState
from responder.transport.peers import Peers
from tests.transport.conftest import PATIENCE_S, until


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


async def test_junk_before_the_handshake_does_not_prevent_it(peers: Peers) -> None:
    """Records that are no handshake, and far too many of them, are dropped as a network would."""
    phone = CountingPeer()
    peer = peers.create(phone.offer(), time.monotonic())
    certificate = await phone.validate(peer.answer_sdp)
    for first in range(20, 64):
        for size in (1, 13, 200, 1400):
            phone.send(bytes([first]) + bytes(size))
    async with asyncio.timeout(PATIENCE_S):
        await phone.shake_hands(certificate)
    await until(lambda: peer.state is PeerState.CONNECTED)
    await phone.close()
