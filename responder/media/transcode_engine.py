"""Decodes a source once and encodes its rungs; runs in a transcoding process."""

from collections.abc import Iterator

import av
from av.video.codeccontext import VideoCodecContext

from responder.delivery.ladder import Rung
from responder.media.recipe import Recipe
from responder.media.restamp import Restamper
from responder.media.rung_encoder import RungEncoder
from responder.media.source_unit import Codec, SourceUnit
from responder.media.transcode_messages import Encoded

_CLOCK_HZ = 90_000
# What most cameras are set to, until two pictures have told.
_USUAL_RATE = 15.0
# Weight of the latest interval in the mean: some frames until it has settled.
_SMOOTHING = 0.2
# No camera puts more pictures between two others (ITU-T H.264 annex A: 16 frames of reordering).
_DEEPEST_REORDERING = 16


class SourceTranscoder:
    """One camera's stream and its rungs; a libav error costs pictures up to the next key frame."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._encoders: dict[Rung, RungEncoder] = {}
        self._decoder: VideoCodecContext | None = None
        self._codec: Codec | None = None
        self._captured_at_s: dict[int | None, float] = {}
        self._restamper = Restamper()
        self._interval = _CLOCK_HZ / _USUAL_RATE
        self._previous: int | None = None

    @property
    def is_idle(self) -> bool:
        """Whether no rung is wanted."""
        return not self._encoders

    def open(self, rung: Rung, recipe: Recipe, share: float) -> None:
        """Encodes this rung from the next frame on."""
        self._encoders[rung] = RungEncoder(recipe)
        self._encoders[rung].keep(share)

    def close(self, rung: Rung) -> None:
        """Encodes it no more."""
        self._encoders.pop(rung, None)

    def keep(self, rung: Rung, share: float) -> None:
        """Encodes at most this share of the rung's frames."""
        if rung in self._encoders:
            self._encoders[rung].keep(share)

    def request_keyframe(self, rung: Rung) -> None:
        """Makes one soon."""
        if rung in self._encoders:
            self._encoders[rung].request_keyframe()

    def skip(self) -> None:
        """Leaves out pictures until the next key frame."""
        self._decoder = None
        self._captured_at_s.clear()

    def feed(self, unit: SourceUnit, *, encode: bool) -> Iterator[Encoded]:
        """Encoded pictures of all rungs; none with `encode` False, for pictures of the past."""
        if unit.keyframe and (self._decoder is None or unit.codec is not self._codec):
            self._open_decoder(unit.codec)
        elif unit.after_gap and not unit.keyframe:
            self.skip()
        for frame in self._decode(unit):
            captured_at_s = self._captured_at_s.get(frame.pts, unit.captured_at_s)
            timestamp = self._restamper.stamp(frame.pts, captured_at_s)
            self._measure_interval(timestamp)
            if encode:
                yield from self._encode(frame, timestamp, captured_at_s)

    def _open_decoder(self, codec: Codec) -> None:
        decoder = av.CodecContext.create(codec.value, "r")
        if not isinstance(decoder, VideoCodecContext):
            raise TypeError(f"{codec} is no video")
        decoder.thread_count = 1
        self._decoder, self._codec = decoder, codec
        self._captured_at_s.clear()

    def _decode(self, unit: SourceUnit) -> list[av.VideoFrame]:
        """Frames in the order of showing."""
        if self._decoder is None:
            return []
        packet = av.Packet(unit.data)
        packet.pts = unit.timestamp
        self._captured_at_s[unit.timestamp] = unit.captured_at_s
        while len(self._captured_at_s) > _DEEPEST_REORDERING:
            del self._captured_at_s[next(iter(self._captured_at_s))]
        try:
            return self._decoder.decode(packet)
        except av.FFmpegError:
            self.skip()
            return []

    def _encode(self, frame: av.VideoFrame, timestamp: int, captured_at_s: float) -> Iterator[Encoded]:
        for rung, encoder in self._encoders.items():
            encoded = encoder.encode(frame, timestamp, _CLOCK_HZ / self._interval)
            if encoded is not None:
                data, keyframe = encoded
                yield Encoded(
                    source=self._source,
                    rung=rung,
                    data=data,
                    keyframe=keyframe,
                    timestamp=timestamp,
                    captured_at_s=captured_at_s,
                )

    def _measure_interval(self, timestamp: int) -> None:
        if self._previous is not None and 0 < timestamp - self._previous < _CLOCK_HZ:
            step = timestamp - self._previous
            self._interval += _SMOOTHING * (step - self._interval)
        self._previous = timestamp
