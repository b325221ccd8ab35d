"""A running service for the tests of the web: real store, real HTTP, the demo campus, no cameras."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from responder.access.account import Role
from responder.access.audit import Actor, Source
from responder.app import running
from responder.settings import (
    CameraNetwork,
    CampusSettings,
    MediaSettings,
    ServerSettings,
    Settings,
    StoreSettings,
)
from responder.web.site import Site

from .service import PASSWORD, USERNAME, Service

ROOT = Path(__file__).parents[2]
CAMPUS = ROOT / "campus_maps" / "maple-ridge"


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


def settings_for(data_dir: Path, built_client: Path, redis_url: str | None = None) -> Settings:
    """Free ports, loopback, everything else as delivered."""
    return Settings(
        server=ServerSettings(host="127.0.0.1", port=0, data_dir=data_dir, static_dir=built_client),
        media=MediaSettings(port=0),
        store=StoreSettings(redis_url=redis_url),
        campus=CampusSettings(path=CAMPUS),
        camera_network=CameraNetwork(),
        cameras=(),
    )


async def add_officer(site: Site) -> None:
    """The account that tests sign in to."""
    await site.accounts.add(
        username=USERNAME,
        display_name="Officer Example",
        role=Role.SAFETY_OFFICER,
        password=PASSWORD,
        actor=Actor(identity="test", source=Source.COMMAND_LINE),
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def officer(service: Service) -> httpx.AsyncClient:
    """A signed-in member of staff."""
    return await service.signed_in()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who opens the site for the first time."""
    async with service.client() as client:
        yield client
