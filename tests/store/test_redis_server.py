"""The embedded Redis comes back with all that it acknowledged, and two services never share its directory."""

import asyncio
import os
import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from responder.store.data_lock import DataLock
from responder.store.errors import DataDirectoryBusy, RedisServerError
from responder.store.redis_server import EmbeddedRedis, redis_for, running_url
from tests.store.conftest import kill, opened, running, until


async def test_answers_on_a_private_socket(own_server: EmbeddedRedis, tmp_path: Path) -> None:
    """Only the service's own user reaches it, it listens on no port, and it syncs every write."""
    async with opened(own_server, tmp_path) as store:
        settings = {**await store.redis.config_get("port"), **await store.redis.config_get("appendfsync")}
    assert (tmp_path / "redis").stat().st_mode & 0o777 == 0o700
    assert settings == {"port": "0", "appendfsync": "always"}


@pytest.mark.usefixtures("_patient")
async def test_keeps_every_acknowledged_write_when_killed(own_server: EmbeddedRedis, tmp_path: Path) -> None:
    """Killed five times while somebody writes, every acknowledged number is there."""
    acknowledged: list[int] = []
    async with opened(own_server, tmp_path) as store:

        async def write() -> None:
            for number in range(200):
                await store.patiently(partial(store.redis.set, f"n{number}", number))
                acknowledged.append(number)

        writing = asyncio.create_task(write())
        for _ in range(5):
            enough = len(acknowledged) + 20
            await until(lambda enough=enough: len(acknowledged) >= enough)  # type: ignore[misc] # bound now
            await kill(own_server)
        await writing
        assert await store.redis.exists(*(f"n{number}" for number in acknowledged)) == 200


async def test_is_found_by_the_command_line(own_server: EmbeddedRedis, tmp_path: Path) -> None:
    """A command beside a running service uses the service's Redis, not one of its own."""
    assert running_url(tmp_path) == own_server.url
    async with redis_for(tmp_path, None) as url:
        assert url == own_server.url
    async with redis_for(tmp_path, "redis://elsewhere") as url:
        assert url == "redis://elsewhere"


async def test_is_started_for_a_command_when_no_service_runs(tmp_path: Path) -> None:
    """Without a service, the command's own Redis lives as long as the command."""
    assert running_url(tmp_path) is None
    async with redis_for(tmp_path, None) as url:
        assert running_url(tmp_path) == url
    assert running_url(tmp_path) is None


async def test_refuses_a_directory_that_another_service_owns(
    own_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """Two servers on one append-only file would destroy it; the first goes on undisturbed."""
    with pytest.raises(DataDirectoryBusy, match="belongs to a service"):
        await EmbeddedRedis(tmp_path).start()
    async with opened(own_server, tmp_path) as store:
        await store.ping()


async def test_works_in_a_directory_too_deep_for_a_socket(tmp_path: Path) -> None:
    """A path longer than a socket's may be is no reason not to start; nothing is left behind."""
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    async with running(deep) as server, opened(server, deep) as store:
        await store.ping()
        socket_dir = Path(server.url.removeprefix("unix://")).parent
        assert socket_dir.stat().st_mode & 0o777 == 0o700
        assert running_url(deep) == server.url
    assert not socket_dir.exists()


async def test_ends_when_stopped_and_starts_again_with_its_data(tmp_path: Path) -> None:
    """A clean stop leaves no process, and the next start finds what was written."""
    async with running(tmp_path) as server, opened(server, tmp_path) as store:
        await store.redis.set("kept", "yes")
        process_id = server.process_id
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)
    async with running(tmp_path) as server, opened(server, tmp_path) as store:
        assert await store.redis.get("kept") == b"yes"


CRASHING_SERVICE = """
import asyncio, os, signal, sys
from pathlib import Path
from responder.store.connection import connect
from responder.store.redis_server import EmbeddedRedis

async def main():
    data_dir = Path(sys.argv[1])
    server = EmbeddedRedis(data_dir)
    await server.start()
    store = connect(server.url, data_dir)
    await store.redis.set("kept", "yes")
    print(server.process_id, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def crash_a_service(data_dir: Path) -> int:
    """Runs a service that is killed on this directory; the process id of the Redis that it leaves running."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CRASHING_SERVICE, str(data_dir), stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == -signal.SIGKILL
    return int(output)


async def test_takes_over_from_a_crashed_service(tmp_path: Path) -> None:
    """The Redis that a killed service left is ended first, then its data is served again."""
    orphan = await crash_a_service(tmp_path)
    os.kill(orphan, 0)
    async with running(tmp_path) as server, opened(server, tmp_path) as store:
        assert server.process_id != orphan
        assert await store.redis.get("kept") == b"yes"


async def test_takes_over_even_when_the_left_redis_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Redis that does not react to SIGTERM is killed."""
    monkeypatch.setattr("responder.store.redis_server._EXIT_WITHIN_S", 0.2)
    orphan = await crash_a_service(tmp_path)
    os.kill(orphan, signal.SIGSTOP)
    async with running(tmp_path) as server, opened(server, tmp_path) as store:
        assert await store.redis.get("kept") == b"yes"


async def test_tells_why_it_cannot_start(tmp_path: Path) -> None:
    """A damaged append-only file is told with the log that explains it, and the directory is free again."""
    (tmp_path / "redis").mkdir()
    (tmp_path / "redis" / "appendonly.aof").write_bytes(b"this is no append-only file\n" * 10)
    with pytest.raises(RedisServerError, match=r"redis\.log"):
        await EmbeddedRedis(tmp_path).start()
    lock = DataLock(tmp_path / "redis" / "service.lock")
    assert lock.take()
    lock.release()
