"""What of a phone's link files may take while pictures flow.

The map's code weighs as much as seconds of video: left to TCP it takes all that there is, and pictures stand.
"""

from collections.abc import Callable, Collection, Hashable

# The large picture small, and a still of each other one: less is not looking on.
LOOKING_ON_BPS = 150_000.0
# Beyond that the map is worth as much as better pictures.
_SHARE = 0.5
# On a link that carries no more than that, it comes in its own time.
_LEAST_SHARE = 0.1
# A file asks again for each piece; one that has not for so long has ended, or its reader has gone. On a thin
# link a packet takes longer than that: there it is the time of two.
_HELD_S = 1.0
_HELD_BITS = 2 * 1400 * 8


class FileShare:
    """Of one phone. Times are seconds of one clock."""

    def __init__(self, estimate_bps: Callable[[float], float]) -> None:
        """`estimate_bps` tells what its link carries at a time."""
        self._estimate_bps = estimate_bps
        self._bps = 0.0
        self._held_until_s: dict[Hashable, float] = {}

    def take(self, file: Hashable, now: float) -> float:
        """How fast the next piece of this file may go: those on their way share alike."""
        estimate_bps = self._estimate_bps(now)
        self._bps = max(_LEAST_SHARE * estimate_bps, _SHARE * (estimate_bps - LOOKING_ON_BPS))
        files = {file, *self._on_their_way(now)}
        bps = self._bps / len(files)
        self._held_until_s[file] = now + max(_HELD_S, _HELD_BITS / bps)
        return bps

    def taken_bps(self, now: float) -> float:
        """What is not there for pictures now."""
        return self._bps if self._on_their_way(now) else 0.0

    def _on_their_way(self, now: float) -> Collection[Hashable]:
        self._held_until_s = {file: until_s for file, until_s in self._held_until_s.items() if now < until_s}
        return self._held_until_s
