"""One real Redis for all tests of the store, and a key prefix of its own for each."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from responder.access.audit import Actor, Source
from responder.store.accounts import Accounts
from responder.store.audit import Audit
from responder.store.connection import Store, connect
from responder.store.devices import Devices
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.passwords import Passwords
from responder.store.redis_server import EmbeddedRedis
from responder.store.staff_sessions import StaffSessions

OFFICER = Actor(identity="ann", source=Source.CONSOLE, device_id="s1", address="192.0.2.1")

_prefixes = (f"test-{number}" for number in itertools.count())


class Clock:
    """Unix seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


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
    store = connect(redis_server.url, data_dir, prefix=next(_prefixes), clock=clock)
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
