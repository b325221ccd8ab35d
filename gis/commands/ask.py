"""Commands that ask the map: who sees a room, where something is, how to get there."""

from pathlib import Path

import click
import msgspec

from gis.campus import Campus, Unit
from gis.coverage import Coverage
from gis.find import Finder
from gis.finding import SurveyError
from gis.grid import Grid, GridError
from gis.imdf import read_campus
from gis.route import Router
from gis.title import unit_title
from gis.way import NoRouteError, Position


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--room", default="", help="Only which cameras see this room, by number or name.")
@click.option("--at", default="", metavar="LATITUDE,LONGITUDE", help="Only which cameras see this point.")
@click.option("--level", default="", help="The level of the point; outside when left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per room.")
def coverage(folder: Path, room: str, at: str, level: str, as_json: bool) -> None:
    """Say which cameras see each room of the campus in FOLDER, best first, and how much of it."""
    campus = read(folder)
    seen = Coverage(campus)
    if at:
        _say_who_sees(seen, at, level)
        return
    units = [it for it in campus.units if not room or _is_called(it, room)]
    if not units:
        raise click.ClickException(f"{campus.name} has no room {room!r}")
    for unit in units:
        found = seen.of_unit(unit.unit_id)
        if as_json:
            row = {
                "unit_id": unit.unit_id,
                "room": unit_title(unit),
                "level_id": unit.level_id,
                "cameras": found,
            }
            click.echo(msgspec.json.encode(row).decode())
            continue
        cameras = ", ".join(f"{it.camera_id} {it.share:.0%} at {it.distance_m:.0f} m" for it in found)
        click.echo(f"{unit.level_id}: {unit_title(unit)}: {cameras or 'no camera'}")
    if not room and not as_json:
        for it in campus.levels:
            click.echo(f"{it.level_id}: {seen.seen_share(it.level_id):.0%} seen")


def _say_who_sees(seen: Coverage, at: str, level: str) -> None:
    if level and level not in seen.campus.level_by_id:
        levels = ", ".join(seen.campus.level_by_id)
        raise click.ClickException(f"{seen.campus.name} has no level {level!r}; there are: {levels}")
    point = _position(at)
    if point is None:
        raise click.ClickException(f"{at!r} is not LATITUDE,LONGITUDE")
    for it in seen.of_point(point.longitude, point.latitude, level or None):
        off_axis = f"{it.off_axis_deg:.0f}° off its middle"
        click.echo(f"{it.camera_id} at {it.distance_m:.0f} m, {off_axis}")


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.argument("start")
@click.argument("room")
@click.option("--stairs-only", is_flag=True, help="Take no elevator.")
@click.option("--blocked", multiple=True, metavar="ROOM", help="A room or hall that cannot be passed.")
@click.option("--shut", multiple=True, metavar="BUILDING:DOOR", help="A numbered door that cannot be passed.")
def route(
    folder: Path, start: str, room: str, stairs_only: bool, blocked: tuple[str, ...], shut: tuple[str, ...]
) -> None:
    """Say the shortest way from START to ROOM on the campus in FOLDER, and the cameras that see each leg.

    START is LATITUDE,LONGITUDE outside, or an exterior door such as `high-school:1`. ROOM is a number or a
    name, with its level before it where that is not enough: `high-school-1:153`.
    """
    campus = read(folder)
    router = Router(campus)
    try:
        way = router.route(
            _start(campus, start),
            _unit(campus, room).unit_id,
            blocked_units=[_unit(campus, it).unit_id for it in blocked],
            blocked_openings=[_door(campus, it) for it in shut],
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
    return _position(text) or _door(campus, text)


def _position(text: str) -> Position | None:
    """None when it is no place on Earth."""
    try:
        latitude, longitude = map(float, text.split(","))
    except ValueError:
        return None
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    return Position(longitude=longitude, latitude=latitude) if on_earth else None


def _door(campus: Campus, text: str) -> str:
    building_id, _, number = text.partition(":")
    for opening in campus.openings:
        level = campus.level_by_id[opening.level_id]
        if number and opening.number == number and level.building_id == building_id:
            return opening.opening_id
    raise click.ClickException(f"{text!r} is neither LATITUDE,LONGITUDE nor BUILDING:DOOR")


def _unit(campus: Campus, text: str) -> Unit:
    level_id, _, name = text.rpartition(":")
    named = [it for it in campus.units if _is_called(it, name) and level_id in ("", it.level_id)]
    if len(named) == 1:
        return named[0]
    if not named:
        raise click.ClickException(f"{campus.name} has no room {text!r}")
    places = ", ".join(f"{it.level_id}:{name}" for it in named)
    raise click.ClickException(f"{text!r} may be any of {places}")


def _is_called(unit: Unit, name: str) -> bool:
    return name.casefold() in (unit.number.casefold(), unit.name.casefold())


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.argument("query")
def find(folder: Path, query: str) -> None:
    """Find rooms, cameras, doors and equipment by what people say, each with its grid square."""
    campus = read(folder)
    grid = Grid(campus)
    for place in Finder(campus).find(query):
        try:
            square = grid.reference(place.longitude, place.latitude)
        except GridError:
            square = "-"
        where = f"{place.latitude:.6f},{place.longitude:.6f}"
        click.echo(f"{square:4} {where}  {place.kind:8} {place.level_id or 'outside'}: {place.title}")


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.argument("place")
def grid(folder: Path, place: str) -> None:
    """Say the square of the printed grid at PLACE, LATITUDE,LONGITUDE, or the middle of the square PLACE."""
    squares = Grid(read(folder))
    position = _position(place)
    try:
        if position is not None:
            click.echo(squares.reference(position.longitude, position.latitude))
            return
        middle = squares.square(place).centroid
        click.echo(f"{middle.y:.6f},{middle.x:.6f}")
    except GridError as error:
        raise click.ClickException(str(error)) from error


def read(folder: Path) -> Campus:
    """The campus in a folder, or a message for the person at the keyboard."""
    try:
        return read_campus(folder)
    except SurveyError as error:
        raise click.ClickException(str(error)) from error
