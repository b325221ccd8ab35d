"""A frame's packets side by side, as one send carries them, laid out once for every viewer."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct

# A frame goes to all its viewers before the next one comes; a few more are those that leave in parts.
_KEPT = 8


class Train(Struct, frozen=True, kw_only=True):
    """Packets back to back, each with room for a header before its payload and a trailer after it."""

    image: bytes
    """The payloads at their places, zeros where headers and trailers go."""
    places: tuple[int, ...]
    """Where each packet begins."""
    sizes_bytes: tuple[int, ...]
    """Each packet's length with its header, without its trailer."""
    payload_bytes: int
    """The payloads' lengths together."""
    sealed_sizes_bytes: tuple[int, ...]
    """Each packet's length with its trailer: where it ends, the next one begins."""


@lru_cache(maxsize=_KEPT)
def lay_out(payloads: tuple[bytes, ...], header_bytes: int, trailer_bytes: int) -> Train:
    """The train of these payloads, at least one; viewers with equally long headers share it."""
    gap = bytes(trailer_bytes + header_bytes)
    sizes = tuple(header_bytes + len(payload) for payload in payloads)
    sealed = tuple(size + trailer_bytes for size in sizes)
    return Train(
        image=bytes(header_bytes) + gap.join(payloads) + bytes(trailer_bytes),
        places=_begins(sealed),
        sizes_bytes=sizes,
        payload_bytes=sum(map(len, payloads)),
        sealed_sizes_bytes=sealed,
    )


def _begins(sizes: Sequence[int]) -> tuple[int, ...]:
    return tuple(accumulate(sizes[:-1], initial=0))
