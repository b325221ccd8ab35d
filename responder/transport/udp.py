"""One UDP socket of the media port: bounded reading, and a frame per system call where the kernel can."""

import asyncio
import errno
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

from responder.transport.framing import DATAGRAM_MAX_BYTES
from responder.transport.ice import Path
from responder.transport.srtp import BURST_MAX_PACKETS, Burst

# A key frame to 60 phones is ~6 MB within milliseconds; less drops what the network could have carried.
SOCKET_BUFFER_BYTES = 4 << 20
# Media is sent between two reads even while someone floods the port.
DATAGRAMS_PER_WAKEUP = 64
# linux/udp.h: UDP_MAX_SEGMENTS, and 64 KiB less the IPv6 and UDP headers.
GSO_MAX_SEGMENTS = BURST_MAX_PACKETS
GSO_MAX_BYTES = 65_000

# linux/udp.h; Python's socket module has no name for it.
_UDP_SEGMENT = 103
_SEGMENT_SIZE = struct.Struct("H")
# EIO: the device cannot checksum segments; EINVAL: a segment is larger than the path's MTU, or no GSO here.
_GSO_REFUSED = frozenset({errno.EIO, errno.EINVAL, errno.EOPNOTSUPP})

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

    def sender(self, remote: tuple[object, ...]) -> "UdpSender":
        """The way to one phone through this socket."""
        return UdpSender(self._socket, remote)

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


class UdpSender:
    """Sends datagrams to one address, never blocking and never raising: what cannot leave is dropped."""

    def __init__(self, sock: socket.socket, remote: tuple[object, ...]) -> None:
        self._socket = sock
        self._remote = remote
        self._segmentation = True

    def send(self, datagram: bytes | memoryview) -> bool:
        """False when it was dropped: the socket's buffer is full or there is no route."""
        try:
            self._socket.sendto(datagram, self._remote)
        except OSError:
            return False
        return True

    def send_burst(self, burst: Burst) -> int:
        """Send in order, equal sizes in one system call (UDP GSO); returns how many were taken."""
        taken = start = 0
        for size, count, length in runs(burst.sizes):
            taken += self._send_run(burst.data[start : start + length], size, count)
            start += length
        return taken

    def send_last(self, datagrams: Sequence[bytes]) -> None:
        """Say goodbye; nothing of earlier sends waits here."""
        for datagram in datagrams:
            self.send(datagram)

    def _send_run(self, data: memoryview, size: int, count: int) -> int:
        if count == 1 or not self._segmentation:
            return sum(self.send(data[at : at + size]) for at in range(0, len(data), size))
        try:
            self._socket.sendmsg((data,), (_segmented(size),), 0, self._remote)
        except OSError as error:
            if error.errno not in _GSO_REFUSED:
                return 0
        else:
            return count
        self._segmentation = False
        return self._send_run(data, size, count)


@cache
def _segmented(size: int) -> tuple[int, int, bytes]:
    """The control message that asks for segments of `size` bytes."""
    return socket.IPPROTO_UDP, _UDP_SEGMENT, _SEGMENT_SIZE.pack(size)


# The sizes of a frame are the same for all its viewers.
@lru_cache(maxsize=256)
def runs(sizes: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
    """Cut into runs that one GSO send takes: equal sizes but a smaller last one, few and short enough.

    Yields the segments' size, their count, and the run's length in bytes.
    """
    if not sizes:
        return ()
    first, count, length = sizes[0], len(sizes), sum(sizes)
    # An ordinary frame is one run: the packetizer makes its payloads equally long.
    fits = count <= GSO_MAX_SEGMENTS and length <= GSO_MAX_BYTES
    if fits and length - sizes[-1] == first * (count - 1) and sizes[-1] <= first == max(sizes):
        return ((first, count, length),)
    return tuple(_cut(sizes))


def _cut(sizes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    count = len(sizes)
    start = 0
    while start < count:
        size = sizes[start]
        limit = min(count, start + GSO_MAX_SEGMENTS, start + max(1, GSO_MAX_BYTES // size))
        end = start + 1
        while end < limit and sizes[end] == size:
            end += 1
        length = size * (end - start)
        if end < limit and sizes[end] < size:
            length += sizes[end]
            end += 1
        yield size, end - start, length
        start = end
