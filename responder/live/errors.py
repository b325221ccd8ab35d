"""What a caller of a live session can do wrong."""


class LiveError(Exception):
    """Base of this package's errors."""


class UnknownLiveSession(LiveError):
    """There is no such live session, or no longer, or it belongs to another device."""

    def __init__(self, live_id: str) -> None:
        super().__init__(f"no live session {live_id!r}")
        self.live_id = live_id


class TooManyLiveSessions(LiveError):
    """The device keeps more live sessions open than any phone needs."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"a device may hold {limit} live sessions")
        self.limit = limit
