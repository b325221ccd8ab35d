"""Commands that check, import and complete campus maps."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from gis.camera_file import save_cameras
from gis.campus import Campus
from gis.export.imdf import imdf_files, write_folder
from gis.finding import Finding, Severity, SurveyError
from gis.imdf import check_campus, read_campus
from gis.route import check_reachable

# A folder with one of these is a map; one without may hold several.
_MAP_SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding, and a summary last.")
def check(path: Path, as_json: bool) -> None:
    """Say everything that is wrong with the map in PATH: a campus, any map that `import` reads, or several.

    Exits with 1 when there is anything to say, else with 0.
    """
    findings: list[Finding] = []
    for archive in _archives(path):
        campus, found = _check(archive)
        if campus is not None:
            found = (*found, *check_reachable(campus, archive.name))
        findings += found
        _print_findings(found, as_json)
        _print_summary(archive, campus, found, as_json)
    sys.exit(1 if findings else 0)


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--crs", default="", help="Coordinate system of a map that does not name its own, such as EPSG:3735."
)
@click.option(
    "--cameras-of",
    "former",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A campus whose cameras are kept where SOURCE brings none.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding, and a summary last.")
def import_(source: Path, folder: Path, crs: str, former: Path | None, as_json: bool) -> None:
    """Turn the map in SOURCE into a clean campus in FOLDER.

    SOURCE is an IMDF archive, GeoJSON layers (also OpenStreetMap indoor), a GeoPackage, or zipped shapefiles.
    Says what it repaired and what it left out; writes nothing when the map cannot be used.
    """
    campus, findings = _import(source, crs, former)
    _print_findings(findings, as_json)
    if campus is None:
        if as_json:
            _print_summary(source, campus, findings, as_json)
        raise click.ClickException(f"{source} cannot be used: nothing written")
    try:
        write_folder(folder, imdf_files(campus, created=_now()))
    except FileExistsError:
        raise click.ClickException(f"{folder} is already there: choose another or move it away") from None
    _print_summary(folder, campus, findings, as_json)


def _import(source: Path, crs: str, former: Path | None) -> tuple[Campus | None, tuple[Finding, ...]]:
    # geopandas takes a second to load, and only this command needs it.
    from gis.carrying import carry_cameras
    from gis.survey import check_survey

    campus, findings = check_survey(source, crs=crs)
    if campus is None or campus.cameras or former is None:
        return campus, findings
    try:
        campus, carried = carry_cameras(read_campus(former), campus, "camera.geojson")
    except SurveyError as error:
        raise click.ClickException(f"the cameras of {former} cannot be kept: {error}") from error
    return campus, (*findings, *carried)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("list_", metavar="LIST", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="The list's name for a field."
)
@click.option("--crs", default="", help="Coordinate system of a list that does not name its own.")
def cameras(folder: Path, list_: Path, columns: tuple[str, ...], crs: str) -> None:
    """Add the cameras in LIST (CSV, GeoJSON, GeoPackage, shapefile) to the campus in FOLDER.

    Each is given its building, level and room; those without direction or field of view are listed. A camera
    whose id is on the campus already is replaced.
    """
    # geopandas takes a second to load.
    from gis.camera_list import parse_columns, read_camera_list
    from gis.placing import place_cameras

    try:
        campus = read_campus(folder)
        drafts, findings = read_camera_list(list_, columns=parse_columns(columns), crs=crs)
        placed, placing_findings = place_cameras(campus, drafts, list_.name)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    _print_findings((*findings, *placing_findings), as_json=False)
    added = [it for it in placed.cameras if it != campus.camera_by_id.get(it.camera_id)]
    save_cameras(folder, placed, added)
    with_view = sum(it.surveyed for it in added)
    click.echo(f"{folder.name}: {len(added)} of {len(drafts)} cameras written, {with_view} with a view")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _archives(path: Path) -> Iterator[Path]:
    """The map itself, or each of a folder that holds several."""
    if path.is_file() or any(it.suffix.lower() in _MAP_SUFFIXES for it in path.iterdir()):
        yield path
        return
    inner = [it for it in sorted(path.iterdir()) if it.is_dir() or it.suffix.lower() == ".zip"]
    if not inner:
        raise click.UsageError(f"{path} holds neither a map nor folders of maps")
    yield from inner


def _check(path: Path) -> tuple[Campus | None, tuple[Finding, ...]]:
    if (path / "manifest.json").is_file():
        return check_campus(path)
    # geopandas takes a second to load, and a campus of our own does not need it.
    from gis.survey import check_survey

    return check_survey(path)


def _print_findings(findings: Iterable[Finding], as_json: bool) -> None:
    for finding in findings:
        click.echo(msgspec.json.encode(finding).decode() if as_json else str(finding))


def _print_summary(
    archive: Path, campus: Campus | None, findings: tuple[Finding, ...], as_json: bool
) -> None:
    counts = _counts(campus)
    errors = sum(finding.severity == Severity.ERROR for finding in findings)
    if as_json:
        summary = {"campus": archive.name, "usable": campus is not None, "findings": len(findings), **counts}
        click.echo(msgspec.json.encode(summary).decode())
        return
    verdict = f"{len(findings)} findings, {errors} of them errors" if findings else "no findings"
    inventory = ", ".join(f"{count} {what}" for what, count in counts.items())
    click.echo(f"{archive.name}: {verdict}" + (f" ({inventory})" if inventory else ""))


def _counts(campus: Campus | None) -> dict[str, int]:
    if campus is None:
        return {}
    return {
        "buildings": len(campus.buildings),
        "levels": len(campus.levels),
        "units": len(campus.units),
        "openings": len(campus.openings),
        "amenities": len(campus.amenities),
        "cameras": len(campus.cameras),
    }
