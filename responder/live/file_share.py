"""What of a phone's link a large file may take while pictures flow.

The map's code weighs as much as seconds of video: left to TCP it takes all that there is, and pictures stand.
"""

from collections.abc import Callable

# The large picture small, and a still of each other one: less is not looking on.
LOOKING_ON_BPS = 150_000.0
# Beyond that the map is worth as much as better pictures.
_SHARE = 0.5
# On a link that carries no more than that, it comes in its own time.
_LEAST_SHARE = 0.1
# A file asks again for each piece; one that does not has ended, or its reader has gone.
_HELD_S = 1.0


class FileShare:
    """Of one phone. Times are seconds of one clock."""

    def __init__(self, estimate_bps: Callable[[float], float]) -> None:
        """`estimate_bps` tells what its link carries at a time."""
        self._estimate_bps = estimate_bps
        self._bps = 0.0
        self._held_until_s = float("-inf")

    def take(self, now: float) -> float:
        """How fast the file's next piece may go."""
        estimate_bps = self._estimate_bps(now)
        self._bps = max(_LEAST_SHARE * estimate_bps, _SHARE * (estimate_bps - LOOKING_ON_BPS))
        self._held_until_s = now + _HELD_S
        return self._bps

    def taken_bps(self, now: float) -> float:
        """What is not there for pictures now."""
        return self._bps if now < self._held_until_s else 0.0
