"""Which packets a peer got and when (draft-holmer-rmcat-transport-wide-cc-extensions-01)."""

from functools import cache
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

# Packet status symbols, section 3.1.1, and how long the deltas are that those of received packets stand for.
_RECEIVED_SMALL_DELTA = 1
_RECEIVED_LARGE_DELTA = 2
_DELTA_BYTES = {_RECEIVED_SMALL_DELTA: 1, _RECEIVED_LARGE_DELTA: 2}


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
    at, size = _HEAD.size, len(body)
    while len(symbols) < status_count:
        if at + 2 > size:
            raise RtcpError("transport-cc feedback ends within its status chunks")
        chunk = body[at] << 8 | body[at + 1]
        symbols += _vector(chunk) if chunk & _VECTOR_CHUNK else _run(chunk)
        at += 2
    del symbols[status_count:]
    return symbols, at


def _run(chunk: int) -> list[int]:
    """Section 3.1.3: one symbol, many times."""
    return [chunk >> 13 & 3] * (chunk & 0x1FFF)


# At most 32768 of at most 14 symbols, and hardly any but those of packets that all came.
@cache
def _vector(chunk: int) -> tuple[int, ...]:
    """Section 3.1.4: a symbol of one or two bits for each packet."""
    if chunk & _TWO_BIT_SYMBOLS:
        return tuple(chunk >> shift & 3 for shift in range(12, -2, -2))
    return tuple(chunk >> shift & 1 for shift in range(13, -1, -1))


def _arrivals(symbols: list[int], body: bytes, at: int, clock_us: int) -> list[int | None]:
    """Adds up the receive deltas (section 3.1.5): unsigned in one byte, or signed in two."""
    size, count = len(body), len(symbols)
    if symbols.count(_RECEIVED_SMALL_DELTA) == count <= size - at:
        # Nothing lost and nothing late, as in most feedback.
        return [clock_us + passed * _DELTA_UNIT_US for passed in accumulate(body[at : at + count])]
    arrivals: list[int | None] = []
    for symbol in symbols:
        if symbol not in _DELTA_BYTES:
            arrivals.append(None)
            continue
        delta_bytes = _DELTA_BYTES[symbol]
        if at + delta_bytes > size:
            raise RtcpError("transport-cc feedback ends within its receive deltas")
        delta = int.from_bytes(body[at : at + delta_bytes], "big", signed=delta_bytes > 1)
        clock_us += delta * _DELTA_UNIT_US
        at += delta_bytes
        arrivals.append(clock_us)
    return arrivals
