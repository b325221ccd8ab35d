"""`python -m gis`: campus maps from the command line."""

import click

from gis.commands.ask import coverage, find, grid, route
from gis.commands.export import export
from gis.commands.georeference import georeference
from gis.commands.maps import cameras, check, import_


@click.group()
def main() -> None:
    """Campus maps: buildings, rooms, doors and the cameras that watch them."""


for _command in (check, import_, cameras, coverage, route, find, grid, georeference, export):
    main.add_command(_command)


if __name__ == "__main__":
    main(prog_name="python -m gis")
