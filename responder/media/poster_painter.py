"""One thread that makes the posters of all cameras, one after the other, off the event loop."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from responder.media.poster import Poster
from responder.media.poster_decoder import PosterDecoder
from responder.media.source_unit import SourceUnit

# One screen of cameras: to decode 360p at 15 fps for each of them takes a quarter of a core.
MAX_MOVING = 12


class PosterPainter:
    """Takes orders between `start` and `stop`."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._moving_until_s: dict[str, float] = {}

    def start(self) -> None:
        """Takes orders from now on."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="posters")

    def stop(self) -> None:
        """Forgets what is ordered."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._thread = None

    def may_move(self, camera_id: str, now_s: float, until_s: float) -> bool:
        """Takes a place among the cameras of which any frame becomes a poster; False when all are taken."""
        self._moving_until_s = {it: end for it, end in self._moving_until_s.items() if end > now_s}
        if camera_id not in self._moving_until_s and len(self._moving_until_s) >= MAX_MOVING:
            return False
        self._moving_until_s[camera_id] = until_s
        return True

    def paint(
        self, decoder: PosterDecoder, units: Sequence[SourceUnit], *, is_all: bool
    ) -> asyncio.Future[Poster | None] | None:
        """What `PosterDecoder.poster` will give; no future when stopped."""
        if self._thread is None:
            return None
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._thread, lambda: decoder.poster(units, is_all=is_all))
