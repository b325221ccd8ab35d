"""One camera's live video inside this node: its own streams, its state, and what may be shown of it."""

from collections.abc import Callable, Sequence
from functools import partial

from gis.privacy_mask import PrivacyMask
from responder.delivery.ladder import Rung
from responder.media.camera_account import CameraAccount
from responder.media.camera_source import CameraSource
from responder.media.native_stream import NativeStream
from responder.media.patience import Patience
from responder.media.poster_maker import PosterMaker
from responder.media.poster_painter import PosterPainter
from responder.media.rendition import Rendition, poster_stream
from responder.media.source_unit import SourceUnit
from responder.media.status import FeedState, FeedStatus
from responder.media.transcoder import Transcoder
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
_SLOWED = FeedStatus(
    state=FeedState.LIVE, reason="The server is busy: small pictures of this camera move less smoothly."
)


class Feed:
    """Subscribing to one of its streams connects the camera; it lingers 30 s after the last one left."""

    def __init__(
        self,
        settings: CameraSettings,
        *,
        network: CameraNetwork,
        patience: Patience,
        painter: PosterPainter,
        transcoder: Transcoder,
        on_change: Callable[[str], None],
    ) -> None:
        """Calls `on_change(camera_id)` on the event loop when the state or a poster changed."""
        self.camera_id = settings.camera_id
        self._patience = patience
        self._painter = painter
        self._transcoder = transcoder
        self._on_change = on_change
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
            )
            for rung, url in urls.items()
            if url is not None
        }

        posters = self._posters(())
        self.whole = self._rendition(posters)
        """For those who may see all of the picture."""
        self.reencoded = self._rendition(posters, passes=False)
        """The same for phones that cannot decode what the camera sends."""
        self.masked = self.whole
        """For those who may not see what the camera's privacy masks cover."""
        self._masks: tuple[PrivacyMask, ...] = ()
        for stream in self._native.values():
            stream.observe_units(partial(self._observe, stream))

    def mask(self, masks: Sequence[PrivacyMask]) -> None:
        """From now on `masked` has these masks; with none it is the whole. The former one ends."""
        if tuple(masks) == self._masks:
            return
        if self.masked is not self.whole:
            self.masked.stop()
        self._masks = tuple(masks)
        self.masked = self._rendition(self._posters(masks), masks) if masks else self.whole

    @property
    def status(self) -> FeedStatus:
        """What the camera does now, with a sentence for a person when it is not well."""
        statuses = [stream.status for stream in self._native.values()]
        telling = min(statuses, key=lambda status: _TELLING.index(status.state))
        is_slowed = any(rendition.is_slowed for rendition in self._renditions)
        return _SLOWED if is_slowed and telling.state is FeedState.LIVE else telling

    def hold(self) -> Callable[[], None]:
        """Keeps the smallest stream connected until the returned function is called."""
        return self._native[max(self._native, key=lambda rung: rung.rank)].hold()

    def disconnect(self) -> list[CameraSource]:
        """Lets the camera go at once; returns sessions whose threads may still be ending."""
        for rendition in self._renditions:
            rendition.stop()
        sources = [stream.disconnect() for stream in self._native.values()]
        return [source for source in sources if source is not None]

    @property
    def _renditions(self) -> set[Rendition]:
        return {self.whole, self.reencoded, self.masked}

    def _posters(self, masks: Sequence[PrivacyMask]) -> PosterMaker:
        return PosterMaker(
            self.camera_id,
            self._painter,
            interval_s=self._patience.poster_interval_s,
            on_poster=self._changed,
            masks=masks,
        )

    def _rendition(
        self, posters: PosterMaker, masks: Sequence[PrivacyMask] = (), *, passes: bool = True
    ) -> Rendition:
        return Rendition(
            self.camera_id,
            self._native,
            posters=posters,
            transcoder=self._transcoder,
            masks=masks,
            passes=passes,
        )

    def _changed(self) -> None:
        for rendition in self._renditions:
            rendition.reconsider()
        self._on_change(self.camera_id)

    def _observe(self, stream: NativeStream, unit: SourceUnit) -> None:
        if stream is poster_stream(self._native):
            for rendition in {self.whole, self.masked}:
                rendition.take(stream.rung, unit)
