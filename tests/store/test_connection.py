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
