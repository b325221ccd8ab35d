"""Patience ends with silence, and with nothing else."""

import asyncio
import time

import pytest

from responder.store.patience import Patience, heard


async def test_ends_after_silence() -> None:
    """Of what is asked for; what was silent before counts."""
    for patience in (Patience(0.2), Patience(60.0, silent_s=59.9), Patience(1.0, silent_s=5.0)):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20), patience:
                await asyncio.Event().wait()


async def test_begins_anew_when_redis_is_heard() -> None:
    """Many short answers in a row may take longer than one silence; outer and inner patience hear them."""
    async with Patience(0.6), Patience(0.3):
        for _ in range(20):
            await asyncio.sleep(0.05)
            heard()


async def test_does_not_count_time_in_which_the_process_itself_stood_still() -> None:
    """The answer came meanwhile, and is read first."""
    async with Patience(0.3):
        answer = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.1, answer.set_result, True)
        time.sleep(1.0)  # noqa: ASYNC251 - stands for a machine that runs other programs
        assert await answer


async def test_leaves_the_block_to_itself_when_that_ends_in_time() -> None:
    """Neither a timer nor a cancellation is left behind."""
    async with Patience(0.1):
        pass
    await asyncio.sleep(0.2)
