"""A running service for the tests of the web: real store, real HTTP, the demo campus, no cameras."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import httpx
import pytest
import pytest_asyncio
import uvloop
from msgspec.structs import replace

from responder.app import running
from responder.settings import CampusSettings

from .map_reader import key_for
from .service import CAMPUS, Service, add_officer, settings_for


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The service's own event loop: asyncio's would leave Nagle's algorithm on, 40 ms in each answer."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def built_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client as the build leaves it: a page, a script with its brotli twin, a large one, an icon."""
    directory = tmp_path_factory.mktemp("dist")
    (directory / "assets").mkdir()
    (directory / "index.html").write_text("<!doctype html><title>responder</title>" + " " * 2000)
    (directory / "assets" / "main-1a2b3c.js").write_text("export const answer = 42;\n" * 100)
    (directory / "assets" / "main-1a2b3c.js.br").write_bytes(b"not really brotli")
    (directory / "assets" / "map-1a2b3c.js").write_bytes(Random(1).randbytes(40_000))
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campus of this module's own, which may be written to."""
    return Path(shutil.copytree(CAMPUS, tmp_path_factory.mktemp("maps") / "maple-ridge"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def surveyed(
    tmp_path_factory: pytest.TempPathFactory, built_client: Path, folder: Path
) -> AsyncIterator[Service]:
    """A service of that campus: what is changed on it is no other test's map."""
    settings = settings_for(tmp_path_factory.mktemp("data"), built_client)
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(running(replace(settings, campus=CampusSettings(path=folder))))
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
