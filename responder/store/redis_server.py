"""A private redis-server in the data directory, supervised: killed, it is back with all it acknowledged."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from responder.store.data_lock import DataLock
from responder.store.errors import DataDirectoryBusy, RedisServerError
from responder.store.redis_binary import find_binary
from responder.store.redis_socket import listener, place_socket, read_socket, remove_socket, url_of

log = structlog.get_logger(__name__)

# Loading a year of records takes seconds; a server that has not answered by then never will.
_READY_WITHIN_S = 60.0
_READY_POLL_S = 0.01

# With every write on disk already, a server has nothing to do but exit.
_EXIT_WITHIN_S = 5.0
_EXIT_POLL_S = 0.02

# A server that lived this long did not fail for its settings or its files: start it again at once.
_HEALTHY_AFTER_S = 0.5
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 1.0


class EmbeddedRedis:
    """One redis-server on a unix socket, its files in `data_dir`/redis; it syncs each write, then answers."""

    def __init__(self, data_dir: Path) -> None:
        self._directory = data_dir / "redis"
        self._service_lock = DataLock(self._directory / "service.lock")
        self._server_lock = DataLock(self._directory / "server.lock")
        self._socket = Path()
        self._binary = Path()
        self._process: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return url_of(self._socket)

    @property
    def process_id(self) -> int:
        """Of the server that runs now."""
        if self._process is None:
            raise RuntimeError("the embedded Redis is not started")
        return self._process.pid

    async def start(self) -> None:
        """Returns once the server answers. Raises DataDirectoryBusy or RedisServerError."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._service_lock.take():
            raise DataDirectoryBusy(f"{self._directory.parent} belongs to a service that is running")
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self.stop)
            await self._start_owned()
            undo.pop_all()

    async def stop(self) -> None:
        """Ends the server cleanly and lets go of the data directory."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.gather(self._supervisor, return_exceptions=True)
        if self._process is not None:
            await _end(self._process)
        remove_socket(self._directory, self._socket)
        self._server_lock.release()
        self._service_lock.release()

    async def _start_owned(self) -> None:
        await _end_orphan(self._server_lock, self._directory)
        self._binary = await asyncio.to_thread(find_binary, self._directory)
        self._socket = place_socket(self._directory)
        self._process = await self._spawn()
        await self._wait_until_ready(self._process)
        self._supervisor = asyncio.create_task(self._supervise(self._process), name="redis supervisor")

    async def _spawn(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            self._binary,
            *self._options(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # The lock lives as long as the server does, even if this service is killed.
            pass_fds=(self._server_lock.descriptor,),
            # Ctrl-C in a terminal goes to the whole group; the server must outlive the service's last writes.
            start_new_session=True,
        )

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._directory),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "maxmemory-policy": "noeviction",
            "logfile": str(self._directory / "redis.log"),
            "loglevel": "warning",
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        redis = Redis.from_url(self.url, retry=Retry(NoBackoff(), 0))
        try:
            async with asyncio.timeout(_READY_WITHIN_S):
                while not await _answers(redis):
                    self._require_running(process)
                    await asyncio.sleep(_READY_POLL_S)
        except TimeoutError as error:
            raise RedisServerError(f"{self._binary} does not answer after {_READY_WITHIN_S} s") from error
        finally:
            await redis.aclose()

    def _require_running(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            raise RedisServerError(
                f"{self._binary} ended with code {process.returncode}; see {self._directory / 'redis.log'}"
            )

    async def _supervise(self, process: asyncio.subprocess.Process) -> None:
        """Starts the server again whenever it ends; clients find it on the same socket."""
        clock, pause_s = asyncio.get_running_loop().time, 0.0
        while True:
            started_at_s = clock()
            exit_code = await process.wait()
            log.error("redis_ended", exit_code=exit_code, lived_s=round(clock() - started_at_s, 3))
            healthy = clock() - started_at_s >= _HEALTHY_AFTER_S
            pause_s = 0.0 if healthy else min(max(2 * pause_s, _FIRST_PAUSE_S), _LONGEST_PAUSE_S)
            await asyncio.sleep(pause_s)
            try:
                process = self._process = await self._spawn()
            except OSError as error:
                log.error("redis_not_started", error=str(error))


async def _answers(redis: Redis) -> bool:
    try:
        return bool(await redis.ping())
    except (RedisConnectionError, RedisTimeoutError, OSError):
        return False


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_EXIT_WITHIN_S):
            await process.wait()
    except TimeoutError:
        log.error("redis_did_not_end", process_id=process.pid)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _end_orphan(lock: DataLock, directory: Path) -> None:
    """Takes the lock, ending the server that a crashed service left behind. Raises RedisServerError."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if await _taken_in_time(lock, directory, number):
            return
    raise RedisServerError(f"a redis-server that a crashed service left in {directory} does not end")


async def _taken_in_time(lock: DataLock, directory: Path, number: signal.Signals) -> bool:
    """Whether the lock is ours after telling whoever listens on the directory's socket to end.

    A server that was just started does not listen yet: it is looked for until it does.
    """
    told = False
    with suppress(TimeoutError):
        async with asyncio.timeout(_EXIT_WITHIN_S):
            while not lock.take():
                told = told or _tell_listener(directory, number)
                await asyncio.sleep(_EXIT_POLL_S)
            return True
    return False


def _tell_listener(directory: Path, number: signal.Signals) -> bool:
    path = read_socket(directory)
    process_id = listener(path) if path else None
    if process_id is None:
        return False
    log.warning("redis_left_by_a_crashed_service", process_id=process_id, signal=number.name)
    with suppress(ProcessLookupError):
        os.kill(process_id, number)
    return True


def running_url(data_dir: Path) -> str | None:
    """Where the embedded Redis of a running service listens; None when no service runs on this directory."""
    directory = data_dir / "redis"
    if not directory.is_dir():
        return None
    lock = DataLock(directory / "service.lock")
    if lock.take():
        lock.release()
        return None
    socket = read_socket(directory)
    return url_of(socket) if socket else None


@asynccontextmanager
async def redis_for(data_dir: Path, configured_url: str | None) -> AsyncIterator[str]:
    """The URL of the configured Redis, else of the running service's, else of one started for as long.

    Raises RedisServerError.
    """
    found = configured_url or running_url(data_dir)
    if found:
        yield found
        return
    server = EmbeddedRedis(data_dir)
    await server.start()
    try:
        yield server.url
    finally:
        await server.stop()
