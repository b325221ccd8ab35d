"""Which packets a peer got and when (draft-holmer-rmcat-transport-wide-cc-extensions-01)."""

from collections.abc import Iterator
from itertools import accumulate
from struct import Struct as Layout

from msgspec import Struct

from responder.delivery.errors import RtcpError

# Units of the 24 bit reference time and of the receive deltas, section 3.1.
_REFERENCE_UNIT_US = 64_000
_DELTA_UNIT_US = 250
# The reference time starts again after 12.4 days.
CLOCK_PERIOD_US = (1 << 24) * _REFERENCE_UNIT_US

_HEAD = Layout("!HH3sB")
_VECTOR_CHUNK = 0x8000
_TWO_BIT_SYMBOLS = 0x4000

# Packet status symbols, section 3.1.1.
_RECEIVED_SMALL_DELTA = 1
_RECEIVED_LARGE_DELTA = 2


class TransportFeedback(Struct, frozen=True, kw_only=True):
    """Arrivals of consecutive transport-wide sequence numbers."""

    feedback_count: int
    """8 bit, one more with every feedback packet."""
    base_sequence_number: int
    """Transport-wide number of the first packet reported, 16 bit."""
    arrivals_us: tuple[int | None, ...]
    """By the receiver's clock, which starts again after `CLOCK_PERIOD_US`; `None` for a missing packet."""


def decode_transport_feedback(body: bytes) -> TransportFeedback:
    """Reads what follows the SSRCs of an RTCP packet 205/15. Raises RtcpError when it is cut off."""
    if len(body) < _HEAD.size:
        raise RtcpError("transport-cc feedback is shorter than its header")
    base_sequence_number, status_count, reference, feedback_count = _HEAD.unpack_from(body)
    symbols, deltas_at = _symbols(body, status_count)
    clock_us = int.from_bytes(reference, "big") * _REFERENCE_UNIT_US
    return TransportFeedback(
        feedback_count=feedback_count,
        base_sequence_number=base_sequence_number,
        arrivals_us=tuple(_arrivals(symbols, body, deltas_at, clock_us)),
    )


def _symbols(body: bytes, status_count: int) -> tuple[list[int], int]:
    """A status symbol per packet, and where the receive deltas begin."""
    symbols: list[int] = []
    at = _HEAD.size
    while len(symbols) < status_count:
        if at + 2 > len(body):
            raise RtcpError("transport-cc feedback ends within its status chunks")
        symbols += _chunk_symbols(int.from_bytes(body[at : at + 2], "big"))
        at += 2
    return symbols[:status_count], at


def _chunk_symbols(chunk: int) -> list[int]:
    """Sections 3.1.3 (run length) and 3.1.4 (status vector)."""
    if not chunk & _VECTOR_CHUNK:
        return [chunk >> 13 & 3] * (chunk & 0x1FFF)
    if chunk & _TWO_BIT_SYMBOLS:
        return [chunk >> shift & 3 for shift in range(12, -2, -2)]
    return [chunk >> shift & 1 for shift in range(13, -1, -1)]


def _arrivals(symbols: list[int], body: bytes, at: int, clock_us: int) -> Iterator[int | None]:
    """Adds up the receive deltas (section 3.1.5): unsigned in one byte, or signed in two."""
    size = len(body)
    if symbols.count(_RECEIVED_SMALL_DELTA) == len(symbols) <= size - at:
        # Nothing lost and nothing late, as in most feedback.
        yield from (clock_us + passed * _DELTA_UNIT_US for passed in accumulate(body[at : at + len(symbols)]))
        return
    for symbol in symbols:
        if symbol == _RECEIVED_SMALL_DELTA:
            if at >= size:
                raise RtcpError("transport-cc feedback ends within its receive deltas")
            clock_us += body[at] * _DELTA_UNIT_US
            at += 1
            yield clock_us
        elif symbol == _RECEIVED_LARGE_DELTA:
            if at + 2 > size:
                raise RtcpError("transport-cc feedback ends within its receive deltas")
            clock_us += int.from_bytes(body[at : at + 2], "big", signed=True) * _DELTA_UNIT_US
            at += 2
            yield clock_us
        else:
            yield None
