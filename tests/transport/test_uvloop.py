"""The same port and peers on uvloop, the event loop that the service runs on."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest
import uvloop

from load_tests.counting_peer import CountingPeer
from responder.transport.peer import Peer
from responder.transport.peers import Peers
from responder.transport.port import MediaPort
from tests.transport.conftest import PATIENCE_S, until
from tests.transport.synthetic_feed import SyntheticFeed


@contextlib.asynccontextmanager
async def connected(protocol: str) -> AsyncIterator[tuple[Peer, CountingPeer]]:
    """A phone on a port with an IPv4 and an IPv6 address; browsers and phones prefer the latter."""
    assert isinstance(asyncio.get_running_loop(), uvloop.Loop)
    port, phone = MediaPort(bind_addresses=["127.0.0.1", "::1"], port=0), CountingPeer(feedback=False)
    await port.start()
    peers = Peers(port)
    peer = peers.create(phone.offer(), time.monotonic())
    async with asyncio.timeout(PATIENCE_S):
        await phone.connect(peer.answer_sdp, protocol)
    try:
        yield peer, phone
    finally:
        await phone.close()
        peers.close_all("test-ended")
        await port.stop()


async def watch_until_revoked(protocol: str) -> None:
    """Not one packet comes after the goodbye."""
    async with connected(protocol) as (peer, phone):
        assert peer.path is not None
        assert peer.path.local_address == "::1"
        feed = SyntheticFeed()
        playing = asyncio.create_task(feed.play())
        peer.pour(0, feed)
        await until(lambda: phone.packets > 30)
        peer.close("revoked")
        sent = peer.stats().packets_sent
        await until(lambda: phone.dtls_state == "closed")
        await asyncio.sleep(0.1)
        assert phone.packets == sent
        playing.cancel()


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
def test_a_phone_is_served_and_ended(protocol: str) -> None:
    """Over IPv6, which is all that some carriers give a phone."""
    uvloop.run(watch_until_revoked(protocol))


async def stall_until_revoked() -> None:
    """The phone reads nothing while megabytes are sent to it."""
    async with connected("tcp") as (peer, phone):
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


def test_a_stalled_connection_is_reset() -> None:
    """What waited for a phone whose window is full is forgotten, not delivered after a revocation."""
    uvloop.run(stall_until_revoked())
