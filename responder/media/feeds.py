"""All feeds of this node, and who keeps their cameras connected."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from gis.privacy_mask import PrivacyMask
from responder.media.camera_source import CameraSource
from responder.media.errors import UnknownCamera
from responder.media.feed import Feed
from responder.media.patience import Patience
from responder.media.poster_painter import PosterPainter
from responder.media.transcoder import Transcoder
from responder.settings import CameraNetwork, CameraSettings

# Threads of cameras that send end with their next picture; those of silent ones are left to themselves.
STOP_WITHIN_S = 1.0


class Feeds:
    """Registry of the configured cameras' feeds; lives on one event loop."""

    def __init__(
        self,
        cameras: Iterable[CameraSettings],
        network: CameraNetwork,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        transcoding_cores: int | None = None,
    ) -> None:
        """`transcoding_cores` bounds what may be spent on making rungs: by default all cores, 0 for none."""
        self._painter = PosterPainter()
        self._transcoder = Transcoder(transcoding_cores)
        self._listeners: list[Callable[[str], None]] = []
        self._leaving: list[CameraSource] = []
        self._feeds = {
            camera.camera_id: Feed(
                camera,
                network=network,
                patience=patience,
                painter=self._painter,
                transcoder=self._transcoder,
                on_change=self._tell,
            )
            for camera in cameras
        }

    async def start(self) -> None:
        """Starts the poster worker; connects nothing."""
        self._painter.start()

    async def disconnect(self) -> None:
        """Lets every camera go at once; what takes time to end is left to `stop`."""
        self._painter.stop()
        self._leaving += [source for feed in self._feeds.values() for source in feed.disconnect()]

    async def stop(self) -> None:
        """Disconnects every camera; returns within 2 s even when a camera hangs."""
        await self.disconnect()
        await self._transcoder.stop()
        await asyncio.to_thread(_await_threads, self._leaving)

    def feed(self, camera_id: str) -> Feed:
        """Raises UnknownCamera when this id is not configured."""
        try:
            return self._feeds[camera_id]
        except KeyError:
            raise UnknownCamera(camera_id) from None

    def mask(self, masks: Mapping[str, Sequence[PrivacyMask]]) -> None:
        """The privacy masks of cameras from now on, by id; cameras that are left out have none."""
        for camera_id, feed in self._feeds.items():
            feed.mask(masks.get(camera_id, ()))

    def hold(self, camera_ids: Iterable[str]) -> Callable[[], None]:
        """Keeps the sub streams of these cameras connected until the returned function is called.

        Somebody is about to watch, so everything else that takes time is begun, too. Ids that are not
        configured are left out.
        """
        releases = [self._feeds[camera_id].hold() for camera_id in camera_ids if camera_id in self._feeds]
        if releases:
            self._transcoder.warm_up()

        def release_all() -> None:
            for release in releases:
                release()

        return release_all

    def on_status(self, changed: Callable[[str], None]) -> Callable[[], None]:
        """Calls `changed(camera_id)` after a feed's state or poster changed; returns the unsubscriber."""
        self._listeners.append(changed)

        def unsubscribe() -> None:
            if changed in self._listeners:
                self._listeners.remove(changed)

        return unsubscribe

    def _tell(self, camera_id: str) -> None:
        for changed in tuple(self._listeners):
            changed(camera_id)


def _await_threads(sources: list[CameraSource]) -> None:
    deadline = time.monotonic() + STOP_WITHIN_S
    for source in sources:
        source.thread.join(max(deadline - time.monotonic(), 0))
