"""One real Redis for all tests of the store, and a key prefix of its own for each."""

import asyncio
import itertools
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from responder.access.audit import Actor, AuditKind, AuditQuery, Source
from responder.access.incident import Incident, IncidentKind
from responder.logs import LogFormat, configure_logs
from responder.store.accounts import Accounts
from responder.store.audit import Audit
from responder.store.connection import Store, connect
from responder.store.devices import Devices
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.passwords import Passwords
from responder.store.redemption import Redeemed
from responder.store.redis_server import EmbeddedRedis
from responder.store.staff_sessions import StaffSessions

OFFICER = Actor(identity="ann", source=Source.CONSOLE, device_id="s1", address="192.0.2.1")

_numbers = itertools.count()


def next_prefix() -> str:
    """Of keys that no other test uses."""
    return f"test-{next(_numbers)}"


class Clock:
    """Unix seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def service_logs() -> None:
    """The logs as the service writes them, whichever ones another test has set up."""
    configure_logs(LogFormat.JSON, logging.DEBUG)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def redis_server(data_dir: Path) -> AsyncIterator[EmbeddedRedis]:
    server = EmbeddedRedis(data_dir)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def store(redis_server: EmbeddedRedis, data_dir: Path, clock: Clock) -> AsyncIterator[Store]:
    store = connect(redis_server.url, data_dir, prefix=next_prefix(), clock=clock)
    yield store
    await store.close()


@pytest.fixture
def incidents(store: Store) -> Incidents:
    return Incidents(store)


@pytest.fixture
def links(store: Store) -> Links:
    return Links(store)


@pytest.fixture
def devices(store: Store) -> Devices:
    return Devices(store)


@pytest.fixture
def audit(store: Store) -> Audit:
    return Audit(store)


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Argon2id at its cheapest: the tests are about who gets in, not about the cost of guessing."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def accounts(store: Store, passwords: Passwords) -> Accounts:
    return Accounts(store, passwords)


@pytest.fixture
def staff_sessions(store: Store, passwords: Passwords) -> StaffSessions:
    return StaffSessions(store, passwords)


@pytest.fixture
async def own_server(tmp_path: Path) -> AsyncIterator[EmbeddedRedis]:
    """A supervised Redis for a test that kills it."""
    server = EmbeddedRedis(tmp_path)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a killed Redis is back late; such a test is about what is lost, not about time."""
    monkeypatch.setattr("responder.store.connection.PATIENCE_S", 30.0)


async def kill(server: EmbeddedRedis) -> None:
    """Ends the server as a crash would; returns when the next one was started, before it answers."""
    process_id = server.process_id
    os.kill(process_id, signal.SIGKILL)
    await until(lambda: server.process_id != process_id)


async def until(condition: Callable[[], bool]) -> None:
    """Returns when the condition holds; fails the test after 30 s, which only a busy machine needs."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.001)


@asynccontextmanager
async def opened(server: EmbeddedRedis, data_dir: Path) -> AsyncIterator[Store]:
    """A store on that server, closed whatever happens."""
    store = connect(server.url, data_dir)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def running(data_dir: Path) -> AsyncIterator[EmbeddedRedis]:
    """An embedded Redis in that directory, stopped whatever happens."""
    server = EmbeddedRedis(data_dir)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def incident(incidents: Incidents) -> Incident:
    """An open incident of two buildings."""
    return await incidents.open(
        building_ids=("gym", "main"), kind=IncidentKind.POLICE, reason="Intruder", actor=OFFICER
    )


async def redeem(
    links: Links,
    token: str,
    device_secret: str | None = None,
    *,
    pin: str | None = None,
    tap_key: str | None = None,
) -> Redeemed:
    return await links.redeem(
        token,
        device_secret=device_secret,
        label="Safari",
        address="198.51.100.7",
        pin=pin,
        tap_key=tap_key,
    )


async def kinds_of(audit: Audit) -> list[AuditKind]:
    """What the whole trail tells, in its order."""
    return [record.event.kind async for record in audit.read(AuditQuery())]
