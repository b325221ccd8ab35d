"""How long somebody waits for a silent Redis, in time in which this process itself was awake.

A machine that is too busy to run this process says nothing about Redis: the answer may be there already.
"""

import asyncio
from contextvars import ContextVar
from types import TracebackType

# How often silence is looked at; what a look is late by was not Redis's silence.
_LOOK_EVERY_S = 0.05

_HELD: "ContextVar[tuple[Patience, ...]]" = ContextVar("held", default=())


class Patience:
    """Ends its block with TimeoutError when Redis has been silent for so long since it was last heard."""

    def __init__(self, limit_s: float, *, silent_s: float = 0.0) -> None:
        """`silent_s` is for how long it was silent already."""
        self._limit_s = limit_s
        self._silent_s = silent_s
        self._timeout = asyncio.timeout(None)

    async def __aenter__(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._timeout.__aenter__()
        self._looked_at = self._loop.time()
        self._outer = _HELD.get()
        _HELD.set((*self._outer, self))
        self._look()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._next_look.cancel()
        _HELD.set(self._outer)
        await self._timeout.__aexit__(kind, error, traceback)

    def begin_anew(self) -> None:
        self._silent_s = 0.0
        self._looked_at = self._loop.time()

    def _look(self) -> None:
        now = self._loop.time()
        self._silent_s += min(now - self._looked_at, _LOOK_EVERY_S)
        self._looked_at = now
        self._next_look = self._loop.call_later(_LOOK_EVERY_S, self._look)
        if self._silent_s >= self._limit_s:
            self._next_look.cancel()
            self._timeout.reschedule(now)


def heard() -> None:
    """Redis has answered whoever is asking here: its silence begins anew."""
    for patience in _HELD.get():
        patience.begin_anew()
