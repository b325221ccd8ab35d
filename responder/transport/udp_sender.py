"""Datagrams to one phone: a frame per system call where the kernel can, many phones' frames together."""

import asyncio
import errno
import socket
import struct
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from responder.transport.srtp import BURST_MAX_PACKETS, Burst

# linux/udp.h: UDP_MAX_SEGMENTS, and 64 KiB less the IPv6 and UDP headers.
GSO_MAX_SEGMENTS = BURST_MAX_PACKETS
GSO_MAX_BYTES = 65_000

# linux/udp.h; Python's socket module has no name for it.
_UDP_SEGMENT = 103
_SEGMENT_SIZE = struct.Struct("H")
# EIO: the device cannot checksum segments; EINVAL: a segment is larger than the path's MTU, or no GSO here.
_GSO_REFUSED = frozenset({errno.EIO, errno.EINVAL, errno.EOPNOTSUPP})

# Frames to so many phones leave together: more were no cheaper, and each waits for the others to be made.
TOGETHER = 8


class Departures:
    """Bursts to many phones leave together, before the loop turns to anything that comes later.

    A system call for each, in turns with making the next one, would find neither the kernel nor Python in the
    processor's caches: that took a fifth more (`load_tests.fanout`).
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[UdpSender, Burst]] = []

    def add(self, sender: "UdpSender", burst: Burst) -> None:
        """Keep a copy of the burst until it leaves, a moment later."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.leave)
        self._waiting.append((sender, Burst(memoryview(bytes(burst.data)), burst.sizes)))
        if len(self._waiting) >= TOGETHER:
            self.leave()

    def leave(self) -> None:
        """Let all that waits leave now."""
        for sender, burst in self._waiting:
            sender.send_now(burst)
        self._waiting.clear()


class UdpSender:
    """Sends datagrams to one address, never blocking and never raising: what cannot leave is dropped."""

    def __init__(self, sock: socket.socket, remote: tuple[object, ...], departures: Departures) -> None:
        """`departures` are those of all senders of the socket."""
        self._socket = sock
        self._remote = remote
        self._departures = departures
        self._segmentation = True

    def send(self, datagram: bytes | memoryview) -> bool:
        """False when it was dropped: the socket's buffer is full or there is no route."""
        try:
            self._socket.sendto(datagram, self._remote)
        except OSError:
            return False
        return True

    def send_burst(self, burst: Burst) -> int:
        """Send in order with the bursts to other phones: all is taken, what the network refuses is lost."""
        self._departures.add(self, burst)
        return len(burst.sizes)

    def send_now(self, burst: Burst) -> None:
        """Send in order, equal sizes in one system call (UDP GSO)."""
        start = 0
        for size, count, length in runs(burst.sizes):
            self._send_run(burst.data[start : start + length], size, count)
            start += length

    def send_last(self, datagrams: Sequence[bytes]) -> None:
        """Say goodbye, behind all that was sent before."""
        self._departures.leave()
        for datagram in datagrams:
            self.send(datagram)

    def _send_run(self, data: memoryview, size: int, count: int) -> None:
        if count > 1 and self._segmentation:
            try:
                self._socket.sendmsg((data,), (_segmented(size),), 0, self._remote)
            except OSError as error:
                if error.errno not in _GSO_REFUSED:
                    return
            else:
                return
            self._segmentation = False
        for at in range(0, len(data), size):
            self.send(data[at : at + size])


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
