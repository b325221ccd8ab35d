"""Background tasks come back."""

import asyncio

import pytest
from structlog.testing import capture_logs

from responder.supervision import supervise


async def test_a_task_that_crashes_is_said_and_started_again() -> None:
    """Whatever it crashed of."""
    runs = 0
    third_run = asyncio.Event()

    async def run() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            third_run.set()
            await asyncio.Event().wait()
        raise ZeroDivisionError

    with capture_logs() as said:
        supervising = asyncio.create_task(supervise("enforcement", run))
        async with asyncio.timeout(10):
            await third_run.wait()
        supervising.cancel()
        await asyncio.wait({supervising})
    assert [(line["event"], line["task"]) for line in said] == [("task_ended", "enforcement")] * 2


async def test_cancelling_ends_the_task_too() -> None:
    """And what it holds is released before the supervisor is gone."""
    started, released = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            released.set()

    supervising = asyncio.create_task(supervise("standby", run))
    await started.wait()
    supervising.cancel()
    with pytest.raises(asyncio.CancelledError):
        await supervising
    assert released.is_set()
