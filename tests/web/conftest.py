"""A running service for the tests of the web: real store, real HTTP, the demo campus, no cameras."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvloop

from responder.app import running

from .map_reader import key_for
from .service import Service, add_officer, settings_for


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The service's own event loop: asyncio's would leave Nagle's algorithm on, 40 ms in each answer."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def built_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client as the build leaves it: a page, a hashed script with its brotli twin, an icon."""
    directory = tmp_path_factory.mktemp("dist")
    (directory / "assets").mkdir()
    (directory / "index.html").write_text("<!doctype html><title>responder</title>" + " " * 2000)
    (directory / "assets" / "main-1a2b3c.js").write_text("export const answer = 42;\n" * 100)
    (directory / "assets" / "main-1a2b3c.js.br").write_bytes(b"not really brotli")
    (directory / "assets" / "main-1a2b3c.js.map").write_text("{}")
    (directory / "icon.svg").write_text("<svg/>")
    return directory


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service(tmp_path_factory: pytest.TempPathFactory, built_client: Path) -> AsyncIterator[Service]:
    """Listens on a free port of this machine; one for all tests, each of which brings its own incidents."""
    data_dir = tmp_path_factory.mktemp("data")
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(running(settings_for(data_dir, built_client)))
        await add_officer(site)
        yield Service(site, stack)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def officer(service: Service) -> httpx.AsyncClient:
    """A signed-in member of staff."""
    return await service.signed_in()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def map_key(service: Service) -> str:
    """A key of somebody who may see the whole campus."""
    return await key_for(service, "County GIS")


@pytest_asyncio.fixture(loop_scope="session")
async def browser(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who opens the site for the first time."""
    async with service.client() as client:
        yield client
