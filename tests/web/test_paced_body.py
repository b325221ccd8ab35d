"""A large file in pieces."""

import time

from responder.web.paced_body import MIN_PIECE_BYTES, PIECE_S, paced

BODY = bytes(range(256)) * 40


async def test_every_piece_is_as_large_as_the_link_carries_in_its_time() -> None:
    """The pace is asked for each of them, and all of them together are the file."""
    paces_bps = iter([80_000.0, 160_000.0, 800_000.0])
    pieces = [piece async for piece in paced(BODY, lambda: next(paces_bps))]

    assert [len(piece) for piece in pieces] == [2_500, 5_000, len(BODY) - 7_500]
    assert b"".join(pieces) == BODY


async def test_a_piece_takes_the_time_that_it_stands_for() -> None:
    """However slow the link: a packet is the least that is sent, and the next one waits for longer."""
    began_s = time.monotonic()
    pieces = [len(piece) async for piece in paced(BODY[: 2 * MIN_PIECE_BYTES], lambda: 40_000.0)]

    assert pieces == [MIN_PIECE_BYTES, MIN_PIECE_BYTES]
    # The loop's clock is a millisecond fine.
    assert time.monotonic() - began_s > MIN_PIECE_BYTES * 8 / 40_000 - 0.002 > PIECE_S


async def test_the_rest_goes_at_once_when_nobody_watches_any_more() -> None:
    """Pictures need no room then."""
    paces_bps = iter([80_000.0, None])
    pieces = [len(piece) async for piece in paced(BODY, lambda: next(paces_bps))]

    assert pieces == [2_500, len(BODY) - 2_500]
