"""Keeps a background task running: when it crashes, that is said aloud and it starts again."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)

# Fast enough for a revocation to still take effect in time, slow enough not to flood the log.
RESTART_PAUSE_S = 0.2


async def supervise(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Runs it for ever; only cancelling this ends it."""
    while True:
        task = asyncio.ensure_future(run())
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            raise
        log.error("task_ended", task=name, exc_info=task.exception())
        await asyncio.sleep(RESTART_PAUSE_S)
