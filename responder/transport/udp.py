"""One UDP socket of the media port, with bounded reading: strangers cost no more than to be read."""

import asyncio
import socket
from collections.abc import Callable

from responder.transport.framing import DATAGRAM_MAX_BYTES
from responder.transport.ice import Path
from responder.transport.udp_sender import Departures, UdpSender

# A key frame to 60 phones is ~6 MB within milliseconds; less drops what the network could have carried.
SOCKET_BUFFER_BYTES = 4 << 20
# Media is sent between two reads even while someone floods the port.
DATAGRAMS_PER_WAKEUP = 64

Receive = Callable[[bytes, Path], bool]

# RFC 7983: a datagram whose first byte is lower is STUN, the only thing by which a stranger becomes known.
_BEYOND_STUN = 4


class UdpEndpoint:
    """A bound UDP socket, read by the running loop from `open` to `close`."""

    def __init__(self, sock: socket.socket, local_address: str, receive: Receive) -> None:
        """`receive` returns whether it knows the sender."""
        self._socket = sock
        self._local_address = local_address
        self._receive = receive
        self._departures = Departures()
        self._known: set[tuple[object, ...]] = set()

    def open(self) -> None:
        """Start reading."""
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._drain)

    def close(self) -> None:
        """Stop reading and close the socket."""
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def forget(self, remote: tuple[object, ...]) -> None:
        """This sender is a stranger from now on."""
        self._known.discard(remote)

    def sender(self, remote: tuple[object, ...]) -> UdpSender:
        """The way to one phone through this socket."""
        return UdpSender(self._socket, remote, self._departures)

    def _drain(self) -> None:
        for _ in range(DATAGRAMS_PER_WAKEUP):
            try:
                data, remote = self._socket.recvfrom(DATAGRAM_MAX_BYTES + 1)
            except OSError:
                # Nothing left to read, or an ICMP error of an earlier send: neither is anybody's datagram.
                return
            if 0 < len(data) <= DATAGRAM_MAX_BYTES:
                self._pass(data, remote)

    def _pass(self, data: bytes, remote: tuple[object, ...]) -> None:
        """Strangers' handshakes and media cost no more than to be read: floods are made of them."""
        if data[0] >= _BEYOND_STUN and remote not in self._known:
            return
        if self._receive(data, Path("udp", self._local_address, remote)):
            self._known.add(remote)
