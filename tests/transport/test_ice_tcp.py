"""Strangers on TCP are few, short-lived and unheard."""

import asyncio
import contextlib

from responder.transport.ice_tcp import STRANGERS_PER_HOST
from responder.transport.port import MediaPort
from tests.transport.conftest import until


def ended(reader: asyncio.StreamReader) -> bool:
    """Whether the other side has hung up."""
    return reader.at_eof() or reader.exception() is not None


async def test_strangers_on_tcp_are_few(media_port: MediaPort) -> None:
    """Connections that have proved nothing are refused beyond a number per address."""
    async with asyncio.TaskGroup() as opening:
        tasks = [
            opening.create_task(asyncio.open_connection("127.0.0.1", media_port.port))
            for _ in range(STRANGERS_PER_HOST + 5)
        ]
    readers, writers = zip(*(task.result() for task in tasks), strict=True)
    await until(lambda: sum(ended(reader) for reader in readers) == 5)
    for writer in writers:
        writer.close()


async def test_a_tcp_connection_that_speaks_something_else_is_ended(media_port: MediaPort) -> None:
    """A web browser on the media port is hung up on without an answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", media_port.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n" * 40)
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()
