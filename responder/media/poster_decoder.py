"""Decodes a camera's units for its posters; kept while somebody looks, so that any frame can become one."""

from collections.abc import Sequence

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext

from responder.media.mask_painter import MaskPainter
from responder.media.poster import Poster, paint
from responder.media.source_unit import Codec, SourceUnit


class PosterDecoder:
    """Used by one thread at a time. Begins anew at every key frame of another codec, and after an error."""

    def __init__(self, masks: MaskPainter | None = None) -> None:
        """`masks` paints over every poster."""
        self._masks = masks
        self._codec: Codec | None = None
        self._decoder: VideoCodecContext | None = None
        self._count = 0
        self._captured_at_s: dict[int, float] = {}

    def poster(self, units: Sequence[SourceUnit], *, is_all: bool = False) -> Poster | None:
        """Paints the newest picture of these units, which continue the former ones or begin with a key frame.

        `is_all` when nothing will follow: what the decoder holds back comes out, too. None when there is no
        picture in it.
        """
        newest: av.VideoFrame | None = None
        try:
            for unit in units:
                newest = self._decode(unit) or newest
            if is_all and self._decoder is not None:
                newest = next(reversed(self._decoder.decode(None)), newest)
        except av.FFmpegError:
            self._forget()
        if newest is None or newest.pts not in self._captured_at_s:
            return None
        captured_at_s = self._captured_at_s[newest.pts]
        # Pictures come out in another order than they go in by a few at most.
        self._captured_at_s = {
            pts: at_s for pts, at_s in self._captured_at_s.items() if pts > newest.pts - 32
        }
        return paint(newest, captured_at_s, self._masks)

    def _decode(self, unit: SourceUnit) -> av.VideoFrame | None:
        if unit.keyframe and unit.codec is not self._codec:
            self._forget()
            self._codec, self._decoder = unit.codec, _decoder(unit.codec)
        if self._decoder is None:
            return None
        self._count += 1
        packet = av.Packet(unit.data)
        packet.pts = self._count
        self._captured_at_s[self._count] = unit.captured_at_s
        return next(reversed(self._decoder.decode(packet)), None)

    def _forget(self) -> None:
        self._codec = self._decoder = None
        self._captured_at_s.clear()


def _decoder(codec: Codec) -> VideoCodecContext:
    decoder = av.CodecContext.create(codec.value, "r")
    if not isinstance(decoder, VideoCodecContext):
        raise TypeError(f"{codec} is no video")
    decoder.thread_count = 1
    # A picture comes out with its own packet, not with the next one.
    decoder.flags |= Flags.low_delay
    return decoder
