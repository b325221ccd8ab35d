"""Encodes one rung: H.264 that every browser takes, a key frame every 2 s and on demand."""

from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from responder.media.frame_rate import FrameRate
from responder.media.mask_painter import MaskPainter
from responder.media.recipe import Recipe, scaled

GOP_S = 2
# A key frame costs as much as ten others: phones that lost one together must not get one each.
KEYFRAME_INTERVAL = 90_000 // 2
# Buffer of the rate control. Smaller ones make key frames ugly, larger ones make them arrive late.
_BUFFER_S = 1.0


class RungEncoder:
    """Opens its encoder with the first frame, and again when the camera's size changes or libav fails."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._painter = MaskPainter(recipe.masks) if recipe.masks else None
        self._rate = FrameRate(recipe.frames_per_s)
        self._encoder: VideoCodecContext | None = None
        self._source_size = (0, 0)
        self._count = 0
        self._wants_keyframe = True
        self._last_keyframe: int | None = None

    def keep(self, share: float) -> None:
        """Encodes at most this share of the frames that the recipe allows."""
        self._rate.limit(self._recipe.frames_per_s * share)

    def request_keyframe(self) -> None:
        """Makes one soon: with the next frame, or half a second after the last one."""
        self._wants_keyframe = True

    def encode(self, frame: av.VideoFrame, timestamp: int, source_rate: float) -> tuple[bytes, bool] | None:
        """(Annex B, whether it is a key frame); None when the frame is left out or libav failed.

        `timestamp` is in 90 kHz, `source_rate` in frames per second.
        """
        if not self._rate.picks(timestamp):
            return None
        try:
            return self._encode(frame, timestamp, source_rate)
        except av.FFmpegError:
            self._encoder = None
            return None

    def _encode(self, frame: av.VideoFrame, timestamp: int, source_rate: float) -> tuple[bytes, bool] | None:
        encoder = self._encoder
        if encoder is None or self._source_size != (frame.width, frame.height):
            encoder = self._open(frame, source_rate)
        picture = frame.reformat(encoder.width, encoder.height, "yuv420p", interpolation="BILINEAR")
        if self._painter is not None:
            picture = self._painter.paint_frame(picture)
        picture.pts = self._count
        self._count += 1
        picture.pict_type = PictureType.I if self._is_keyframe_due(timestamp) else PictureType.NONE
        packets = encoder.encode(picture)
        if not packets:
            return None
        keyframe = any(packet.is_keyframe for packet in packets)
        if keyframe:
            self._last_keyframe = timestamp
        return b"".join(bytes(packet) for packet in packets), keyframe

    def _is_keyframe_due(self, timestamp: int) -> bool:
        is_soon = self._last_keyframe is not None and timestamp - self._last_keyframe < KEYFRAME_INTERVAL
        if not self._wants_keyframe or is_soon:
            return False
        self._wants_keyframe = False
        return True

    def _open(self, frame: av.VideoFrame, source_rate: float) -> VideoCodecContext:
        width_px, height_px = scaled(frame.width, frame.height, self._recipe.width_px)
        rate = Fraction(min(source_rate, self._recipe.frames_per_s)).limit_denominator(1000)
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height, encoder.pix_fmt = width_px, height_px, "yuv420p"
        encoder.framerate, encoder.time_base = rate, 1 / rate
        encoder.bit_rate = self._recipe.bitrate_bps
        encoder.gop_size = round(GOP_S * rate)
        # One core per process is what the node gives: threads of their own would take more.
        encoder.thread_count = 1
        encoder.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "profile": "baseline",
            "forced-idr": "1",
            "maxrate": str(self._recipe.bitrate_bps),
            "bufsize": str(int(self._recipe.bitrate_bps * _BUFFER_S)),
            "sc_threshold": "0",
        }
        self._encoder, self._source_size = encoder, (frame.width, frame.height)
        self._count, self._wants_keyframe, self._last_keyframe = 0, True, None
        return encoder
