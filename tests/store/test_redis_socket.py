"""The socket's path always fits, and the kernel tells who listens on it."""

import os
import socket
from pathlib import Path

import pytest

from responder.store.errors import RedisServerError
from responder.store.redis_socket import listener, place_socket, read_socket, remove_socket, url_of


def test_lies_in_the_directory_when_that_is_short(tmp_path: Path) -> None:
    """And is noted there for others."""
    path = place_socket(tmp_path)
    assert path.parent == tmp_path.resolve()
    assert read_socket(tmp_path) == path
    remove_socket(tmp_path, path)
    assert read_socket(tmp_path) is None
    assert tmp_path.exists()


def test_lies_in_a_private_directory_when_the_own_is_too_deep(tmp_path: Path) -> None:
    """Which is removed with it."""
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    path = place_socket(deep)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert len(str(path)) < 104
    remove_socket(deep, path)
    assert not path.parent.exists()


def test_says_when_no_path_is_short_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what to do about it."""
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with pytest.raises(RedisServerError, match="TMPDIR"):
        place_socket(deep)


def test_quotes_what_a_url_cannot_hold() -> None:
    """A space in the data directory is no reason to fail."""
    assert url_of(Path("/srv/my data/redis.sock")) == "unix:///srv/my%20data/redis.sock"


def test_tells_who_listens(tmp_path: Path) -> None:
    """This process here, and nobody when the socket is closed or was never there."""
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        assert listener(path) == os.getpid()
    assert listener(path) is None
    assert listener(tmp_path / "nothing") is None
