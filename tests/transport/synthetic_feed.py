"""A camera for tests: real H.264 of a plain colour, played in real time as a rung of a feed."""

import asyncio
import fractions
import itertools
import time
from collections.abc import Callable
from functools import cache

import av
import numpy as np

from responder.delivery.gop import Frame, Gop
from responder.delivery.h264 import packetize, split_annexb
from responder.delivery.ladder import Rung

FPS = 30
GOP_FRAMES = 30


@cache
def access_units(width_px: int, height_px: int, luma: int) -> tuple[tuple[bytes, ...], ...]:
    """One group of pictures as H.264 NAL units, an IDR first; noise gives every frame some packets."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width_px, height_px, "yuv420p"
    encoder.time_base = fractions.Fraction(1, FPS)
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "g": "300"}
    noise = np.random.default_rng(luma)
    units = []
    for index in range(GOP_FRAMES):
        picture = np.full((height_px * 3 // 2, width_px), 128, np.uint8)
        picture[:height_px] = luma + noise.integers(-8, 8, (height_px, width_px))
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = index
        units += [tuple(split_annexb(bytes(packet))) for packet in encoder.encode(frame)]
    return tuple(units)


class SyntheticFeed:
    """A `RungStream` of a colour, one group of pictures over and over."""

    def __init__(
        self,
        camera_id: str = "cam-1",
        rung: Rung = Rung.MID,
        *,
        width_px: int = 320,
        height_px: int = 180,
        luma: int = 120,
    ) -> None:
        self.camera_id = camera_id
        self.rung = rung
        self.bitrate_bps = 500_000.0
        self.played = Gop()
        self._units = itertools.cycle(access_units(width_px, height_px, luma))
        self.receivers: dict[int, Callable[[Frame], None]] = {}
        self._numbers = itertools.count()
        self._index = 0
        self.keyframes_requested = 0

    @property
    def subscriber_count(self) -> int:
        """How many receive the frames."""
        return len(self.receivers)

    def gop(self) -> tuple[Frame, ...]:
        """The cached group of pictures."""
        return self.played.frames()

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Deliver every frame from now on."""
        number = next(self._numbers)
        self.receivers[number] = receive
        return lambda: self.receivers.pop(number, None) and None

    def request_keyframe(self) -> None:
        """Only counts: its groups of pictures are as they are."""
        self.keyframes_requested += 1

    def emit(self) -> Frame:
        """Deliver the next frame now."""
        nals = next(self._units)
        payloads = packetize(nals)
        frame = Frame(
            index=self._index,
            timestamp=self._index * 90_000 // FPS,
            captured_at_s=time.time(),
            keyframe=self._index % GOP_FRAMES == 0,
            payloads=payloads,
            size_bytes=sum(map(len, payloads)),
        )
        self._index += 1
        self.played.append(frame)
        for receive in tuple(self.receivers.values()):
            receive(frame)
        return frame

    async def play(self) -> None:
        """Emit in real time until cancelled."""
        next_at = time.monotonic()
        while True:
            self.emit()
            next_at += 1 / FPS
            await asyncio.sleep(max(0.0, next_at - time.monotonic()))
