"""Something goes on while somebody wants it, and a little longer."""

import asyncio

import pytest

from responder.media.demand import Demand

LINGER_S = 0.05


class Going:
    """What is wanted; counts how often it began and ended."""

    def __init__(self) -> None:
        self.history: list[str] = []
        self.ended = asyncio.Event()

    def begin(self) -> None:
        self.history.append("begin")

    def end(self) -> None:
        self.history.append("end")
        self.ended.set()


@pytest.fixture
async def going() -> Going:
    return Going()


@pytest.fixture
def demand(going: Going) -> Demand:
    return Demand(linger_s=LINGER_S, begin=going.begin, end=going.end)


async def test_begins_with_the_first_and_ends_after_the_last(demand: Demand, going: Going) -> None:
    """Two who want it begin it once; it ends some time after both have left."""
    one, other = demand.hold(), demand.hold()
    one()
    assert going.history == ["begin"]
    other()
    assert going.history == ["begin"]
    async with asyncio.timeout(5):
        await going.ended.wait()
    assert going.history == ["begin", "end"]


async def test_who_comes_back_in_time_finds_it_going(demand: Demand, going: Going) -> None:
    """The end is called off."""
    demand.hold()()
    again = demand.hold()
    await asyncio.sleep(3 * LINGER_S)
    assert going.history == ["begin"]
    again()


async def test_leaving_twice_counts_once(demand: Demand, going: Going) -> None:
    """A release that is called again does not take away another's hold."""
    one, _ = demand.hold(), demand.hold()
    one()
    one()
    await asyncio.sleep(3 * LINGER_S)
    assert going.history == ["begin"]


async def test_cut_ends_at_once_and_only_once(demand: Demand, going: Going) -> None:
    """Whoever still wants it; their release later does nothing, and the next one begins it anew."""
    release = demand.hold()
    demand.cut()
    demand.cut()
    assert going.history == ["begin", "end"]
    release()
    await asyncio.sleep(3 * LINGER_S)
    assert going.history == ["begin", "end"]
    demand.hold()
    assert going.history == ["begin", "end", "begin"]
