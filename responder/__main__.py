"""The `responder` command."""

import click

from responder.commands.demo import demo
from responder.commands.links import link
from responder.commands.service import check, serve
from responder.commands.users import user


@click.group()
@click.version_option(package_name="responder")
def main() -> None:
    """Live school cameras for first responders: one link, every camera of the building, on a map.

    Start with `responder demo` to see it at work, or `responder check` and `responder serve` to run a site.
    """


for command in (demo, serve, check, user, link):
    main.add_command(command)

if __name__ == "__main__":
    main()
