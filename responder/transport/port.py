"""The one media port: a UDP socket per advertised address and ICE-TCP passive on the same number."""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from responder.transport.errors import PortUnavailable
from responder.transport.ice import Path
from responder.transport.ice_tcp import TcpListener
from responder.transport.srtp import Burst
from responder.transport.udp import SOCKET_BUFFER_BYTES, UdpEndpoint

# A number free for UDP on the first address may be taken elsewhere; this many are tried for port=0.
PICKS = 32


class Sender(Protocol):
    """The way to one phone. It never blocks and never raises: what cannot leave at once is dropped."""

    def send(self, datagram: bytes) -> bool:
        """False when it was dropped."""
        ...

    def send_burst(self, burst: Burst) -> int:
        """Send in order; returns how many were taken."""
        ...

    def send_last(self, datagrams: Sequence[bytes]) -> None:
        """Send a goodbye and nothing of what may still be queued."""
        ...


class MediaPort:
    """One number for everybody's media: ICE-lite over UDP, and over TCP for networks that drop UDP."""

    def __init__(
        self,
        *,
        bind_addresses: Sequence[str],
        port: int,
        public_addresses: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Remember where to listen; nothing is opened before `start`.

        bind_addresses: IPv4 and IPv6 literals of this host, never a wildcard (a wildcard socket answers
        from the wrong source on a host with several addresses, and ICE fails).
        port: the number for all sockets; 0 picks one that is free for all of them.
        public_addresses: bound address -> addresses that a 1:1 NAT in front maps to it, offered as well.
        """
        self.port = port
        self._bind_addresses = tuple(bind_addresses)
        self._public_addresses = dict(public_addresses or {})
        self._udp: dict[str, UdpEndpoint] = {}
        self._tcp: dict[str, TcpListener] = {}
        self._receive: Callable[[bytes, Path], bool] = _nobody
        self._closed: Callable[[Path], None] = _ignored

    def attach(self, receive: Callable[[bytes, Path], bool], closed: Callable[[Path], None]) -> None:
        """Say who gets the datagrams; `receive` returns whether it knows their sender.

        closed: told of each TCP connection that ended.
        """
        self._receive = receive
        self._closed = closed

    def advertised_addresses(self) -> tuple[str, ...]:
        """What phones are told: every bound address and the public ones in front of it."""
        return tuple(
            address
            for bound in self._bind_addresses
            for address in (bound, *self._public_addresses.get(bound, ()))
        )

    async def start(self) -> None:
        """Open every socket, or raise PortUnavailable and leave none open."""
        _check_addresses(self._bind_addresses, self._public_addresses)
        self.port, pairs = _bind_all(self._bind_addresses, self.port)
        for address, (udp, tcp) in zip(self._bind_addresses, pairs, strict=True):
            self._udp[address] = UdpEndpoint(udp, address, lambda data, path: self._receive(data, path))
            self._udp[address].open()
            self._tcp[address] = TcpListener(
                tcp,
                address,
                lambda data, path: self._receive(data, path),
                lambda path: self._closed(path),
            )
            await self._tcp[address].open()

    async def stop(self) -> None:
        """Close every socket and TCP connection."""
        while self._udp:
            self._udp.popitem()[1].close()
        while self._tcp:
            self._tcp.popitem()[1].close()

    def sender(self, path: Path) -> Sender | None:
        """The way back over a path; None when its connection has ended or the port is stopped."""
        if path.protocol == "tcp":
            listener = self._tcp.get(path.local_address)
            return None if listener is None else listener.sender(path)
        endpoint = self._udp.get(path.local_address)
        return None if endpoint is None else endpoint.sender(path.remote)

    def hang_up(self, path: Path) -> None:
        """Nobody uses the path any more: a TCP connection is closed, a UDP sender is a stranger again."""
        if path.protocol == "tcp":
            sender = self.sender(path)
            if sender is not None:
                sender.send_last(())
        elif path.local_address in self._udp:
            self._udp[path.local_address].forget(path.remote)


def _nobody(_data: bytes, _path: Path) -> bool:
    return False


def _ignored(_path: Path) -> None:
    return None


def _check_addresses(bound: Sequence[str], public: Mapping[str, Sequence[str]]) -> None:
    if not bound:
        raise PortUnavailable("no address to listen on was given")
    for address in (*bound, *(each for mapped in public.values() for each in mapped)):
        try:
            wildcard = ipaddress.ip_address(address).is_unspecified
        except ValueError:
            raise PortUnavailable(f"{address!r} is not an IP address") from None
        if wildcard:
            raise PortUnavailable(f"{address} is a wildcard: name the addresses that phones can reach")
    strangers = public.keys() - set(bound)
    if strangers:
        raise PortUnavailable(
            f"public addresses are given for {', '.join(sorted(strangers))}, not listened on"
        )


Pair = tuple[socket.socket, socket.socket]


def _bind_all(addresses: Sequence[str], port: int) -> tuple[int, list[Pair]]:
    for _ in range(1 if port else PICKS):
        pairs: list[Pair] = []
        number = port
        try:
            for address in addresses:
                pairs.append(_bind_pair(address, number))
                number = pairs[0][0].getsockname()[1]
        except OSError as error:
            _close(sock for pair in pairs for sock in pair)
            failure = f"cannot listen on {address} port {number}: {error.strerror}"
            continue
        return number, pairs
    raise PortUnavailable(failure)


def _bind_pair(address: str, port: int) -> Pair:
    udp = _bound(address, port, socket.SOCK_DGRAM)
    try:
        return udp, _bound(address, udp.getsockname()[1], socket.SOCK_STREAM)
    except OSError:
        udp.close()
        raise


def _bound(address: str, port: int, kind: socket.SocketKind) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, kind | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
    try:
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_STREAM:
            # A restarted service must get its number back while old connections linger in TIME_WAIT.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER_BYTES)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER_BYTES)
        sock.bind((address, port))
        if kind == socket.SOCK_STREAM:
            sock.listen()
    except OSError:
        sock.close()
        raise
    return sock


def _close(sockets: Iterable[socket.socket]) -> None:
    for sock in sockets:
        sock.close()
