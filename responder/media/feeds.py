"""All feeds of this node, and who keeps their cameras connected."""

from collections.abc import Callable, Iterable

from responder.media.feed import Feed
from responder.settings import CameraNetwork, CameraSettings


class Feeds:
    """Registry of the configured cameras' feeds; lives on one event loop."""

    def __init__(self, cameras: Iterable[CameraSettings], network: CameraNetwork) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        """Starts the poster worker; connects nothing."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Disconnects every camera; returns within 2 s even when a camera hangs."""
        raise NotImplementedError

    def feed(self, camera_id: str) -> Feed:
        """Raises UnknownCamera when this id is not configured."""
        raise NotImplementedError

    def hold(self, camera_ids: Iterable[str]) -> Callable[[], None]:
        """Keeps the sub streams of these cameras connected until the returned function is called.

        Ids that are not configured are left out.
        """
        raise NotImplementedError

    def on_status(self, changed: Callable[[str], None]) -> Callable[[], None]:
        """Calls `changed(camera_id)` after a feed's state or poster changed; returns the unsubscriber."""
        raise NotImplementedError
