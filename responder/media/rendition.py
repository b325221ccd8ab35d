"""What may be shown of a camera: its pictures as they are, encoded anew, or with privacy masks painted over.

A masked rendition hands out nothing that a masked pixel is in: no stream of the camera's own, only rungs and
posters that are made here. One for phones whose decoder makes nothing of the camera's own streams hands out
none of those, either.
"""

from collections.abc import Mapping, Sequence

from gis.privacy_mask import PrivacyMask
from responder.delivery.allocation import RungOffer
from responder.delivery.gop import RungStream
from responder.delivery.ladder import LADDER, Rung
from responder.media.errors import UnknownRung
from responder.media.made_stream import MadeStream
from responder.media.native_stream import NativeStream
from responder.media.poster import Poster
from responder.media.poster_maker import PosterMaker
from responder.media.recipe import RECIPES, made_rungs, scaled, source_for
from responder.media.source_unit import SourceUnit
from responder.media.status import FeedState
from responder.media.transcode_job import TranscodeJob
from responder.media.transcoder import Transcoder


class Rendition:
    """The rungs and the poster of one camera, as they may be shown to some."""

    def __init__(
        self,
        camera_id: str,
        native: Mapping[Rung, NativeStream],
        *,
        posters: PosterMaker,
        transcoder: Transcoder,
        masks: Sequence[PrivacyMask] = (),
        passes: bool = True,
    ) -> None:
        """`native` are the camera's own streams; `posters` paints over the same `masks`.

        Without masks, and if it `passes`, what phones usually play is handed out as it is.
        """
        self.camera_id = camera_id
        self._native = native
        self._posters = posters
        self._transcoder = transcoder
        self._masks = tuple(masks)
        self._passes = passes and not masks
        self._made: dict[Rung, MadeStream] = {}
        self._jobs: dict[Rung, TranscodeJob] = {}

    @property
    def poster(self) -> Poster | None:
        """The latest still picture, or None before the first key frame."""
        return self._posters.latest

    @property
    def is_masked(self) -> bool:
        """Whether a part of every picture is painted over."""
        return bool(self._masks)

    @property
    def is_slowed(self) -> bool:
        """Whether there is no time for all frames of what is made."""
        return any(stream.share < 1 for stream in self._made.values())

    def ask_for_poster(self) -> None:
        """Somebody wants a newer poster than there is, and does for some seconds; the camera lingers."""
        stream = poster_stream(self._native)
        stream.hold()()
        self._posters.ask(stream.rung, stream.units())

    def stream(self, rung: Rung) -> RungStream:
        """The shared stream of one rung: the camera's own, or made here when that may not be shown as it is.

        Raises UnknownRung for what neither is the camera's own nor in `offers()`.
        """
        native = self._native.get(rung) if self._passes else None
        makeable = self._makeable(promising(self._native))
        if native is not None and (rung not in makeable or self._is_passed(native)):
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
        streams = promising(self._native)
        offers = {stream.rung: _native_offer(stream) for stream in streams if self._is_passed(stream)}
        for rung in self._makeable(streams):
            if rung not in offers:
                offers[rung] = self._made_offer(rung, streams)
        return tuple(offers[rung] for rung in LADDER if rung in offers)

    def take(self, rung: Rung, unit: SourceUnit) -> None:
        """The next unit of the stream from which posters are made now."""
        self._posters.take(rung, unit)

    def reconsider(self) -> None:
        """A stream of the camera changed its state: what was made of one in trouble is made of another."""
        for made in self._made.values():
            if made.job is not None and not made.job.stream.is_promising:
                made.reconsider()

    def stop(self) -> None:
        """Makes nothing more, whoever watches."""
        for made in self._made.values():
            made.stop()

    def _is_passed(self, stream: NativeStream) -> bool:
        """Whether phones get it as it is."""
        return self._passes and stream.is_promising and not stream.is_foreign

    def _makeable(self, streams: list[NativeStream]) -> set[Rung]:
        """What is worth making, and what is made now: a bitrate near the limit must not make a rung flap."""
        if not self._transcoder.is_possible:
            return set()
        going = {rung for rung, made in self._made.items() if made.is_wanted and streams}
        return going | made_rungs(streams, passes=self._passes).keys()

    def _made_offer(self, rung: Rung, streams: list[NativeStream]) -> RungOffer:
        source = self._native[source_for(rung, streams) or Rung.SOURCE]
        width_px, height_px = scaled(source.width_px, source.height_px, RECIPES[rung].width_px)
        made = self._made.get(rung)
        bitrate_bps = made.bitrate_bps if made else float(RECIPES[rung].bitrate_bps)
        return RungOffer(rung=rung, bitrate_bps=bitrate_bps, width_px=width_px, height_px=height_px)

    def _pick_job(self, rung: Rung) -> TranscodeJob | None:
        """From a stream that is well, if there is any."""
        source = source_for(rung, promising(self._native) or list(self._native.values()))
        if source is None:
            return None
        if source not in self._jobs:
            self._jobs[source] = self._transcoder.job(self._native[source], self._masks)
        return self._jobs[source]


def promising(native: Mapping[Rung, NativeStream]) -> list[NativeStream]:
    """Streams that send, or may; none while the camera rejects us, because all have the same account."""
    streams = native.values()
    if any(stream.status.state is FeedState.CREDENTIALS_REJECTED for stream in streams):
        return []
    return [stream for stream in streams if stream.is_promising]


def poster_stream(native: Mapping[Rung, NativeStream]) -> NativeStream:
    """The smallest of those that send: the cheapest to decode."""
    streams = native.values()
    sending = [stream for stream in streams if stream.units()] or list(streams)
    return max(sending, key=lambda stream: stream.rung.rank)


def _native_offer(stream: NativeStream) -> RungOffer:
    return RungOffer(
        rung=stream.rung,
        bitrate_bps=stream.bitrate_bps,
        width_px=stream.width_px,
        height_px=stream.height_px,
    )
