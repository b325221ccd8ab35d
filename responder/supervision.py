"""Keeps a background task running: when it crashes, that is said aloud and it starts again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

# Fast enough for a revocation to still take effect in time, slow enough not to flood the log.
RESTART_PAUSE_S = 0.2

# Up to Python 3.11, `asyncio.wait_for` loses a cancellation that arrives as its future completes
# (python/cpython#86296), and the Redis client waits that way for every command.
RECANCEL_S = 0.1


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
    """Cancels the task until it has ended."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=RECANCEL_S)
