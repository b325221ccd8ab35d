"""`responder user`: who can sign in to the console."""

import sys
from pathlib import Path

import click

from responder.access.account import Account, Role
from responder.commands.terminal import command_line_actor, config_option, opened_store, run, settings_at
from responder.settings import Settings
from responder.store.accounts import Accounts
from responder.store.connection import Store
from responder.store.passwords import Passwords


@click.group()
def user() -> None:
    """Staff accounts: who can sign in to the console and share cameras."""


@user.command()
@config_option
@click.argument("username")
@click.option("--name", "display_name", default="", help="Shown in the console; the user name when left out.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.SAFETY_OFFICER.value,
    show_default=True,
    help="What the account may do.",
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
)
def add(config_path: Path, username: str, display_name: str, role: str, password_stdin: bool) -> None:
    """Add an account; asks for its password."""
    settings, password = settings_at(config_path), _read_password(from_stdin=password_stdin)
    account = run(_add(settings, username, display_name, Role(role), password))
    click.echo(f"Added {account.username} ({account.role}).")


@user.command(name="list")
@config_option
def list_accounts(config_path: Path) -> None:
    """List all accounts."""
    for account in run(_list(settings_at(config_path))):
        click.echo(f"{account.username}\t{account.role}\t{account.display_name}")


@user.command()
@config_option
@click.argument("username")
def remove(config_path: Path, username: str) -> None:
    """Remove an account; who is signed in to it is signed out at once."""
    run(_remove(settings_at(config_path), username))
    click.echo(f"Removed {username}.")


@user.command()
@config_option
@click.argument("username")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
)
def password(config_path: Path, username: str, password_stdin: bool) -> None:
    """Set a new password."""
    settings = settings_at(config_path)
    run(_set_password(settings, username, _read_password(from_stdin=password_stdin)))
    click.echo(f"Changed the password of {username}.")


@user.command()
@config_option
@click.argument("username")
def unlock(config_path: Path, username: str) -> None:
    """Let an account sign in again after too many wrong passwords."""
    run(_unlock(settings_at(config_path), username))
    click.echo(f"Unlocked {username}.")


def _read_password(*, from_stdin: bool) -> str:
    """Never an argument: arguments are visible to every user of the machine."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _accounts(store: Store) -> Accounts:
    return Accounts(store, Passwords())


async def _add(settings: Settings, username: str, display_name: str, role: Role, password: str) -> Account:
    async with opened_store(settings) as store:
        return await _accounts(store).add(
            username=username,
            display_name=display_name,
            role=role,
            password=password,
            actor=command_line_actor(),
        )


async def _list(settings: Settings) -> list[Account]:
    async with opened_store(settings) as store:
        return await _accounts(store).list_all()


async def _remove(settings: Settings, username: str) -> None:
    async with opened_store(settings) as store:
        await _accounts(store).remove(username, actor=command_line_actor())


async def _set_password(settings: Settings, username: str, password: str) -> None:
    async with opened_store(settings) as store:
        await _accounts(store).set_password(username, password, actor=command_line_actor())


async def _unlock(settings: Settings, username: str) -> None:
    async with opened_store(settings) as store:
        await _accounts(store).unlock(username, actor=command_line_actor())
