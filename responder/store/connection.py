"""The way to Redis: keys, decoding, and bounded patience while it restarts."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar, cast

import msgspec
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError, WatchError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from responder.store.errors import StoreDamaged, StoreUnavailable
from responder.store.patience import Patience
from responder.store.secret import Purpose, load_hmac_key, seal, token_hmac, unseal

T = TypeVar("T")

# A supervised Redis is back well within this; a person in a hurry waits no longer for a clear answer.
PATIENCE_S = 2.0

# Short against a restart (about 100 ms), long against a busy loop.
_RETRY_PAUSE_S = 0.02

# A connection that is silent must be given up early enough for a second attempt within the patience.
_ATTEMPT_S = 1.0

# A TimeoutError, of one attempt, is an OSError.
_PASSING = (RedisConnectionError, RedisTimeoutError, BusyLoadingError, WatchError, OSError)


class Store:
    """One Redis, one key prefix, one HMAC key and one clock (Unix seconds), shared by all of this package."""

    def __init__(
        self,
        redis: Redis,
        *,
        hmac_key: bytes,
        prefix: str = "responder",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.redis = redis
        self.now = clock
        # Writers of one process queue here; WATCH only has to settle races with other processes.
        self._writing = asyncio.Lock()
        # When Redis last answered, on the event loop's clock.
        self._answered_at = float("-inf")
        self._hmac_key = hmac_key
        self.prefix = prefix

    def key(self, *parts: str) -> str:
        return ":".join((self.prefix, *parts))

    def hmac(self, purpose: Purpose, token: str) -> str:
        return token_hmac(self._hmac_key, purpose, token)

    def seal(self, name: str, plain: bytes) -> str:
        """Encrypted for the record of this name, with a key that is not in Redis."""
        return seal(self._hmac_key, name, plain)

    def unseal(self, name: str, sealed: str) -> bytes:
        """Raises StoreDamaged."""
        return unseal(self._hmac_key, name, sealed)

    async def patiently(self, operation: Callable[[], Awaitable[T]]) -> T:
        """The operation's result, tried again while Redis is away.

        Raises StoreUnavailable after PATIENCE_S of silence. The operation must be safe to repeat.
        """
        return await self._ask(operation, Patience(PATIENCE_S))

    async def patiently_in_turn(self, operation: Callable[[], Awaitable[T]]) -> T:
        """The same for a write, which first waits for the writes before it.

        While Redis answers those, the wait for them is no silence of Redis, and is not counted. When it does
        not, every writer in the queue gives up at its own time: the one ahead asked earlier.
        """
        asked_at = _now()
        async with self._writing:
            silent_s = _now() - max(asked_at, self._answered_at)
            return await self._ask(operation, Patience(PATIENCE_S, silent_s=silent_s))

    async def _ask(self, operation: Callable[[], Awaitable[T]], patience: Patience) -> T:
        try:
            async with patience:
                result = await _until_it_passes(operation)
        except (TimeoutError, RedisError) as error:
            raise StoreUnavailable from error
        self._answered_at = _now()
        return result

    async def read(self, key: str, type_: type[T]) -> T | None:
        """The JSON value at the key, decoded; None when there is none. Raises StoreUnavailable."""
        return (await self.read_many([key], type_))[0]

    async def read_many(self, keys: Sequence[str], type_: type[T]) -> list[T | None]:
        """The JSON values at the keys, in their order. Raises StoreUnavailable."""
        if not keys:
            return []
        raw = await self.patiently(lambda: cast("Awaitable[list[bytes | None]]", self.redis.mget(keys)))
        return [None if value is None else msgspec.json.decode(value, type=type_) for value in raw]

    async def require(self, key: str, type_: type[T]) -> T:
        """The JSON value at a key that another record names. Raises StoreUnavailable or StoreDamaged."""
        value = await self.read(key, type_)
        if value is None:
            raise StoreDamaged(f"{key} is named by another record, and is not there")
        return value

    async def members(self, index: str, *, since: float = float("-inf")) -> list[str]:
        """The members of the sorted set `index`, in order, from score `since` on. Raises StoreUnavailable."""
        found = await self.patiently(
            lambda: cast("Awaitable[list[bytes]]", self.redis.zrangebyscore(index, since, "+inf"))
        )
        return [member.decode() for member in found]

    async def ping(self) -> None:
        """Returns when Redis answers. Raises StoreUnavailable."""
        await self.patiently(lambda: self.redis.ping())

    async def close(self) -> None:
        await self.redis.aclose()


async def _until_it_passes(operation: Callable[[], Awaitable[T]]) -> T:
    while True:
        try:
            async with Patience(_ATTEMPT_S):
                return await operation()
        except _PASSING:
            await asyncio.sleep(_RETRY_PAUSE_S)


def _now() -> float:
    return asyncio.get_running_loop().time()


def connect(
    url: str, data_dir: Path, *, prefix: str = "responder", clock: Callable[[], float] = time.time
) -> Store:
    """A store on the Redis at `url` (redis://, rediss:// or unix://); connections are made on first use.

    Nodes that share one Redis share the data directory's key file too. Raises SecretUnreadable.
    """
    redis = Redis.from_url(
        url,
        # `Store.patiently` alone decides how often and how long; two layers of retries multiply. And with a
        # timeout of its own the client sends by `asyncio.wait_for`, which up to Python 3.11 loses a
        # cancellation that arrives as its future completes (python/cpython#86296).
        socket_timeout=None,
        socket_connect_timeout=None,
        retry=Retry(NoBackoff(), 0),
    )
    return Store(redis, hmac_key=load_hmac_key(data_dir), prefix=prefix, clock=clock)
