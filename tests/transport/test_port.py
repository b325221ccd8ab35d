"""One number on every address for UDP and TCP, or a clear error and nothing left open."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.transport.errors import PortUnavailable
from responder.transport.framing import framed
from responder.transport.ice import Path
from responder.transport.ice_tcp import STRANGERS_PER_HOST
from responder.transport.port import MediaPort
from responder.transport.srtp import Burst
from responder.transport.udp import GSO_MAX_BYTES, GSO_MAX_SEGMENTS, UdpSender, runs
from tests.transport.conftest import until

BOTH = ["127.0.0.1", "::1"]


async def test_one_number_serves_every_address_and_both_protocols() -> None:
    """IPv4 and IPv6, UDP and TCP: a firewall needs one rule."""
    port = MediaPort(bind_addresses=BOTH, port=0)
    received: list[tuple[bytes, Path]] = []

    def receive(data: bytes, path: Path) -> bool:
        received.append((data, path))
        return True

    port.attach(receive, lambda _: None)
    await port.start()
    for address in BOTH:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as udp, socket.socket(family) as tcp:
            udp.sendto(b"u", (address, port.port))
            await asyncio.to_thread(tcp.connect, (address, port.port))
            tcp.send(framed(b"t"))
            await until(lambda: len(received) == 2)
        assert sorted((data, path.protocol, path.local_address) for data, path in received) == [
            (b"t", "tcp", address),
            (b"u", "udp", address),
        ]
        received.clear()
    await port.stop()


async def test_a_stopped_port_can_be_started_again() -> None:
    """The number is free at once after `stop`, so that a service restarts without delay."""
    first = MediaPort(bind_addresses=["127.0.0.1"], port=0)
    await first.start()
    await first.stop()
    second = MediaPort(bind_addresses=["127.0.0.1"], port=first.port)
    await second.start()
    assert second.port == first.port
    await second.stop()


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM], ids=["udp", "tcp"])
async def test_a_taken_number_is_an_error_that_names_it(kind: socket.SocketKind) -> None:
    """Whichever of the two protocols is taken; the other is not kept."""
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        number = other.getsockname()[1]
        with pytest.raises(PortUnavailable, match=f"127.0.0.1 port {number}"):
            await MediaPort(bind_addresses=["127.0.0.1"], port=number).start()
    again = MediaPort(bind_addresses=["127.0.0.1"], port=number)
    await again.start()
    await again.stop()


@pytest.mark.parametrize(
    ("bound", "public", "reason"),
    [
        (["0.0.0.0"], {}, "wildcard"),  # noqa: S104 - refused, which is the point
        (["127.0.0.1", "::"], {}, "wildcard"),
        ([], {}, "no address"),
        (["localhost"], {}, "not an IP address"),
        (["192.0.2.77"], {}, "cannot listen"),
        (["127.0.0.1"], {"10.0.0.1": ["203.0.113.1"]}, "not listened on"),
        (["127.0.0.1"], {"127.0.0.1": ["example.org"]}, "not an IP address"),
    ],
)
async def test_unusable_addresses_are_refused(
    bound: list[str], public: dict[str, Sequence[str]], reason: str
) -> None:
    """The site's mistake is named before anything is opened."""
    with pytest.raises(PortUnavailable, match=reason):
        await MediaPort(bind_addresses=bound, port=0, public_addresses=public).start()


def test_public_addresses_are_advertised_beside_the_bound_ones() -> None:
    """Behind a 1:1 NAT phones are told both."""
    port = MediaPort(
        bind_addresses=["10.0.0.5", "::1"], port=5004, public_addresses={"10.0.0.5": ["203.0.113.5"]}
    )
    assert port.advertised_addresses() == ("10.0.0.5", "203.0.113.5", "::1")


def ended(reader: asyncio.StreamReader) -> bool:
    """Whether the other side has hung up."""
    return reader.at_eof() or reader.exception() is not None


async def test_strangers_on_tcp_are_few(media_port: MediaPort) -> None:
    """Connections that have proved nothing are refused beyond a number per address."""
    async with asyncio.TaskGroup() as opening:
        tasks = [
            opening.create_task(asyncio.open_connection("127.0.0.1", media_port.port))
            for _ in range(STRANGERS_PER_HOST + 5)
        ]
    readers, writers = zip(*(task.result() for task in tasks), strict=True)
    await until(lambda: sum(ended(reader) for reader in readers) == 5)
    for writer in writers:
        writer.close()


async def test_a_tcp_connection_that_speaks_something_else_is_ended(media_port: MediaPort) -> None:
    """A web browser on the media port is hung up on without an answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", media_port.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n" * 40)
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()


@settings(deadline=None)  # other work on the machine is not the code's time
@given(st.lists(st.integers(1, 1500), max_size=200))
def test_runs_suit_the_kernel(sizes: list[int]) -> None:
    """Segmentation offload takes equal segments but a smaller last one, 64 at most, 64 KiB at most."""
    remaining = list(sizes)
    for size, count, length in runs(sizes):
        run, remaining = remaining[:count], remaining[count:]
        assert sum(run) == length
        assert 1 <= count <= GSO_MAX_SEGMENTS
        assert length <= max(GSO_MAX_BYTES, size)
        assert all(each == size for each in run[:-1])
        assert run[-1] <= size
    assert remaining == []


def burst(datagrams: Sequence[bytes]) -> Burst:
    """Datagrams side by side, as the protector leaves them."""
    return Burst(memoryview(b"".join(datagrams)), list(map(len, datagrams)))


class Pair:
    """Two UDP sockets on loopback."""

    def __init__(self) -> None:
        self.receiving = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.receiving.bind(("127.0.0.1", 0))
        self.receiving.settimeout(5)
        self.sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sending.setblocking(False)
        self.address = self.receiving.getsockname()

    def close(self) -> None:
        """Close both."""
        self.receiving.close()
        self.sending.close()


def test_a_burst_arrives_as_single_datagrams() -> None:
    """The kernel cuts it at the datagrams' borders."""
    pair = Pair()
    datagrams = [bytes([n]) * 1100 for n in range(8)] + [b"last", b"longer again"]
    assert UdpSender(pair.sending, pair.address).send_burst(burst(datagrams)) == len(datagrams)
    assert [pair.receiving.recv(2000) for _ in datagrams] == datagrams
    pair.close()


@pytest.mark.parametrize("refusal", [errno.EIO, errno.EINVAL])
def test_without_segmentation_offload_datagrams_leave_singly(refusal: int) -> None:
    """A device or path that refuses it is remembered; nothing is lost and nothing raised."""
    pair, attempts = Pair(), []

    class Refusing(socket.socket):
        def sendmsg(self, *_: object) -> int:
            attempts.append(refusal)
            raise OSError(refusal, "no segmentation here")

    refusing = Refusing(socket.AF_INET, socket.SOCK_DGRAM)
    sender = UdpSender(refusing, pair.address)
    for _ in range(2):
        assert sender.send_burst(burst([b"one", b"two"])) == 2
        assert [pair.receiving.recv(100), pair.receiving.recv(100)] == [b"one", b"two"]
    assert attempts == [refusal]
    refusing.close()
    pair.close()


def test_what_cannot_leave_is_dropped_not_raised() -> None:
    """A full buffer or a missing route costs packets, never the caller."""
    pair = Pair()
    to_nowhere = UdpSender(pair.sending, ("127.0.0.1", 0))
    assert to_nowhere.send(b"x") is False
    assert to_nowhere.send_burst(burst([b"x" * 100] * 3)) == 0
    oversized = UdpSender(pair.sending, pair.address)
    assert oversized.send(bytes(70_000)) is False
    pair.close()
