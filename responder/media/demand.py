"""Keeps something going while somebody wants it, and a little longer."""

import asyncio
from collections.abc import Callable


class Demand:
    """Counts who wants it. Calls `begin` for the first one, and `end` some time after the last one left."""

    def __init__(self, *, linger_s: float, begin: Callable[[], None], end: Callable[[], None]) -> None:
        self._linger_s = linger_s
        self._begin = begin
        self._end = end
        self._count = 0
        self._is_going = False
        self._lingering: asyncio.TimerHandle | None = None

    def hold(self) -> Callable[[], None]:
        """Wants it until the returned function is called (once or more often)."""
        self._count += 1
        self._stop_lingering()
        if not self._is_going:
            self._is_going = True
            self._begin()
        held = True

        def release() -> None:
            nonlocal held
            if held:
                held = False
                self._release()

        return release

    def cut(self) -> None:
        """Ends it at once, whoever wants it. The next `hold` begins it again."""
        self._stop_lingering()
        if self._is_going:
            self._is_going = False
            self._end()

    def _release(self) -> None:
        self._count -= 1
        if self._count == 0 and self._is_going:
            self._lingering = asyncio.get_running_loop().call_later(self._linger_s, self.cut)

    def _stop_lingering(self) -> None:
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None
