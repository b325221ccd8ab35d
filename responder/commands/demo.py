"""`responder demo`: the whole thing on one machine, with one command."""

import asyncio
import base64
import contextlib
import logging
import secrets
import signal
from pathlib import Path

import click
import uvloop

from gis.campus import Campus
from gis.imdf import read_campus
from responder.access.account import Assignment, Role
from responder.access.errors import NotFound
from responder.access.incident import IncidentKind
from responder.addresses import outward_address, reachable_addresses
from responder.app import running
from responder.commands.terminal import command_line_actor, errors_told, show_link
from responder.demo.demo import DemoError, own_campus, prepare_footage, settings_text, simulated_cameras
from responder.logs import LogFormat, configure_logs
from responder.settings import Settings
from responder.settings_file import parse_settings
from responder.web.links import link_url
from responder.web.site import Site

ROOT = Path(__file__).parents[2]
CAMPUS = ROOT / "campus_maps/maple-ridge"
STATIC = ROOT / "static/dist"
BUILDING = "high-school"
USERNAME = "officer"
REASON = "Demonstration"
AGENCY = "Maple Ridge Police"
WILDCARDS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - what a person may ask for


@click.command()
@click.option(
    "--host",
    default="localhost",
    show_default=True,
    help="Address to listen on; 0.0.0.0 for real phones on the same network.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port of the website."
)
@click.option(
    "--media-port",
    type=click.IntRange(0, 65535),
    default=8189,
    show_default=True,
    help="UDP and TCP port of the video.",
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data"),
    show_default=True,
    help="Where footage, records and the demo's settings are kept.",
)
@click.option(
    "--tls-cert",
    type=click.Path(path_type=Path, exists=True),
    help="Certificate chain (PEM), for phones that trust it.",
)
@click.option(
    "--tls-key", type=click.Path(path_type=Path, exists=True), help="Private key of the certificate."
)
@click.option("--verbose", is_flag=True, help="Log what the service does.")
def demo(
    host: str,
    port: int,
    media_port: int,
    data_dir: Path,
    tls_cert: Path | None,
    tls_key: Path | None,
    verbose: bool,
) -> None:
    """Show it at work: a campus, 28 simulated cameras, the service, and a ready emergency link."""
    # The link and its QR code must not scroll away.
    configure_logs(LogFormat.AUTO, logging.DEBUG if verbose else logging.WARNING)
    try:
        with errors_told():
            campus = read_campus(CAMPUS)
            _make_footage(campus, data_dir / "footage")
            server = {
                "host": host,
                "port": port,
                "public_url": _public_url("https" if tls_cert else "http", host, port),
                "data_dir": str(data_dir.resolve()),
                "static_dir": str(STATIC),
            }
            given = {"tls_cert": tls_cert, "tls_key": tls_key}
            server |= {key: str(path.resolve()) for key, path in given.items() if path is not None}
            uvloop.run(_run(campus, server, media_port, data_dir.resolve()))
    except DemoError as error:
        raise click.ClickException(str(error)) from error


def _make_footage(campus: Campus, directory: Path) -> None:
    def show(done: int, total: int) -> None:
        click.echo(f"\rMaking camera footage (once): {done}/{total} cameras", nl=done == total)

    prepare_footage(campus, directory, show)


async def _run(campus: Campus, server: dict[str, object], media_port: int, data_dir: Path) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with simulated_cameras(CAMPUS, data_dir / "footage") as cameras:
        text = settings_text(
            campus=campus,
            campus_path=own_campus(CAMPUS, data_dir),
            cameras=cameras,
            server=server,
            media_port=media_port,
        )
        settings = _written_settings(text, data_dir)
        async with running(settings) as site:
            await _present(site, settings, data_dir)
            await stopping.wait()


def _public_url(scheme: str, host: str, port: int) -> str:
    """Phones on the network need this machine's own address; one on `localhost` is known by that name."""
    address = outward_address() or next(iter(reachable_addresses()), None)
    if host not in WILDCARDS or address is None or port == 0:
        return ""
    return f"{scheme}://{f'[{address}]' if ':' in address else address}:{port}"


def _written_settings(text: str, data_dir: Path) -> Settings:
    """Kept for a look, and for `responder link --config`; holds the simulated cameras' password."""
    path = data_dir / "responder.toml"
    path.touch(mode=0o600)
    path.write_text(text, "utf-8")
    # Without the environment: a demo never writes into the Redis of a site.
    return parse_settings(text, {}, data_dir)


async def _present(site: Site, settings: Settings, data_dir: Path) -> None:
    password = await _account(site)
    url = await _link(site)
    click.echo()
    click.secho("The demo is running. Press Ctrl-C to stop it.", bold=True)
    click.echo(f"\nConsole:   {site.origin}/console")
    click.echo(f"Sign in:   {USERNAME}  /  {password}")
    click.echo(
        "\nEmergency link to the cameras of the high school; scan it with a phone or open it in a browser,"
    )
    click.echo("then tap Open cameras. Revoke it in the console: the pictures stop within two seconds.\n")
    show_link(url)
    click.echo(f"\nVideo uses UDP and TCP port {site.media_port}. Settings: {data_dir / 'responder.toml'}")
    if settings.server.host in WILDCARDS and settings.server.tls_cert is None:
        click.echo(
            "\nThis is plain http: phones play the video, but keep their screen awake and share links\n"
            "only over https. A real site sets up TLS (responder serve --tls-cert) or a proxy."
        )


async def _account(site: Site) -> str:
    """The demo's one account, with a new password each time; nothing of it is kept but the hash."""
    password = _readable_secret()
    actor = command_line_actor()
    try:
        await site.accounts.set_password(USERNAME, password, actor=actor)
    except NotFound:
        await site.accounts.add(
            username=USERNAME,
            display_name="Demo officer",
            assignment=Assignment(role=Role.SAFETY_OFFICER),
            password=password,
            actor=actor,
        )
    with contextlib.suppress(NotFound):
        await site.accounts.unlock(USERNAME, actor=actor)
    return password


def _readable_secret() -> str:
    """60 random bits that can be typed on a phone."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()[:12]
    return "-".join((letters[:4], letters[4:8], letters[8:]))


async def _link(site: Site) -> str:
    """Closes what an earlier demo left open, and shares the building anew."""
    actor = command_line_actor()
    for earlier in await site.incidents.list_open():
        if earlier.reason == REASON:
            await site.incidents.close(earlier.incident_id, actor=actor)
    incident = await site.incidents.open(
        building_ids=(BUILDING,), kind=IncidentKind.DRILL, reason=REASON, actor=actor
    )
    _, token = await site.links.issue(incident.incident_id, agency=AGENCY, actor=actor)
    return link_url(site.origin, token)
