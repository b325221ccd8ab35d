"""The phone's end of a path to the service: a UDP socket, or an ICE-TCP connection."""

import asyncio
import socket
import struct
import time
from collections.abc import Callable

from responder.transport.framing import Deframer, framed

# asm-generic/socket.h; Python has no name for it. The ancillary data is a timespec.
_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("qq")
_ANCILLARY_BYTES = socket.CMSG_SPACE(_TIMESPEC.size)


class PhoneSocket:
    """A connected UDP socket or ICE-TCP connection; datagrams go to `receive` with their arrival in seconds.

    The kernel's time of arrival, as browsers use it: this process may be late in reading.
    """

    def __init__(
        self, protocol: str, address: tuple[str, int], receive: Callable[[bytes, float], None]
    ) -> None:
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
        self._socket = socket.socket(family, kind)
        self._receive = receive
        self._deframer = Deframer() if protocol == "tcp" else None
        # Over TCP a phone's window, not a server's.
        received_bytes = 64 << 10 if protocol == "tcp" else 4 << 20
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, received_bytes)
        if protocol == "udp":
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.connect(address)
        self._socket.setblocking(False)
        self.hung_up = False
        self.resume()

    def resume(self) -> None:
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._drain)

    def pause(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket.fileno())

    def send(self, datagram: bytes) -> None:
        try:
            self._socket.send(datagram if self._deframer is None else framed(datagram))
        except OSError:
            # As on a real network: what cannot leave is lost.
            return

    def close(self) -> None:
        self.pause()
        self._socket.close()

    def _drain(self) -> None:
        while True:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(65_536, _ANCILLARY_BYTES)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self.hung_up = True
                self.pause()
                return
            if self._deframer is None:
                seconds, nanoseconds = _TIMESPEC.unpack(ancillary[0][2])
                self._receive(data, seconds + nanoseconds / 1e9)
                continue
            for datagram in self._deframer.feed(data):
                self._receive(datagram, time.time())
