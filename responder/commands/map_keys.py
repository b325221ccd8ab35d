"""`responder map-key`: keys with which desktop GIS reads the campus map under `/ogc`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from gis.imdf import read_campus
from responder.access.errors import InvalidRequest
from responder.access.map_key import MAX_LIFETIME_S, MapKey
from responder.commands.terminal import command_line_actor, config_option, opened_store, run, settings_at
from responder.settings import Settings
from responder.store.map_keys import MapKeys

_DAY_S = 86400


@click.group(name="map-key")
def map_key() -> None:
    """Keys for desktop GIS: they read the campus map under /ogc, never a picture."""


@map_key.command()
@config_option
@click.argument("name")
@click.option("--building", "building_ids", multiple=True, help="Only this one from inside; may be repeated.")
@click.option(
    "--days",
    type=click.IntRange(1, int(MAX_LIFETIME_S / _DAY_S)),
    default=365,
    show_default=True,
    help="How long it is valid.",
)
def add(config_path: Path, name: str, building_ids: tuple[str, ...], days: int) -> None:
    """Issue a key to NAME, such as "County GIS". It is printed once and kept nowhere."""
    settings = settings_at(config_path)
    key, secret = run(_add(settings, name, building_ids, days))
    click.echo(f"{settings.server.origin}/ogc")
    click.echo(f"Authorization: Bearer {secret}")
    click.echo(f"For {key.name}, until {_date(key.expires_at_s)}. Keep it: it is not shown again.")


@map_key.command(name="list")
@config_option
def list_keys(config_path: Path) -> None:
    """List all keys: name, buildings, last use, expiry."""
    for key in run(_list(settings_at(config_path))):
        buildings = "all buildings" if key.building_ids is None else ", ".join(sorted(key.building_ids))
        used = "never used" if key.used_at_s is None else f"used {_date(key.used_at_s)}"
        click.echo(f"{key.name}\t{buildings}\t{used}\tuntil {_date(key.expires_at_s)}")


@map_key.command()
@config_option
@click.argument("name")
def revoke(config_path: Path, name: str) -> None:
    """End a key at once."""
    key = run(_revoke(settings_at(config_path), name))
    click.echo(f"Revoked the map key of {key.name}.")


def _date(unix_s: float) -> str:
    return f"{datetime.fromtimestamp(unix_s, UTC):%Y-%m-%d}"


async def _add(settings: Settings, name: str, building_ids: tuple[str, ...], days: int) -> tuple[MapKey, str]:
    campus = read_campus(settings.campus.path)
    unknown = [it for it in building_ids if it not in campus.building_by_id]
    if unknown:
        raise InvalidRequest(f"{unknown[0]!r} is not on the map.")
    async with opened_store(settings) as store:
        return await MapKeys(store).issue(
            name, building_ids=building_ids or None, lifetime_s=days * _DAY_S, actor=command_line_actor()
        )


async def _list(settings: Settings) -> list[MapKey]:
    async with opened_store(settings) as store:
        return await MapKeys(store).list_all()


async def _revoke(settings: Settings, name: str) -> MapKey:
    async with opened_store(settings) as store:
        return await MapKeys(store).revoke(name, actor=command_line_actor())
