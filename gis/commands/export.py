"""The command that writes a campus in the formats that other tools read."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from gis.campus import Campus
from gis.commands.ask import read
from gis.export.cot import camera_event
from gis.export.imdf import imdf_files, imdf_zip
from gis.export.incident_map import incident_map
from gis.export.kml import kml

# A surveyed camera stays where it is: a day, until the next export.
_COT_STALE_S = 24 * 3600.0


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.argument("format_", metavar="FORMAT", type=click.Choice(["imdf", "gpkg", "kml", "pdf", "cot"]))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--video-url", default="", metavar="URL", help="For cot: each camera's video; {camera_id} is put in."
)
def export(folder: Path, format_: str, out: Path, video_url: str) -> None:
    """Write the campus in FOLDER to the file OUT.

    FORMAT is imdf (a zip, cameras also as amenities `security`), gpkg (GeoPackage), kml, pdf (the printable
    critical-incident map: a sheet for the campus and one for each level) or cot (Cursor on Target: one event
    per camera and line).
    """
    campus = read(folder)
    if out.exists():
        raise click.ClickException(f"{out} is already there: choose another or move it away")
    if format_ == "gpkg":
        # geopandas takes a second to load, and only this format needs it.
        from gis.export.geopackage import write_geopackage

        write_geopackage(campus, out)
    else:
        out.write_bytes(_cot(campus, video_url) if format_ == "cot" else _WRITERS[format_](campus))
    click.echo(f"{out}: {out.stat().st_size / 1000:.0f} kB")


def _imdf(campus: Campus) -> bytes:
    created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return imdf_zip(imdf_files(campus, created=created, security_amenities=True))


def _pdf(campus: Campus) -> bytes:
    return incident_map(campus, printed_on=datetime.now(UTC).date().isoformat())


def _cot(campus: Campus, video_url: str) -> bytes:
    now_s = time.time()
    events = (
        camera_event(
            it,
            now_s=now_s,
            stale_s=_COT_STALE_S,
            video_url=video_url.replace("{camera_id}", it.camera_id) or None,
        )
        for it in campus.cameras
    )
    return b"".join(event + b"\n" for event in events)


_WRITERS: Mapping[str, Callable[[Campus], bytes]] = {"imdf": _imdf, "kml": kml, "pdf": _pdf}
