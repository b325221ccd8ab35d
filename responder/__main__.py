"""The `responder` command."""

from importlib import import_module
from typing import cast

import click

COMMANDS = {
    "audit": "responder.commands.audit",
    "camera": "responder.commands.cameras",
    "check": "responder.commands.service",
    "demo": "responder.commands.demo",
    "link": "responder.commands.links",
    "map-key": "responder.commands.map_keys",
    "serve": "responder.commands.service",
    "user": "responder.commands.users",
}


class CommandsOnDemand(click.Group):
    """Loads only the command that is run: the demo's camera scenes cost the service a second of its start."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, getattr(import_module(COMMANDS[cmd_name]), cmd_name.replace("-", "_")))


@click.group(cls=CommandsOnDemand)
@click.version_option(package_name="responder")
def main() -> None:
    """Live school cameras for first responders: one link, every camera of the building, on a map.

    Start with `responder demo` to see it at work, or `responder check` and `responder serve` to run a site.
    """


if __name__ == "__main__":
    main()
