"""The rungs of a feed: one encoding each, made once and shared by every viewer."""

from enum import StrEnum


class Rung(StrEnum):
    """Encodings of a feed, declared best first; `LADDER` is that order."""

    SOURCE = "source"  # the camera's main stream, as it comes
    HIGH = "high"  # at most 720p, about 1.5 Mbps
    GOOD = "good"  # 540p, about 900 kbps: for a large picture where 720p is too much
    MID = "mid"  # 360p, about 500 kbps
    LOW = "low"  # 270p to 360p, about 220 kbps
    THUMB = "thumb"  # 180p, 8 frames per second, about 80 kbps

    @property
    def rank(self) -> int:
        """Place on the ladder: 0 is the best picture."""
        return LADDER.index(self)


LADDER: tuple[Rung, ...] = tuple(Rung)
