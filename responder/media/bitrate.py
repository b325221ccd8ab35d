"""How many bits per second a stream has, measured over its last seconds."""

from collections import deque

# Two groups of pictures of 2 s, so that the share of key frames evens out.
WINDOW_S = 4.0


class BitrateMeter:
    """Sums the sizes of what passed within the last `WINDOW_S`."""

    def __init__(self) -> None:
        self._passed: deque[tuple[float, int]] = deque()
        self._bytes = 0

    def add(self, size_bytes: int, now: float) -> None:
        """Something of this size passed."""
        self._passed.append((now, size_bytes))
        self._bytes += size_bytes
        while self._passed[0][0] < now - WINDOW_S:
            self._bytes -= self._passed.popleft()[1]

    def rate_bps(self) -> float | None:
        """The rate while it flowed; None before half a window has passed."""
        if not self._passed:
            return None
        elapsed_s = self._passed[-1][0] - self._passed[0][0]
        if elapsed_s < WINDOW_S / 2:
            return None
        # The first one began the time that is measured, so its size is not in it.
        return (self._bytes - self._passed[0][1]) * 8 / elapsed_s

    def clear(self) -> None:
        """A new session begins; what came before it says nothing of it."""
        self._passed.clear()
        self._bytes = 0
