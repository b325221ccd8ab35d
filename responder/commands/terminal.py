"""What all commands share: where the settings come from, and how errors are told."""

import asyncio
import getpass
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
import segno

from gis.finding import SurveyError
from responder.access.audit import Actor, Source
from responder.access.errors import AccessError
from responder.settings import Settings, SettingsError
from responder.settings_file import load_settings
from responder.store.connection import Store, connect
from responder.store.errors import StoreError
from responder.store.redis_server import redis_for
from responder.transport.errors import TransportError
from responder.web.server_error import ServerError

T = TypeVar("T")

config_option = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("responder.toml"),
    envvar="RESPONDER_CONFIG",
    show_default=True,
    show_envvar=True,
    help="The site's settings.",
)

# Everything that a wrong setting, a busy port or an absent Redis can cause; its text is written for a person.
TOLD = (SettingsError, SurveyError, StoreError, TransportError, ServerError, AccessError)


@contextmanager
def errors_told() -> Iterator[None]:
    """Turns named errors into one line and exit code 1; anything else is a defect and keeps its traceback."""
    try:
        yield
    except TOLD as error:
        raise click.ClickException(str(error)) from error


def settings_at(path: Path) -> Settings:
    """The settings, or an explanation and the end of the command."""
    with errors_told():
        return load_settings(path)


def run(command: Coroutine[Any, Any, T]) -> T:
    """Runs a command's coroutine; named errors are told."""
    with errors_told():
        return asyncio.run(command)


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The store of the running service, or the one in the data directory while no service runs."""
    async with redis_for(settings.server.data_dir, settings.store.redis_url) as url:
        store = connect(url, settings.server.data_dir)
        try:
            yield store
        finally:
            await store.close()


def command_line_actor() -> Actor:
    """The person at the terminal, for the record."""
    return Actor(identity=getpass.getuser(), source=Source.COMMAND_LINE)


def show_link(url: str) -> None:
    """Prints a link and its QR code."""
    click.echo(url)
    segno.make(url, error="l").terminal(compact=True)
