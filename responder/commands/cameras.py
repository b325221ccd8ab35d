"""`responder camera`: what concerns one camera of the settings."""

import sys
from pathlib import Path

import click

from responder.commands.terminal import config_option, errors_told, settings_at
from responder.settings_file import seal_camera_password


@click.group()
def camera() -> None:
    """Cameras: their passwords, encrypted for the settings file."""


@camera.command()
@config_option
@click.argument("camera_id")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
)
def seal(config_path: Path, camera_id: str, password_stdin: bool) -> None:
    """Encrypt the password of CAMERA_ID, as a line for its table in the settings.

    It is of use only with the key in this site's data directory, which is not in the store.
    """
    settings = settings_at(config_path)
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _asked()
    with errors_told():
        sealed = seal_camera_password(settings.server.data_dir, camera_id, password)
    click.echo(f'password_sealed = "{sealed}"')


def _asked() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
