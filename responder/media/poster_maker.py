"""When a camera gets a new poster: from its key frames always, from any frame while somebody asks for more.

Rules
1. Nobody asks: a key frame becomes a poster, at most one per interval. One decoder per key frame, none kept.
2. Somebody who holds the poster asks for a newer one: for `ASKED_FOR_S` from then on the newest frame becomes
   a poster, at most one per `MOVING_INTERVAL_S`. The decoder is kept, and fed every frame.
3. At most one poster of a camera is being painted; what comes meanwhile waits, never more than one group of
   pictures: a key frame makes what is before it needless.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

from gis.privacy_mask import PrivacyMask
from responder.delivery.ladder import Rung
from responder.media.mask_painter import MaskPainter
from responder.media.poster import Poster
from responder.media.poster_decoder import PosterDecoder
from responder.media.poster_painter import PosterPainter
from responder.media.source_unit import SourceUnit

# A phone on the floor asks about every 0.7 s; on a bad link every 2 or 3 s.
ASKED_FOR_S = 4.0
# Two pictures a second: what a phone without live video is promised.
MOVING_INTERVAL_S = 0.5


class PosterMaker:
    """The poster of one camera. Lives on the event loop; calls `on_poster` when there is a new one."""

    def __init__(
        self,
        camera_id: str,
        painter: PosterPainter,
        *,
        interval_s: float,
        on_poster: Callable[[], None],
        masks: Sequence[PrivacyMask] = (),
    ) -> None:
        """`masks` are painted over in every poster."""
        self.latest: Poster | None = None
        self._camera_id = camera_id
        self._masks = MaskPainter(masks) if masks else None
        self._painter = painter
        self._interval_s = interval_s
        self._on_poster = on_poster
        self._ordered_at_s = float("-inf")
        self._asked_until_s = float("-inf")
        self._painting: asyncio.Future[Poster | None] | None = None
        self._rung: Rung | None = None
        self._decoder: PosterDecoder | None = None
        self._waiting: list[SourceUnit] = []

    def ask(self, rung: Rung, units: Sequence[SourceUnit]) -> None:
        """Somebody wants a newer one. `units` are those of the stream since its last key frame."""
        now_s = time.monotonic()
        if not self._painter.may_move(self._camera_id, now_s, now_s + ASKED_FOR_S):
            return
        if now_s > self._asked_until_s or rung is not self._rung:
            self._begin(rung, units)
        self._asked_until_s = now_s + ASKED_FOR_S
        self._order_moving(now_s)

    def take(self, rung: Rung, unit: SourceUnit) -> None:
        """The next unit of the stream from which posters are made now."""
        now_s = time.monotonic()
        if now_s > self._asked_until_s:
            self._order_still(unit, now_s)
            return
        if unit.keyframe:
            self._waiting = [unit]
            self._rung = rung
        elif rung is self._rung and not unit.after_gap:
            self._waiting.append(unit)
        else:
            self._begin(rung, ())
        self._order_moving(now_s)

    def _begin(self, rung: Rung, units: Sequence[SourceUnit]) -> None:
        self._rung = rung
        self._decoder = PosterDecoder(self._masks)
        self._waiting = list(units)

    def _order_still(self, unit: SourceUnit, now_s: float) -> None:
        self._decoder = None
        self._waiting.clear()
        if unit.keyframe and now_s - self._ordered_at_s >= self._interval_s:
            self._order(PosterDecoder(self._masks), [unit], now_s, is_all=True)

    def _order_moving(self, now_s: float) -> None:
        if self._decoder is None or not self._waiting or now_s - self._ordered_at_s < MOVING_INTERVAL_S:
            return
        if self._order(self._decoder, self._waiting, now_s, is_all=False):
            self._waiting = []

    def _order(
        self, decoder: PosterDecoder, units: Sequence[SourceUnit], now_s: float, *, is_all: bool
    ) -> bool:
        if self._painting is not None and not self._painting.done():
            return False
        self._painting = self._painter.paint(decoder, units, is_all=is_all)
        if self._painting is None:
            return False
        self._ordered_at_s = now_s
        self._painting.add_done_callback(self._hang)
        return True

    def _hang(self, painting: asyncio.Future[Poster | None]) -> None:
        if painting.cancelled():
            return
        poster = painting.result()
        if poster is None or (self.latest is not None and poster.captured_at_s <= self.latest.captured_at_s):
            return
        self.latest = poster
        self._on_poster()
