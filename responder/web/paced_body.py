"""A large file for a phone that watches, in pieces that leave room for the pictures beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable

# Often enough to follow the link, seldom enough to cost nothing.
PIECE_S = 0.25
# A packet: less is not worth its headers.
MIN_PIECE_BYTES = 1_400


async def paced(body: bytes, pace_bps: Callable[[], float | None]) -> AsyncIterator[bytes]:
    """`pace_bps` is asked before each piece; None, because nobody watches, lets all the rest go."""
    start = 0
    while (rate_bps := pace_bps()) is not None:
        stop = start + max(MIN_PIECE_BYTES, round(rate_bps * PIECE_S / 8))
        yield body[start:stop]
        if stop >= len(body):
            return
        await asyncio.sleep((stop - start) * 8 / rate_bps)
        start = stop
    yield body[start:]
