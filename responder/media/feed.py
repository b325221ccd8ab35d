"""One camera's live video inside this node: its rungs, their cached GOPs, its state and its poster."""

from collections.abc import Callable
from functools import partial

from responder.delivery.allocation import RungOffer
from responder.delivery.gop import RungStream
from responder.delivery.ladder import LADDER, Rung
from responder.media.camera_account import CameraAccount
from responder.media.camera_source import CameraSource
from responder.media.errors import UnknownRung
from responder.media.made_stream import MadeStream
from responder.media.native_stream import NativeStream
from responder.media.patience import Patience
from responder.media.poster import Poster
from responder.media.poster_maker import PosterMaker
from responder.media.poster_painter import PosterPainter
from responder.media.recipe import RECIPES, made_rungs, scaled, source_for
from responder.media.source_unit import SourceUnit
from responder.media.status import FeedState, FeedStatus
from responder.media.transcode_job import TranscodeJob
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
        """Calls `on_change(camera_id)` on the event loop when the state or the poster changed."""
        self.camera_id = settings.camera_id
        self._transcoder = transcoder
        self._on_change = on_change
        self._posters = PosterMaker(
            settings.camera_id, painter, interval_s=patience.poster_interval_s, on_poster=self._changed
        )
        self._made: dict[Rung, MadeStream] = {}
        self._jobs: dict[Rung, TranscodeJob] = {}
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
        for stream in self._native.values():
            stream.observe_units(partial(self._observe, stream))

    @property
    def status(self) -> FeedStatus:
        """What the camera does now, with a sentence for a person when it is not well."""
        statuses = [stream.status for stream in self._native.values()]
        telling = min(statuses, key=lambda status: _TELLING.index(status.state))
        is_slowed = any(stream.share < 1 for stream in self._made.values())
        return _SLOWED if is_slowed and telling.state is FeedState.LIVE else telling

    @property
    def poster(self) -> Poster | None:
        """The latest still picture, or None before the first key frame."""
        return self._posters.latest

    def ask_for_poster(self) -> None:
        """Somebody has the latest poster and wants a newer one, now and for some seconds."""
        stream = self._poster_stream()
        self._posters.ask(stream.rung, stream.units())

    def stream(self, rung: Rung) -> RungStream:
        """The shared stream of one rung: the camera's own, or made here when that is in trouble or none.

        Raises UnknownRung for what neither is the camera's own nor in `offers()`.
        """
        native = self._native.get(rung)
        makeable = self._makeable(self._promising())
        if native is not None and (rung not in makeable or self._is_playable(native)):
            return native
        if rung not in self._made:
            if rung not in makeable:
                raise UnknownRung(self.camera_id, rung)
            self._made[rung] = MadeStream(self.camera_id, rung, lambda: self._pick_job(rung))
        return self._made[rung]

    def offers(self) -> tuple[RungOffer, ...]:
        """The rungs that can be watched now, best first, with bitrates and sizes: measured, else usual ones.

        What is not connected or made yet is offered, too, so that somebody may ask for it.
        """
        streams = self._promising()
        offers = {stream.rung: _native_offer(stream) for stream in streams if self._is_playable(stream)}
        for rung in self._makeable(streams):
            if rung not in offers:
                offers[rung] = self._made_offer(rung, streams)
        return tuple(offers[rung] for rung in LADDER if rung in offers)

    def hold(self) -> Callable[[], None]:
        """Keeps the smallest stream connected until the returned function is called."""
        return self._native[max(self._native, key=lambda rung: rung.rank)].hold()

    def disconnect(self) -> list[CameraSource]:
        """Lets the camera go at once; returns sessions whose threads may still be ending."""
        for made in self._made.values():
            made.stop()
        sources = [stream.disconnect() for stream in self._native.values()]
        return [source for source in sources if source is not None]

    @staticmethod
    def _is_playable(stream: NativeStream) -> bool:
        """Whether phones get it as it is."""
        return stream.is_promising and not stream.is_foreign

    def _promising(self) -> list[NativeStream]:
        """Streams that send, or may; none while the camera rejects us, because all have the same account."""
        streams = self._native.values()
        if any(stream.status.state is FeedState.CREDENTIALS_REJECTED for stream in streams):
            return []
        return [stream for stream in streams if stream.is_promising]

    def _makeable(self, streams: list[NativeStream]) -> set[Rung]:
        """What is worth making, and what is made now: a bitrate near the limit must not make a rung flap."""
        if not self._transcoder.is_possible:
            return set()
        going = {rung for rung, made in self._made.items() if made.is_wanted and streams}
        return going | made_rungs(streams).keys()

    def _made_offer(self, rung: Rung, streams: list[NativeStream]) -> RungOffer:
        source = self._native[source_for(rung, streams) or Rung.SOURCE]
        width_px, height_px = scaled(source.width_px, source.height_px, RECIPES[rung].width_px)
        made = self._made.get(rung)
        bitrate_bps = made.bitrate_bps if made else float(RECIPES[rung].bitrate_bps)
        return RungOffer(rung=rung, bitrate_bps=bitrate_bps, width_px=width_px, height_px=height_px)

    def _pick_job(self, rung: Rung) -> TranscodeJob | None:
        """From a stream that is well, if there is any."""
        source = source_for(rung, self._promising() or list(self._native.values()))
        if source is None:
            return None
        if source not in self._jobs:
            self._jobs[source] = self._transcoder.job(self._native[source])
        return self._jobs[source]

    def _changed(self) -> None:
        for made in self._made.values():
            if made.job is not None and not made.job.stream.is_promising:
                made.reconsider()
        self._on_change(self.camera_id)

    def _observe(self, stream: NativeStream, unit: SourceUnit) -> None:
        if stream is self._poster_stream():
            self._posters.take(stream.rung, unit)

    def _poster_stream(self) -> NativeStream:
        """The smallest of those that send: the cheapest to decode."""
        streams = self._native.values()
        sending = [stream for stream in streams if stream.units()] or list(streams)
        return max(sending, key=lambda stream: stream.rung.rank)


def _native_offer(stream: NativeStream) -> RungOffer:
    return RungOffer(
        rung=stream.rung,
        bitrate_bps=stream.bitrate_bps,
        width_px=stream.width_px,
        height_px=stream.height_px,
    )
