"""The campus as it is surveyed now, and its answers: worked out in a thread, so that no video waits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from gis.atlas import Atlas
from gis.campus import Campus

Answer = TypeVar("Answer")


class Survey:
    """Whoever asks has been checked already."""

    def __init__(self, campus: Campus) -> None:
        self._atlas = Atlas(campus)
        # One: a herd of phones must not take the processor from the video, and an atlas is for one thread.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="survey")

    @property
    def campus(self) -> Campus:
        return self._atlas.campus

    async def ask(self, question: Callable[[Atlas], Answer]) -> Answer:
        """The answer, or what the question raises; questions are answered in turn."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, self._atlas)
