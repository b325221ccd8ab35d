"""Keeps a background task running: when it crashes, that is said aloud and it starts again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

# Fast enough for a revocation to still take effect in time, slow enough not to flood the log.
RESTART_PAUSE_S = 0.2


async def supervise(name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs it for ever; only cancelling this ends it."""
    while True:
        task = asyncio.create_task(run(), name=name)
        try:
            await asyncio.wait({task})
        finally:
            await cancelled(task)
        log.error("task_ended", task=name, exc_info=None if task.cancelled() else task.exception())
        await asyncio.sleep(RESTART_PAUSE_S)


async def cancelled(task: asyncio.Task[None]) -> None:
    """Cancels the task and waits until it has ended."""
    task.cancel()
    await asyncio.wait({task})
