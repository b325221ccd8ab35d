"""A started media port on loopback and its peers, closed again after each test."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from load_tests.counting_peer import CountingPeer
from responder.transport.peer import Peer
from responder.transport.peers import Peers
from responder.transport.port import MediaPort
from tests.transport.synthetic_feed import SyntheticFeed

# Loopback answers in milliseconds; this is for a machine that does other things too.
PATIENCE_S = 10.0


@pytest.fixture
async def media_port() -> AsyncIterator[MediaPort]:
    """A port on loopback with a number of its own."""
    port = MediaPort(bind_addresses=["127.0.0.1"], port=0)
    await port.start()
    yield port
    await port.stop()


@pytest.fixture
async def peers(media_port: MediaPort) -> AsyncIterator[Peers]:
    """The peers behind that port."""
    registry = Peers(media_port)
    yield registry
    registry.close_all("test-ended")


Connect = Callable[..., Awaitable[tuple[Peer, CountingPeer]]]


@pytest.fixture
async def connect(peers: Peers) -> AsyncIterator[Connect]:
    """Connects a counting phone with any number of slots over udp or tcp."""
    phones: list[CountingPeer] = []

    async def connected(
        slots: int = 1, protocol: str = "udp", feedback: bool = True
    ) -> tuple[Peer, CountingPeer]:
        phone = CountingPeer(slots, feedback=feedback)
        phones.append(phone)
        peer = peers.create(phone.offer(), time.monotonic())
        async with asyncio.timeout(PATIENCE_S):
            await phone.connect(peer.answer_sdp, protocol)
        return peer, phone

    yield connected
    for phone in phones:
        await phone.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that the network brings about; TimeoutError when it does not."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - what is waited for happens on the network
            await asyncio.sleep(0.005)


@pytest.fixture
async def playing() -> AsyncIterator[Callable[[SyntheticFeed], SyntheticFeed]]:
    """Plays feeds in real time until the test ends."""
    tasks: list[asyncio.Task[None]] = []

    def play(feed: SyntheticFeed) -> SyntheticFeed:
        tasks.append(asyncio.create_task(feed.play()))
        return feed

    yield play
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
