"""`responder audit`: the record of every decision, verified, carried away and read."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from responder.access.disclosure import Disclosure, DisclosureQuery
from responder.access.disclosure_csv import to_csv
from responder.access.trail import TrailFileError
from responder.access.verification import Verdict
from responder.commands.terminal import config_option, opened_store, run, settings_at
from responder.settings import Settings
from responder.store.audit import Audit
from responder.store.checkpoints import Checkpoints
from responder.store.disclosures import Disclosures
from responder.store.secret import load_signing_key
from responder.store.trail_file import verify_file, write_trail

_KEY_BYTES = 32


def _public_key(ctx: click.Context, param: click.Parameter, value: str | None) -> bytes | None:
    """A checkpoint key from 64 hexadecimal digits."""
    try:
        key = None if value is None else bytes.fromhex(value)
    except ValueError as error:
        raise click.BadParameter("is not hexadecimal", ctx, param) from error
    if key is not None and len(key) != _KEY_BYTES:
        raise click.BadParameter(f"is not {_KEY_BYTES} bytes long", ctx, param)
    return key


@click.group()
def audit() -> None:
    """The audit trail: who shared, opened, watched, revoked and closed what, from where and when."""


@audit.command()
@config_option
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", callback=_public_key, help="The district's published key; else FILE's own.")
def verify(config_path: Path, file: Path | None, key: bytes | None) -> None:
    """Check that no record was changed, removed or added; exit code 1 when one was.

    Checks the store of the site, or an exported FILE on any machine, without a service or settings.
    """
    if file is None:
        _tell(run(_verify(settings_at(config_path))))
    else:
        with _file_errors_told():
            _tell(verify_file(file, key))


@audit.command()
@config_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(config_path: Path, file: Path) -> None:
    """Write the whole trail, signed up to its end, to a new FILE that verifies anywhere."""
    with _file_errors_told():
        run(_export(settings_at(config_path), file))
    click.echo(f"Wrote {file}.")


@audit.command()
@config_option
@click.option("--incident", "incident_id", help="Only this incident.")
@click.option("--camera", "camera_id", help="Only this camera.")
@click.option("--party", help="Only this agency or member of staff.")
@click.option("--since", type=click.DateTime(), help="Only what was shown after this time (local).")
@click.option("--until", type=click.DateTime(), help="Only what was shown before this time (local).")
def disclosures(
    config_path: Path,
    incident_id: str | None,
    camera_id: str | None,
    party: str | None,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Print the disclosure record as CSV: which camera was shown to whom, why, from when to when."""
    query = DisclosureQuery(
        incident_id=incident_id,
        camera_id=camera_id,
        party=party,
        since_s=since.timestamp() if since else 0.0,
        until_s=until.timestamp() if until else float("inf"),
    )
    for line in to_csv(run(_disclosures(settings_at(config_path), query))):
        click.echo(line, nl=False)


async def _verify(settings: Settings) -> Verdict:
    async with opened_store(settings) as store:
        key = await asyncio.to_thread(load_signing_key, settings.server.data_dir)
        return await Checkpoints(store, Audit(store), key).verify()


async def _export(settings: Settings, file: Path) -> None:
    async with opened_store(settings) as store:
        key = await asyncio.to_thread(load_signing_key, settings.server.data_dir)
        await write_trail(file, Checkpoints(store, Audit(store), key).export())


async def _disclosures(settings: Settings, query: DisclosureQuery) -> list[Disclosure]:
    async with opened_store(settings) as store:
        return await Disclosures(Audit(store)).find(query)


def _tell(verdict: Verdict) -> None:
    for finding in verdict.findings:
        click.echo(f"record {finding.sequence}: {finding.problem}")
    signed = f"{verdict.checkpoint_count} checkpoints, signed up to record {verdict.signed_sequence}"
    click.echo(f"{verdict.record_count} records, {signed}: {'sound' if verdict.is_sound else 'NOT SOUND'}.")
    sys.exit(0 if verdict.is_sound else 1)


@contextmanager
def _file_errors_told() -> Iterator[None]:
    try:
        yield
    except (OSError, TrailFileError) as error:
        raise click.ClickException(str(error)) from error
