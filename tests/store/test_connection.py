"""The way to Redis is patient for two seconds and then says that Redis is away."""

import asyncio
from pathlib import Path

import pytest

from responder.store.connection import PATIENCE_S, Store, connect
from responder.store.errors import StoreDamaged, StoreUnavailable
from responder.store.redis_server import EmbeddedRedis
from tests.store.conftest import kill, opened


async def test_reads_what_was_written_and_none_for_nothing(store: Store) -> None:
    """Values are JSON, missing ones None, in the order of the keys."""
    await store.redis.set("a", b'"one"')
    assert await store.read_many(["missing", "a"], str) == [None, "one"]
    assert await store.read_many([], str) == []


async def test_names_a_record_that_is_missing(store: Store) -> None:
    """A record that another one names must be there; if not, somebody wrote past the service."""
    with pytest.raises(StoreDamaged, match="nowhere"):
        await store.require("nowhere", str)


@pytest.mark.usefixtures("_patient")
async def test_waits_for_a_redis_that_restarts(own_server: EmbeddedRedis, tmp_path: Path) -> None:
    """Who asks in the moment of a restart gets an answer, not an error."""
    async with opened(own_server, tmp_path) as store:
        await store.ping()
        await kill(own_server)
        await store.ping()


async def test_gives_up_in_time_when_redis_is_away(tmp_path: Path) -> None:
    """Nobody waits longer than the patience for a clear answer, and that is 2 s."""
    assert PATIENCE_S == 2.0
    store = connect(f"unix://{tmp_path}/nobody-listens.sock", tmp_path)
    async with asyncio.timeout(PATIENCE_S + 10):
        with pytest.raises(StoreUnavailable):
            await store.ping()
    await store.close()


async def test_gives_up_in_time_when_redis_accepts_but_never_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stalled server is as good as none."""
    monkeypatch.setattr("responder.store.connection.PATIENCE_S", 0.3)
    path = tmp_path / "silent.sock"
    released = asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    server = await asyncio.start_unix_server(say_nothing, path)
    store = connect(f"unix://{path}", tmp_path)
    async with asyncio.timeout(PATIENCE_S + 10):
        with pytest.raises(StoreUnavailable):
            await store.ping()
    released.set()
    await store.close()
    server.close()
    await server.wait_closed()


async def test_keeps_stores_with_different_prefixes_apart(store: Store) -> None:
    """Two services can share one Redis."""
    assert store.key("link", "l1").startswith(f"{store.prefix}:")


async def test_waiting_for_other_writers_is_no_silence_of_redis(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A herd that queues for longer than the patience is served while Redis answers one after the other."""
    monkeypatch.setattr("responder.store.connection.PATIENCE_S", 0.2)

    async def write_slowly() -> bool:
        await asyncio.sleep(0.1)
        return bool(await store.redis.ping())

    assert all(await asyncio.gather(*(store.patiently_in_turn(write_slowly) for _ in range(8))))


async def test_a_queue_of_writers_gives_up_together_when_redis_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody in it waits for the patience of everybody ahead."""
    monkeypatch.setattr("responder.store.connection.PATIENCE_S", 0.5)
    store = connect(f"unix://{tmp_path}/nobody-listens.sock", tmp_path)
    attempts = [store.patiently_in_turn(lambda: store.redis.ping()) for _ in range(200)]
    async with asyncio.timeout(60):
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {StoreUnavailable}
    await store.close()


async def test_a_task_that_asks_redis_all_the_time_can_be_cancelled(store: Store) -> None:
    """At whatever moment: no cancellation is lost."""

    async def ask() -> None:
        while True:
            await store.ping()

    for pause_s in (0.0, 0.0005, 0.001, 0.0015, 0.002) * 40:
        asking = asyncio.create_task(ask())
        await asyncio.sleep(pause_s)
        asking.cancel()
        async with asyncio.timeout(10):
            await asyncio.wait({asking})
        assert asking.cancelled()
    await store.ping()


async def test_a_cancelled_question_leaves_no_answer_for_the_next(store: Store) -> None:
    """A connection whose answer nobody waited for is not used again."""
    for number in range(100):
        reading = asyncio.create_task(store.read("a", str))
        await asyncio.sleep(0.0002 * (number % 5))
        reading.cancel()
        await asyncio.wait({reading})
        await store.redis.set("a", b'"%d"' % number)
        assert await store.read("a", str) == str(number)
