"""A change happens whole, once, and on the newest state; or not at all."""

import asyncio
from pathlib import Path

import pytest

from responder.access.audit import AuditEvent, AuditKind, AuditQuery
from responder.access.errors import NotAllowed
from responder.store.audit import Audit
from responder.store.connection import Store, connect
from responder.store.errors import StoreUnavailable
from responder.store.redis_server import EmbeddedRedis
from responder.store.transaction import PendingTransaction, Transaction, transact
from tests.store.conftest import OFFICER, kill, opened

EVENT = AuditEvent(kind=AuditKind.LINK_ISSUED, at_s=1.0, actor=OFFICER)


async def count_up(store: Store) -> int:
    """Adds one to a counter, with a record of it."""

    async def decide(transaction: Transaction) -> int:
        value = (await transaction.get(store.key("counter"), int) or 0) + 1
        transaction.put(store.key("counter"), value)
        transaction.record(EVENT)
        return value

    return await transact(store, decide)


async def test_loses_no_update_among_many(store: Store) -> None:
    """Twenty at once each see the state that the one before left."""
    values = await asyncio.gather(*(count_up(store) for _ in range(20)))
    assert sorted(values) == list(range(1, 21))


async def test_decides_again_when_somebody_else_was_faster(store: Store) -> None:
    """What was read and then changed by another client is read again before anything is written."""
    key, tries = store.key("value"), []

    async def decide(transaction: Transaction) -> str | None:
        seen = await transaction.get(key, str)
        tries.append(seen)
        if len(tries) == 1:
            await store.redis.set(key, b'"theirs"')
        transaction.put(key, f"after {seen}")
        return seen

    assert await transact(store, decide) == "theirs"
    assert tries == [None, "theirs"]
    assert await store.read(key, str) == "after theirs"


async def test_writes_nothing_when_the_decision_is_no(store: Store, audit: Audit) -> None:
    """A refusal leaves neither state nor record."""

    async def decide(transaction: Transaction) -> None:
        transaction.put(store.key("value"), "written")
        transaction.record(EVENT)
        raise NotAllowed

    with pytest.raises(NotAllowed):
        await transact(store, decide)
    assert await store.read(store.key("value"), str) is None
    assert [record async for record in audit.read(AuditQuery())] == []


@pytest.mark.usefixtures("_patient")
async def test_happens_once_although_redis_is_killed_while_it_commits(
    own_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """Counting through five kills gives every number once, in state and record alike."""
    async with opened(own_server, tmp_path) as store:
        counting = asyncio.create_task(count_many(store, 100))
        for _ in range(5):
            await asyncio.sleep(0.05)
            await kill(own_server)
        assert await counting == list(range(1, 101))
        assert len([record async for record in Audit(store).read(AuditQuery())]) == 100


async def count_many(store: Store, times: int) -> list[int]:
    return [await count_up(store) for _ in range(times)]


async def test_may_be_run_again_after_a_lost_answer_and_still_happens_once(
    own_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """A pending transaction whose first answer never came finds that it was committed."""
    async with opened(own_server, tmp_path) as store:
        runs = []

        async def decide(transaction: Transaction) -> int:
            value = (await transaction.get(store.key("counter"), int) or 0) + 1
            transaction.put(store.key("counter"), value)
            runs.append(value)
            return value

        pending = PendingTransaction(store, decide)
        assert await pending.run() == 1
        assert await pending.run() == 1
        assert runs == [1]
        assert await store.read(store.key("counter"), int) == 1


class LosingAnswers:
    """A socket before Redis that passes everything on, but loses the answer to the first EXEC."""

    def __init__(self, redis_url: str) -> None:
        self._redis_path = redis_url.removeprefix("unix://")
        self.lost = 0

    async def connected(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        redis, to_redis = await asyncio.open_unix_connection(self._redis_path)
        while command := await client.read(65536):
            to_redis.write(command)
            answer = await redis.read(65536)
            if b"EXEC" in command and not self.lost:
                self.lost += 1
                break
            to_client.write(answer)
        for writer in (to_redis, to_client):
            writer.close()
            await writer.wait_closed()


@pytest.mark.usefixtures("_patient")
async def test_happens_once_although_the_answer_to_its_commit_is_lost(
    own_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """The connection breaks between the commit and its answer: the second try finds that it happened."""
    proxy = LosingAnswers(own_server.url)
    listener = await asyncio.start_unix_server(proxy.connected, tmp_path / "proxy.sock")
    store = connect(f"unix://{tmp_path}/proxy.sock", tmp_path)
    assert await count_up(store) == 1
    assert proxy.lost == 1
    assert await store.read(store.key("counter"), int) == 1
    assert len([record async for record in Audit(store).read(AuditQuery())]) == 1
    await store.close()
    listener.close()
    await listener.wait_closed()


async def test_says_so_when_redis_stays_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is acknowledged that is not on disk."""
    monkeypatch.setattr("responder.store.connection.PATIENCE_S", 0.2)
    server = EmbeddedRedis(tmp_path)
    await server.start()
    async with opened(server, tmp_path) as store:
        await server.stop()
        with pytest.raises(StoreUnavailable):
            await count_up(store)
