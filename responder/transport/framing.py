"""RFC 4571 framing of datagrams on a TCP connection, sans-IO: bytes in, datagrams out."""

from collections.abc import Sequence
from itertools import accumulate

from responder.transport.errors import TransportError

# Nothing a phone sends is larger: STUN, DTLS flights and SRTCP all fit one Ethernet frame.
DATAGRAM_MAX_BYTES = 1500


class FramingError(TransportError):
    """The connection does not carry RFC 4571 frames of a size that a phone sends."""


def framed(datagram: bytes | memoryview) -> bytes:
    """One datagram behind its 16-bit length."""
    return len(datagram).to_bytes(2, "big") + datagram


def framed_burst(data: memoryview, sizes: Sequence[int]) -> bytes:
    """Datagrams that lie one after the other, each behind its length."""
    ends = accumulate(sizes)
    return b"".join(framed(data[end - size : end]) for size, end in zip(sizes, ends, strict=True))


class Deframer:
    """Cuts a byte stream into datagrams; holds at most one frame's bytes between calls."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The datagrams completed by `data`, but empty ones; raises FramingError on an oversized frame."""
        self._pending += data
        datagrams = []
        position = 0
        while len(self._pending) - position >= 2:
            length = int.from_bytes(self._pending[position : position + 2], "big")
            if length > DATAGRAM_MAX_BYTES:
                raise FramingError(f"a frame of {length} bytes")
            if len(self._pending) - position - 2 < length:
                break
            datagrams.append(self._pending[position + 2 : position + 2 + length])
            position += 2 + length
        self._pending = self._pending[position:]
        return [datagram for datagram in datagrams if datagram]
