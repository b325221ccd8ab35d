"""`python -m gis`: checks, imports and completes campus maps from the command line."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from gis.camera_file import save_cameras
from gis.campus import Campus, Unit
from gis.coverage import Coverage
from gis.export.imdf import imdf_files, write_folder
from gis.finding import Finding, Severity, SurveyError
from gis.imdf import check_campus, read_campus
from gis.route import NoRouteError, Position, Router, check_reachable
from gis.rules import title


@click.group()
def main() -> None:
    """Campus maps: buildings, rooms, doors and the cameras that watch them."""


@main.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding, and a summary last.")
def check(path: Path, as_json: bool) -> None:
    """Say everything that is wrong with the campus in PATH: an IMDF folder or zip, or a folder of them.

    Exits with 1 when there is anything to say, else with 0.
    """
    findings: list[Finding] = []
    for archive in _archives(path):
        campus, found = check_campus(archive)
        if campus is not None:
            found = (*found, *check_reachable(campus, archive.name))
        findings += found
        _print_findings(found, as_json)
        _print_summary(archive, campus, found, as_json)
    sys.exit(1 if findings else 0)


@main.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--crs", default="", help="Coordinate system of a map that does not name its own, such as EPSG:3735."
)
def import_(source: Path, folder: Path, crs: str) -> None:
    """Turn the map in SOURCE into a clean campus in FOLDER.

    SOURCE is an IMDF archive, GeoJSON layers (also OpenStreetMap indoor), a GeoPackage, or zipped shapefiles.
    Says what it repaired and what it left out; writes nothing when the map cannot be used.
    """
    # geopandas takes a second to load, and only this command needs it.
    from gis.survey import check_survey

    campus, findings = check_survey(source, crs=crs)
    _print_findings(findings, as_json=False)
    if campus is None:
        raise click.ClickException(f"{source} cannot be used: nothing written")
    try:
        write_folder(folder, imdf_files(campus, created=_now()))
    except FileExistsError:
        raise click.ClickException(f"{folder} is already there: choose another or move it away") from None
    _print_summary(folder, campus, findings, as_json=False)


@main.command()
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


@main.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--room", default="", help="Only which cameras see this room, by number or name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per room.")
def coverage(folder: Path, room: str, as_json: bool) -> None:
    """Say which cameras see each room of the campus in FOLDER, best first, and how much of it."""
    campus = _campus(folder)
    seen = Coverage(campus)
    units = [
        it for it in campus.units if not room or room.casefold() in (it.number.casefold(), it.name.casefold())
    ]
    if not units:
        raise click.ClickException(f"{campus.name} has no room {room!r}")
    for unit in units:
        found = seen.of_unit(unit.unit_id)
        if as_json:
            row = {"unit_id": unit.unit_id, "room": title(unit), "level_id": unit.level_id, "cameras": found}
            click.echo(msgspec.json.encode(row).decode())
            continue
        cameras = ", ".join(f"{it.camera_id} {it.share:.0%} at {it.distance_m:.0f} m" for it in found)
        click.echo(f"{unit.level_id}: {title(unit)}: {cameras or 'no camera'}")
    if not room and not as_json:
        for level in campus.levels:
            click.echo(f"{level.level_id}: {seen.seen_share(level.level_id):.0%} seen")


@main.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.argument("start")
@click.argument("room")
@click.option("--stairs-only", is_flag=True, help="Take no elevator.")
@click.option("--blocked", multiple=True, metavar="ROOM", help="A room or hall that cannot be passed.")
def route(folder: Path, start: str, room: str, stairs_only: bool, blocked: tuple[str, ...]) -> None:
    """Say the shortest way from START to ROOM on the campus in FOLDER, and the cameras that see each leg.

    START is LATITUDE,LONGITUDE outside, or an exterior door such as `high-school:1`. ROOM is a number or a
    name, with its level before it where that is not enough: `high-school-1:153`.
    """
    campus = _campus(folder)
    router = Router(campus)
    try:
        way = router.route(
            _start(campus, start),
            _unit(campus, room).unit_id,
            blocked_units=[_unit(campus, it).unit_id for it in blocked],
            elevators=not stairs_only,
        )
    except NoRouteError as error:
        raise click.ClickException(str(error)) from error
    for leg in way.legs:
        door = f", {leg.through}" if leg.through else ""
        cameras = f" [{', '.join(leg.camera_ids)}]" if leg.camera_ids else ""
        click.echo(f"{leg.length_m:5.0f} m  {leg.name}{door}{cameras}")
    click.echo(f"{way.length_m:5.0f} m  in all, {way.level_changes} level changes")


def _start(campus: Campus, text: str) -> Position | str:
    try:
        latitude, longitude = map(float, text.split(","))
        return Position(longitude=longitude, latitude=latitude)
    except ValueError:
        building_id, _, number = text.partition(":")
    for opening in campus.openings:
        level = campus.level_by_id[opening.level_id]
        if number and opening.number == number and level.building_id == building_id:
            return opening.opening_id
    raise click.ClickException(f"{text!r} is neither LATITUDE,LONGITUDE nor BUILDING:DOOR")


def _unit(campus: Campus, text: str) -> Unit:
    level_id, _, name = text.rpartition(":")
    named = [
        it
        for it in campus.units
        if name.casefold() in (it.number.casefold(), it.name.casefold()) and level_id in ("", it.level_id)
    ]
    if len(named) == 1:
        return named[0]
    if not named:
        raise click.ClickException(f"{campus.name} has no room {text!r}")
    places = ", ".join(f"{it.level_id}:{name}" for it in named)
    raise click.ClickException(f"{text!r} may be any of {places}")


def _campus(folder: Path) -> Campus:
    try:
        return read_campus(folder)
    except SurveyError as error:
        raise click.ClickException(str(error)) from error


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _archives(path: Path) -> Iterator[Path]:
    """The campus itself, or each campus of a folder that holds several."""
    if path.is_file() or (path / "manifest.json").exists():
        yield path
        return
    inner = [it for it in sorted(path.iterdir()) if it.is_dir() or it.suffix.lower() == ".zip"]
    if not inner:
        raise click.UsageError(f"{path} holds neither an IMDF archive nor folders of them")
    yield from inner


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


if __name__ == "__main__":
    main()
