"""Frames for tests: small, with known sizes and times."""

from collections.abc import Sequence

from responder.delivery.gop import Frame

FRAME_INTERVAL = 6000  # 15 frames per second at 90 kHz


def picture(
    index: int,
    *,
    keyframe: bool = False,
    sizes: Sequence[int] = (100,),
    timestamp: int | None = None,
    fill: int = 0xAB,
) -> Frame:
    """A frame whose payloads have these sizes; its time follows from its index unless it is given."""
    ticks = index * FRAME_INTERVAL if timestamp is None else timestamp
    return Frame(
        index=index,
        timestamp=ticks,
        captured_at_s=1_700_000_000 + ticks / 90_000,
        keyframe=keyframe,
        payloads=tuple(bytes((fill,)) * size for size in sizes),
        size_bytes=sum(sizes),
    )


def pictures(
    count: int, *, first: int = 0, sizes: Sequence[int] = (100,), gop: int = 1000, fill: int = 0xAB
) -> list[Frame]:
    """Consecutive frames, each `gop`-th one a key frame, the first one included."""
    return [
        picture(first + place, keyframe=place % gop == 0, sizes=sizes, fill=fill) for place in range(count)
    ]
