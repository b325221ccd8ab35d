"""A small still picture of a camera, made from its latest key frame."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor

import av
from av.video.codeccontext import VideoCodecContext
from msgspec import Struct
from PIL import Image

from responder.media.source_unit import SourceUnit

WIDTH_PX = 320
# What a link of 60 kbps carries in two seconds.
MAX_BYTES = 15_000
# Tall pictures (a camera turned by 90 degrees) stay within this.
MAX_HEIGHT_PX = 480
# First what looks good, then what fits.
_QUALITIES = (60, 40, 20, 5)


class Poster(Struct, frozen=True, kw_only=True):
    """`webp` is at most 15 KB at 320 px wide; `captured_at_s` is Unix time of the frame it shows."""

    webp: bytes
    captured_at_s: float
    width_px: int
    height_px: int


class PosterPainter:
    """One thread that makes posters for all cameras, one after the other, off the event loop."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None

    def start(self) -> None:
        """Takes orders from now on."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="posters")

    def stop(self) -> None:
        """Forgets what is ordered."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._thread = None

    def paint(self, keyframe: SourceUnit) -> asyncio.Future[Poster | None] | None:
        """The poster to come, or None in it when the key frame shows nothing; no future when stopped."""
        if self._thread is None:
            return None
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._thread, paint_poster, keyframe)


def paint_poster(keyframe: SourceUnit) -> Poster | None:
    """Decodes and shrinks; blocks for some milliseconds. None when it cannot be decoded."""
    picture = decode_keyframe(keyframe)
    if picture is None:
        return None
    height_px = min(round(WIDTH_PX * picture.height / picture.width), MAX_HEIGHT_PX)
    width_px = WIDTH_PX if height_px < MAX_HEIGHT_PX else round(height_px * picture.width / picture.height)
    small = Image.fromarray(picture.reformat(max(width_px, 2), max(height_px, 2), "rgb24").to_ndarray())
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        # Method 2 costs a third of the default's time for some percent more bytes.
        small.save(buffer, "WEBP", quality=quality, method=2)
        if buffer.tell() <= MAX_BYTES:
            break
    return Poster(
        webp=buffer.getvalue(),
        captured_at_s=keyframe.captured_at_s,
        width_px=small.width,
        height_px=small.height,
    )


def decode_keyframe(keyframe: SourceUnit) -> av.VideoFrame | None:
    """The picture of one unit that needs no other; None when it cannot be decoded."""
    decoder = av.CodecContext.create(keyframe.codec.value, "r")
    if not isinstance(decoder, VideoCodecContext):
        raise TypeError(f"{keyframe.codec} is no video")
    decoder.thread_count = 1
    try:
        pictures = decoder.decode(av.Packet(keyframe.data)) + decoder.decode(None)
    except av.FFmpegError:
        return None
    return pictures[0] if pictures else None
