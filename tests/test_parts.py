"""Parts of a service end in reverse, by name, and none keeps the others from it."""

import asyncio

import pytest
from structlog.testing import capture_logs

from responder.parts import Parts


class Part:
    """Notes what happens to it."""

    def __init__(self, name: str, diary: list[str]) -> None:
        self._name = name
        self._diary = diary

    async def start(self) -> None:
        self._diary.append(f"{self._name} starts")

    async def stop(self) -> None:
        self._diary.append(f"{self._name} ends")


async def test_parts_end_in_the_reverse_order_of_their_start() -> None:
    """Each may use until its end what started before it; how long each took is said once."""
    diary: list[str] = []
    with capture_logs() as said:
        async with Parts() as parts:
            await parts.start(Part("store", diary))
            parts.at_end("web", Part("web", diary).stop)
            parts.keep("vigil", asyncio.Event().wait)  # type: ignore[arg-type] # it never returns
    assert diary == ["store starts", "web ends", "store ends"]
    (line,) = said
    assert (line["event"], list(line["took_ms"])) == ("parts_ended", ["vigil", "web", "Part"])


async def test_a_part_that_hangs_is_named_and_left() -> None:
    """One that ends when it is cancelled, and one that is deaf to that; the others end all the same."""
    diary: list[str] = []
    released = asyncio.Event()

    async def hang() -> None:
        await released.wait()

    async def hang_deaf() -> None:
        while not released.is_set():
            try:
                await released.wait()
            except asyncio.CancelledError:
                diary.append("deaf")

    with capture_logs() as said:
        async with asyncio.timeout(10), Parts() as parts:
            await parts.start(Part("store", diary))
            parts.at_end("feeds", hang, within_s=0.01)
            parts.at_end("web", hang_deaf, within_s=0.01)
    released.set()
    assert diary == ["store starts", "deaf", "store ends"]
    late = [(line["part"], line["within_s"]) for line in said if line["event"] == "part_does_not_end"]
    assert late == [("web", 0.01), ("feeds", 0.01)]


async def test_what_the_end_of_a_part_raises_is_raised_when_all_have_ended() -> None:
    """A record that could not be written must not be passed over."""
    diary: list[str] = []

    async def fail() -> None:
        raise ZeroDivisionError

    async def run() -> None:
        async with Parts() as parts:
            await parts.start(Part("store", diary))
            parts.at_end("audit", fail)

    with pytest.raises(ZeroDivisionError):
        await run()
    assert diary == ["store starts", "store ends"]


async def test_a_part_that_cannot_start_ends_those_before_it() -> None:
    """And its own error is what is said."""
    diary: list[str] = []

    class Broken(Part):
        async def start(self) -> None:
            raise ZeroDivisionError

    async def run() -> None:
        async with Parts() as parts:
            await parts.start(Part("store", diary))
            await parts.start(Broken("web", diary))

    with pytest.raises(ZeroDivisionError):
        await run()
    assert diary == ["store starts", "store ends"]
