"""Whether somebody is still at the other end of a live session."""

# Browsers check their path every 2.5 s (Chromium) to 6 s (Firefox): the second check in a row is missing.
GONE_AFTER_S = 10.0


class Presence:
    """A phone that leaves says so, but its last words are lost when its browser crashes or is killed.

    What always comes is the end of the control channel's TCP connection. Alone it says little: networks and
    proxies cut connections, and the phone opens a new one. A silent path alone says little, too: a radio gap
    ends. Both together, for this long, are a phone that is gone, long before its consent (RFC 7675) runs out.

    Times are `time.monotonic()` seconds.
    """

    def __init__(self, now: float) -> None:
        self._channels = 0
        self._closed_at = now

    def channel_opened(self) -> None:
        """A new channel may come before the old one has closed."""
        self._channels += 1

    def channel_closed(self, now: float) -> None:
        """One of the channels has ended, whoever ended it."""
        self._channels -= 1
        self._closed_at = now

    def is_gone(self, checked_at: float, now: float) -> bool:
        """`checked_at` is when the phone last checked its path (RFC 8445)."""
        return self._channels == 0 and now - max(self._closed_at, checked_at) >= GONE_AFTER_S
