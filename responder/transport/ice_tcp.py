"""ICE-TCP passive (RFC 6544) beside each UDP socket, for networks that drop UDP."""

import asyncio
import fcntl
import socket
import struct
from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

from responder.transport.framing import Deframer, FramingError, framed, framed_burst
from responder.transport.ice import Path
from responder.transport.srtp import Burst

# A second of a 2 Mbps phone: a reader slower than that gets fewer frames, never a longer queue.
UNSENT_MAX_BYTES = 256 << 10
# What the kernel may hold unsent: enough to fill a round trip, little enough to take back on a revocation.
KERNEL_UNSENT_MAX_BYTES = 64 << 10
# A browser checks at once; who has not proved itself by then is not a phone.
STRANGER_S = 10.0
# Strangers held at a time, in all and per address (a whole school may share one behind its NAT).
STRANGERS_MAX = 512
STRANGERS_PER_HOST = 64

Receive = Callable[[bytes, Path], bool]
Closed = Callable[[Path], None]

# linux/sockios.h: bytes that the kernel has not sent at all; Python has no name for it.
_SIOCOUTQNSD = 0x894B
# SO_LINGER on with zero seconds: closing resets the connection and forgets what the kernel has not sent.
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class TcpSender:
    """Sends datagrams over one connection; drops, rather than keeps, what a slow reader does not take."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def send(self, datagram: bytes) -> bool:
        """False when it was dropped."""
        return self._write(framed(datagram))

    def send_burst(self, burst: Burst) -> int:
        """Send in order; returns how many were taken: all or none."""
        return len(burst.sizes) if self._write(framed_burst(burst.data, burst.sizes)) else 0

    def send_last(self, datagrams: Sequence[bytes]) -> None:
        """Say goodbye and hang up; with media still queued, forget that and reset the connection instead."""
        if self._transport.is_closing():
            return
        if self._queued():
            _socket_of(self._transport).setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._transport.abort()
            return
        self._write(b"".join(map(framed, datagrams)))
        self._transport.close()

    def _write(self, frames: bytes) -> bool:
        if self._transport.is_closing() or self._transport.get_write_buffer_size() > UNSENT_MAX_BYTES:
            return False
        self._transport.write(frames)
        return True

    def _queued(self) -> bool:
        if self._transport.get_write_buffer_size():
            return True
        unsent = fcntl.ioctl(_socket_of(self._transport).fileno(), _SIOCOUTQNSD, bytes(4))
        return any(unsent)


class _Connection(asyncio.Protocol):
    """One accepted connection: a stranger until a datagram of it is recognised."""

    def __init__(self, listener: "TcpListener") -> None:
        self._listener = listener
        self._deframer = Deframer()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have asyncio.Transport's interface, but not its name.
        self.transport = cast(asyncio.Transport, transport)
        # A phone may have hung up already; then nobody knows its address any more.
        remote = transport.get_extra_info("peername") or ("", 0)
        self.path = Path("tcp", self._listener.local_address, remote)
        self._listener.accepted(self)

    def data_received(self, data: bytes) -> None:
        try:
            datagrams = self._deframer.feed(data)
        except FramingError:
            self.transport.abort()
            return
        for datagram in datagrams:
            self._listener.arrived(self, datagram)

    def connection_lost(self, exc: Exception | None) -> None:
        self._listener.lost(self)


class TcpListener:
    """Accepts connections on one address; strangers are few and short-lived."""

    def __init__(self, sock: socket.socket, local_address: str, receive: Receive, closed: Closed) -> None:
        self.local_address = local_address
        self._socket = sock
        self._receive = receive
        self._closed = closed
        self._connections: dict[Path, _Connection] = {}
        self._strangers: dict[Path, asyncio.TimerHandle] = {}
        self._strangers_by_host: Counter[str] = Counter()

    async def open(self) -> None:
        """Start accepting."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), sock=self._socket)

    def close(self) -> None:
        """Stop accepting and end every connection."""
        self._server.close()
        for connection in list(self._connections.values()):
            connection.transport.abort()

    def sender(self, path: Path) -> TcpSender | None:
        """The way back over an open connection."""
        connection = self._connections.get(path)
        return None if connection is None else TcpSender(connection.transport)

    def accepted(self, connection: _Connection) -> None:
        """Keep a new connection on trial, or none when there are too many on trial."""
        host = connection.path.remote[0]
        if len(self._strangers) >= STRANGERS_MAX or self._strangers_by_host[host] >= STRANGERS_PER_HOST:
            connection.transport.abort()
            return
        _socket_of(connection.transport).setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, KERNEL_UNSENT_MAX_BYTES
        )
        self._connections[connection.path] = connection
        self._strangers_by_host[host] += 1
        timer = asyncio.get_running_loop().call_later(STRANGER_S, connection.transport.abort)
        self._strangers[connection.path] = timer

    def arrived(self, connection: _Connection, datagram: bytes) -> None:
        """Pass a datagram on; the first that is recognised ends the connection's trial."""
        if self._receive(datagram, connection.path):
            self._end_trial(connection.path)

    def lost(self, connection: _Connection) -> None:
        """Forget a connection that ended."""
        self._end_trial(connection.path)
        if self._connections.pop(connection.path, None) is not None:
            self._closed(connection.path)

    def _end_trial(self, path: Path) -> None:
        timer = self._strangers.pop(path, None)
        if timer is None:
            return
        timer.cancel()
        self._strangers_by_host[path.remote[0]] -= 1
        self._strangers_by_host += Counter()


def _socket_of(transport: asyncio.Transport) -> socket.socket:
    sock: socket.socket = transport.get_extra_info("socket")
    return sock
