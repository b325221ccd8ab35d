"""`responder link`: emergency links from the terminal, also beside a running service."""

import time
from datetime import UTC, datetime
from pathlib import Path

import click
from msgspec import Struct

from gis.imdf import read_campus
from responder.access.agreement import AgreementBroken
from responder.access.errors import InvalidRequest
from responder.access.incident import Incident, IncidentKind
from responder.access.link import DEFAULT_DEVICE_LIMIT, Link, state
from responder.commands.terminal import (
    command_line_actor,
    config_option,
    opened_store,
    run,
    settings_at,
    show_link,
)
from responder.settings import Settings
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.web.links import link_url


@click.group()
def link() -> None:
    """Emergency links: issue, list and revoke them without the console."""


@link.command()
@config_option
@click.option(
    "--building", "building_ids", multiple=True, required=True, help="Building to share; may be repeated."
)
@click.option("--agency", required=True, help="Who gets the link, e.g. 'Springfield Police'.")
@click.option("--reason", required=True, help="Why the cameras are shared; part of the legal record.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in IncidentKind]),
    default=IncidentKind.OTHER.value,
    show_default=True,
    help="Kind of incident.",
)
@click.option(
    "--begins",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    help="When it begins, at most 7 days ahead (local). At once without it.",
)
@click.option(
    "--hours", type=click.FloatRange(0.1, 168), default=4.0, show_default=True, help="How long it works."
)
@click.option(
    "--devices",
    type=click.IntRange(1, 500),
    default=DEFAULT_DEVICE_LIMIT,
    show_default=True,
    help="How many phones may open it.",
)
def issue(
    config_path: Path,
    building_ids: tuple[str, ...],
    agency: str,
    reason: str,
    kind: str,
    begins: datetime | None,
    hours: float,
    devices: int,
) -> None:
    """Open an incident and print a link to its cameras. The link is shown once and kept nowhere."""
    settings = settings_at(config_path)
    share = _Share(
        building_ids=building_ids,
        kind=IncidentKind(kind),
        reason=reason,
        agency=agency,
        begins_at_s=None if begins is None else begins.timestamp(),
        lifetime_s=hours * 3600.0,
        device_limit=devices,
    )
    issued, token = run(_issue(settings, share))
    begins_at = "" if issued.begins_at_s is None else f"from {_utc(issued.begins_at_s)} "
    click.echo(f"Link {issued.link_id} for {issued.agency}, {begins_at}until {_utc(issued.expires_at_s)}:")
    show_link(link_url(settings.server.origin, token))


@link.command(name="list")
@config_option
def list_links(config_path: Path) -> None:
    """List the links of all open incidents."""
    found = run(_list(settings_at(config_path)))
    for incident, links in found:
        click.echo(f"incident {incident.incident_id}  {incident.kind}: {incident.reason}")
        for one in links:
            places = f"{len(one.device_ids)}/{one.device_limit} devices"
            shown_state = state(one, incident, time.time())
            click.echo(
                f"  {one.link_id}  {shown_state}  until {_utc(one.expires_at_s)}  {places}  {one.agency}"
            )
    if not found:
        click.echo("No incident is open.")


@link.command()
@config_option
@click.argument("link_id")
def revoke(config_path: Path, link_id: str) -> None:
    """End a link for good; every view by it ends within two seconds."""
    revoked = run(_revoke(settings_at(config_path), link_id))
    click.echo(f"Revoked {revoked.link_id} of {revoked.agency}.")


class _Share(Struct, frozen=True, kw_only=True):
    building_ids: tuple[str, ...]
    kind: IncidentKind
    reason: str
    agency: str
    begins_at_s: float | None
    lifetime_s: float
    device_limit: int


async def _issue(settings: Settings, share: _Share) -> tuple[Link, str]:
    """A refused link leaves no open incident behind that nobody asked for."""
    _require_buildings(settings, share.building_ids)
    actor = command_line_actor()
    async with opened_store(settings) as store:
        incidents = Incidents(store)
        incident = await incidents.open(
            building_ids=share.building_ids, kind=share.kind, reason=share.reason, actor=actor
        )
        try:
            return await Links(store, requires_agreement=settings.access.requires_agreement).issue(
                incident.incident_id,
                agency=share.agency,
                actor=actor,
                begins_at_s=share.begins_at_s,
                lifetime_s=share.lifetime_s,
                device_limit=share.device_limit,
            )
        except (AgreementBroken, InvalidRequest):
            await incidents.close(incident.incident_id, actor=actor)
            raise


async def _list(settings: Settings) -> list[tuple[Incident, list[Link]]]:
    async with opened_store(settings) as store:
        links = Links(store)
        return [
            (incident, await links.for_incident(incident.incident_id))
            for incident in await Incidents(store).list_open()
        ]


async def _revoke(settings: Settings, link_id: str) -> Link:
    async with opened_store(settings) as store:
        return await Links(store).revoke(link_id, actor=command_line_actor())


def _require_buildings(settings: Settings, building_ids: tuple[str, ...]) -> None:
    known = read_campus(settings.campus.path).building_by_id
    for building_id in building_ids:
        if building_id not in known:
            raise InvalidRequest(
                f"There is no building {building_id!r}; there are: {', '.join(sorted(known))}."
            )


def _utc(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")
