"""The account at one camera, shared by all its streams, so that a wrong password does not lock it."""

from responder.media.camera_address import with_credentials
from responder.media.reconnect import REJECTED_DELAY_S


class CameraAccount:
    """At most one try a minute after the camera rejected it, whichever stream asks."""

    def __init__(self, username: str | None, password: str | None) -> None:
        self._username = username
        self._password = password
        self._rejected_at: float | None = None

    def sign(self, url: str) -> str:
        """The URL with credentials; it must never reach a log."""
        return with_credentials(url, self._username, self._password)

    def rejected(self, now: float) -> None:
        """The camera said no."""
        self._rejected_at = now

    def accepted(self) -> None:
        """The camera sends pictures."""
        self._rejected_at = None

    def wait_s(self, now: float) -> float:
        """0 to try now, else how long to wait before asking again.

        After a rejection the first who asks when the minute is over gets to try; the next minute begins.
        """
        if self._rejected_at is None:
            return 0.0
        wait_s = self._rejected_at + REJECTED_DELAY_S - now
        if wait_s > 0:
            return wait_s
        self._rejected_at = now
        return 0.0
