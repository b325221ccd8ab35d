"""The parts of a service end in the reverse order of their start, each by its name and in its time."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import structlog

from responder.supervision import cancelled, supervise

log = structlog.get_logger(__name__)

# Three times what any part but those below takes on a machine that has time for it.
END_WITHIN_S = 2.0
# What was cancelled has an await or two to go; what is deaf to it is left behind.
CANCELLED_WITHIN_S = 0.5


class Part(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


PartT = TypeVar("PartT", bound=Part)


class Parts:
    """An async context: at its end, or when a part cannot start, whatever has started ends.

    A part that takes longer than its time is cancelled and named in the log; the others end all the same.
    What the end of a part raises is raised when all have ended.
    """

    def __init__(self) -> None:
        self._ends = AsyncExitStack()
        self._took_ms: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        try:
            return bool(await self._ends.__aexit__(kind, error, traceback))
        finally:
            log.info("parts_ended", took_ms=dict(self._took_ms))

    async def start(self, part: PartT, *, end_within_s: float = END_WITHIN_S) -> PartT:
        """Starts a part that stops at the end."""
        await part.start()
        self.at_end(type(part).__name__, part.stop, within_s=end_within_s)
        return part

    def keep(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Keeps a background task running until the end."""
        task = asyncio.create_task(supervise(name, run), name=f"{name} supervisor")
        self.at_end(name, lambda: cancelled(task))

    def at_end(
        self, name: str, stop: Callable[[], Coroutine[Any, Any, None]], *, within_s: float = END_WITHIN_S
    ) -> None:
        """Has this done at the end, before what was named earlier."""
        self._ends.push_async_callback(self._end, name, stop, within_s)

    async def _end(self, name: str, stop: Callable[[], Coroutine[Any, Any, None]], within_s: float) -> None:
        """Raises what `stop` raises."""
        clock = asyncio.get_running_loop().time
        began_at = clock()
        ending = asyncio.create_task(stop(), name=f"end of {name}")
        await asyncio.wait({ending}, timeout=within_s)
        if not ending.done():
            log.error("part_does_not_end", part=name, within_s=within_s)
            ending.cancel()
            await asyncio.wait({ending}, timeout=CANCELLED_WITHIN_S)
        self._took_ms[name] += round((clock() - began_at) * 1000)
        if ending.done() and not ending.cancelled():
            ending.result()
