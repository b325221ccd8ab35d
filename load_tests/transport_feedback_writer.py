"""The receiver's side of transport-cc: writes feedback as a browser does."""

from collections.abc import Sequence
from itertools import groupby, islice
from struct import pack

_SMALL, _LARGE = 1, 2


def feedback_body(
    base: int, arrivals_us: Sequence[int | None], *, reference: int = 0, feedback_count: int = 0
) -> bytes:
    """What follows the SSRCs of an RTCP packet 205/15; arrivals are multiples of 250 us.

    Runs of 7 and more equal symbols become run length chunks, the rest status vectors.
    """
    symbols: list[int] = []
    deltas = b""
    clock = reference * 256
    for arrived_us in arrivals_us:
        if arrived_us is None:
            symbols.append(0)
            continue
        delta, clock = arrived_us // 250 - clock, arrived_us // 250
        symbols.append(_SMALL if 0 <= delta <= 255 else _LARGE)
        deltas += pack("!B", delta) if 0 <= delta <= 255 else pack("!h", delta)
    head = pack("!HHI", base, len(symbols), (reference & 0xFFFFFF) << 8 | feedback_count)
    return head + _chunks(symbols) + deltas


def feedback_packet(
    base: int,
    arrivals_us: Sequence[int | None],
    *,
    reference: int = 0,
    feedback_count: int = 0,
    sender_ssrc: int = 1,
) -> bytes:
    """A whole RTCP packet, padded to words as RFC 3550 says."""
    body = pack("!II", sender_ssrc, 2)
    body += feedback_body(base, arrivals_us, reference=reference, feedback_count=feedback_count)
    padding = -len(body) % 4
    if padding:
        body += bytes(padding - 1) + bytes((padding,))
    return pack("!BBH", 0x8F | (0x20 if padding else 0), 205, len(body) // 4) + body


def _chunks(symbols: Sequence[int]) -> bytes:
    written = b""
    runs = [(symbol, len(list(run))) for symbol, run in groupby(symbols)]
    rest = iter(symbols)
    left = len(symbols)
    while left:
        symbol, length = _run_at(runs, len(symbols) - left)
        if length >= 7:
            length = min(length, 0x1FFF)
            written += pack("!H", symbol << 13 | length)
        elif any(it == _LARGE for it in symbols[len(symbols) - left :][:14]):
            length = min(7, left)
            bits = symbols[len(symbols) - left :][:7]
            written += pack("!H", 0xC000 | sum(bit << 12 - 2 * place for place, bit in enumerate(bits)))
        else:
            length = min(14, left)
            bits = symbols[len(symbols) - left :][:14]
            written += pack("!H", 0x8000 | sum(bit << 13 - place for place, bit in enumerate(bits)))
        left -= len(list(islice(rest, length)))
    return written


def _run_at(runs: Sequence[tuple[int, int]], place: int) -> tuple[int, int]:
    """The symbol at a place, and how often it repeats from there."""
    end = 0
    for symbol, length in runs:
        end += length
        if place < end:
            return symbol, end - place
    raise IndexError(place)
