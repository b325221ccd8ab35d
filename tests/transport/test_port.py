"""One number on every address for UDP and TCP, or a clear error and nothing left open."""

import asyncio
import socket
from collections.abc import Sequence

import pytest

from responder.transport.errors import PortUnavailable
from responder.transport.framing import framed
from responder.transport.ice import Path
from responder.transport.port import MediaPort
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
            udp.sendto(b"\0u", (address, port.port))
            await asyncio.to_thread(tcp.connect, (address, port.port))
            tcp.send(framed(b"t"))
            await until(lambda: len(received) == 2)
        assert sorted((data, path.protocol, path.local_address) for data, path in received) == [
            (b"\0u", "udp", address),
            (b"t", "tcp", address),
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
