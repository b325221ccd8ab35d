"""One camera's live video inside this node: its rungs, their cached GOPs, its state and its poster."""

import asyncio
import time
from collections.abc import Callable

from responder.delivery.allocation import RungOffer
from responder.delivery.gop import RungStream
from responder.delivery.ladder import Rung
from responder.media.camera_account import CameraAccount
from responder.media.camera_source import CameraSource
from responder.media.errors import UnknownRung
from responder.media.intake import Picture
from responder.media.native_stream import NativeStream
from responder.media.patience import Patience
from responder.media.poster import Poster, PosterPainter
from responder.media.status import FeedState, FeedStatus
from responder.settings import CameraNetwork, CameraSettings

# What is said of a camera whose streams differ: pictures first, then what somebody can do something about.
_TELLING = (
    FeedState.LIVE,
    FeedState.STALLED,
    FeedState.CREDENTIALS_REJECTED,
    FeedState.UNSUPPORTED,
    FeedState.UNREACHABLE,
    FeedState.CONNECTING,
    FeedState.IDLE,
)
# Usual sizes, until the camera has told its own.
_PROBABLE_SIZES_PX = {Rung.SOURCE: (1280, 720), Rung.MID: (640, 360)}


class Feed:
    """Subscribing to one of its streams connects the camera; it lingers 30 s after the last one left."""

    def __init__(
        self,
        settings: CameraSettings,
        *,
        network: CameraNetwork,
        patience: Patience,
        painter: PosterPainter,
        on_change: Callable[[str], None],
    ) -> None:
        """Calls `on_change(camera_id)` on the event loop when the state or the poster changed."""
        self.camera_id = settings.camera_id
        self._patience = patience
        self._painter = painter
        self._on_change = on_change
        self._poster: Poster | None = None
        self._poster_ordered_at = -patience.poster_interval_s
        self._painting: asyncio.Future[Poster | None] | None = None
        account = CameraAccount(settings.username, settings.password)
        urls = {Rung.SOURCE: settings.main_url, Rung.MID: settings.sub_url}
        self._native = {
            rung: NativeStream(
                settings.camera_id,
                rung,
                url,
                account=account,
                network=network,
                patience=patience,
                on_status=self._changed,
                on_keyframe=self._order_poster,
            )
            for rung, url in urls.items()
            if url is not None
        }

    @property
    def status(self) -> FeedStatus:
        """What the camera does now, with a sentence for a person when it is not well."""
        statuses = [stream.status for stream in self._native.values()]
        return min(statuses, key=lambda status: _TELLING.index(status.state))

    @property
    def poster(self) -> Poster | None:
        """The latest still picture, or None before the first key frame."""
        return self._poster

    def stream(self, rung: Rung) -> RungStream:
        """The shared stream of one rung. Raises UnknownRung when the camera has none like it."""
        try:
            return self._native[rung]
        except KeyError:
            raise UnknownRung(self.camera_id, rung) from None

    def offers(self) -> tuple[RungOffer, ...]:
        """The rungs that can be watched now, best first, with measured bitrates and sizes.

        While a rung is not connected its usual bitrate and size are offered, so that somebody may ask for it.
        """
        return tuple(_offer(stream) for stream in self._native.values() if stream.is_playable)

    def hold(self) -> Callable[[], None]:
        """Keeps the smallest stream connected until the returned function is called."""
        return self._native[max(self._native, key=lambda rung: rung.rank)].hold()

    def disconnect(self) -> list[CameraSource]:
        """Lets the camera go at once; returns sessions whose threads may still be ending."""
        sources = [stream.disconnect() for stream in self._native.values()]
        return [source for source in sources if source is not None]

    def _changed(self) -> None:
        self._on_change(self.camera_id)

    def _order_poster(self, picture: Picture) -> None:
        """At most one at a time, and not more often than anybody would notice."""
        now = time.monotonic()
        is_recent = now - self._poster_ordered_at < self._patience.poster_interval_s
        if is_recent or (self._painting is not None and not self._painting.done()):
            return
        self._poster_ordered_at = now
        self._painting = self._painter.paint(picture.unit, picture.arrived_at_s)
        if self._painting is not None:
            self._painting.add_done_callback(self._hang_poster)

    def _hang_poster(self, painting: asyncio.Future[Poster | None]) -> None:
        if painting.cancelled():
            return
        poster = painting.result()
        if poster is not None:
            self._poster = poster
            self._changed()


def _offer(stream: NativeStream) -> RungOffer:
    width_px, height_px = _PROBABLE_SIZES_PX[stream.rung]
    if stream.parameters is not None:
        width_px, height_px = stream.parameters.width_px, stream.parameters.height_px
    return RungOffer(rung=stream.rung, bitrate_bps=stream.bitrate_bps, width_px=width_px, height_px=height_px)
