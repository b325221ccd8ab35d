"""`responder serve` and `responder check`."""

import logging
import os
import sys
from pathlib import Path

import click
import uvloop
from msgspec.structs import replace

from responder.app import serve as serve_site
from responder.commands.terminal import config_option, errors_told, settings_at
from responder.logs import LogFormat, configure_logs
from responder.settings import ServerSettings, Settings
from responder.site_check import Weight, check_file, check_site


@click.command()
@config_option
@click.option("--host", help="Address to listen on, instead of the one in the settings.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one.")
@click.option("--tls-cert", type=click.Path(path_type=Path), help="Certificate chain (PEM); serves HTTPS.")
@click.option("--tls-key", type=click.Path(path_type=Path), help="Private key of the certificate (PEM).")
@click.option(
    "--log-format",
    type=click.Choice([one.value for one in LogFormat]),
    default=LogFormat.AUTO.value,
    show_default=True,
    help="How log lines look; auto is readable in a terminal and JSON elsewhere.",
)
@click.option("--verbose", is_flag=True, help="Log also what happens every few seconds.")
def serve(
    config_path: Path,
    host: str | None,
    port: int | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    log_format: str,
    verbose: bool,
) -> None:
    """Run the service of a site until SIGTERM or Ctrl-C."""
    configure_logs(LogFormat(log_format), logging.DEBUG if verbose else logging.INFO)
    given = {"host": host, "port": port, "tls_cert": tls_cert, "tls_key": tls_key}
    settings = settings_at(config_path)
    with errors_told():
        uvloop.run(_serve(_override(settings, {key: it for key, it in given.items() if it is not None})))


@click.command()
@config_option
def check(config_path: Path) -> None:
    """Validate settings, map and cameras without starting anything; exit code 1 when something is wrong."""
    found = check_site(settings_at(config_path)) + check_file(config_path)
    for finding in found:
        click.echo(f"{finding.weight}: {finding.subject}: {finding.text}")
    errors = sum(finding.weight is Weight.ERROR for finding in found)
    click.echo(f"{errors} errors, {len(found) - errors} warnings.")
    sys.exit(1 if errors else 0)


async def _serve(settings: Settings) -> None:
    """To the end of the process: all that counts has ended by then, and is on disk.

    What Python would take down next costs half a second of processor, and a thread that waits for a silent
    name server as long as that is silent.
    """
    await serve_site(settings)
    logging.shutdown()
    os._exit(0)


def _override(settings: Settings, given: dict[str, object]) -> Settings:
    """The command line wins over the file. Raises SettingsError."""
    server: ServerSettings = replace(settings.server, **given)
    return replace(settings, server=server)
