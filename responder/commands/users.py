"""`responder user`: who can sign in to the console."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gis.imdf import read_campus
from responder.access.account import Account, Assignment, Role
from responder.access.camera_group import CameraGroups
from responder.access.errors import InvalidRequest
from responder.commands.terminal import command_line_actor, config_option, opened_store, run, settings_at
from responder.settings import Settings
from responder.store.accounts import Accounts
from responder.store.connection import Store
from responder.store.passwords import Passwords
from responder.store.second_factors import SecondFactors

_ROLES = click.Choice([role.value for role in Role])
_password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
)


def _scope_options(command: Callable[..., None]) -> Callable[..., None]:
    """Where a role is held."""
    options = (
        click.option(
            "--building",
            "building_ids",
            multiple=True,
            help="Own building of a building_admin; may be repeated.",
        ),
        click.option(
            "--camera", "camera_ids", multiple=True, help="Camera listed for facilities; may be repeated."
        ),
        click.option(
            "--camera-group",
            "camera_groups",
            multiple=True,
            help="Group of cameras: listed for facilities, binding a building_admin; may be repeated.",
        ),
        click.option("--agency", default="", help="Agency of an agency_officer."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def user() -> None:
    """Staff accounts: who can sign in to the console and share cameras."""


@user.command()
@config_option
@click.argument("username")
@click.option("--name", "display_name", default="", help="Shown in the console; the user name when left out.")
@click.option(
    "--role",
    type=_ROLES,
    default=Role.SAFETY_OFFICER.value,
    show_default=True,
    help="What the account may do.",
)
@_scope_options
@_password_option
def add(
    config_path: Path, username: str, display_name: str, role: str, password_stdin: bool, **scope: Any
) -> None:
    """Add an account; asks for its password."""
    settings, password = settings_at(config_path), _read_password(from_stdin=password_stdin)
    account = run(_add(settings, username, display_name, _assignment(role, **scope), password))
    click.echo(f"Added {account.username} ({account.role}).")


@user.command()
@config_option
@click.argument("username")
@click.option("--name", "display_name", default="", help="Shown in the console; as it is when left out.")
@click.option("--role", type=_ROLES, required=True, help="What the account may do from now on.")
@_scope_options
def change(config_path: Path, username: str, display_name: str, role: str, **scope: Any) -> None:
    """Give an account another role or scope, from now on; what is not named here is gone."""
    account = run(_change(settings_at(config_path), username, display_name, _assignment(role, **scope)))
    click.echo(f"Changed {account.username} ({account.role}).")


@user.command(name="list")
@config_option
def list_accounts(config_path: Path) -> None:
    """List all accounts: name, role, person and scope."""
    for account in run(_list(settings_at(config_path))):
        click.echo("\t".join((account.username, account.role, account.display_name, _scope(account))))


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
@_password_option
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


@user.command()
@config_option
@click.argument("username")
def remove_second_factor(config_path: Path, username: str) -> None:
    """Ask for the password alone again, after a lost phone and a lost paper."""
    run(_remove_second_factor(settings_at(config_path), username))
    click.echo(f"Removed the second factor of {username}.")


def _assignment(
    role: str,
    *,
    building_ids: tuple[str, ...],
    camera_ids: tuple[str, ...],
    camera_groups: tuple[str, ...],
    agency: str,
) -> Assignment:
    return Assignment(
        role=Role(role),
        building_ids=frozenset(building_ids),
        camera_ids=frozenset(camera_ids),
        camera_groups=frozenset(camera_groups),
        agency=agency,
    )


def _scope(account: Account) -> str:
    """Where the role is held, empty for the whole site."""
    scope = [f"building {it}" for it in sorted(account.building_ids)]
    scope += [f"camera {it}" for it in sorted(account.camera_ids)]
    scope += [f"group {it}" for it in sorted(account.camera_groups)]
    return ", ".join(scope) or account.agency


def _read_password(*, from_stdin: bool) -> str:
    """Never an argument: arguments are visible to every user of the machine."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _accounts(store: Store) -> Accounts:
    return Accounts(store, Passwords())


async def _add(
    settings: Settings, username: str, display_name: str, assignment: Assignment, password: str
) -> Account:
    _require_known(settings, assignment)
    async with opened_store(settings) as store:
        return await _accounts(store).add(
            username=username,
            display_name=display_name,
            assignment=assignment,
            password=password,
            actor=command_line_actor(),
        )


async def _change(settings: Settings, username: str, display_name: str, assignment: Assignment) -> Account:
    _require_known(settings, assignment)
    async with opened_store(settings) as store:
        return await _accounts(store).change(
            username, display_name=display_name, assignment=assignment, actor=command_line_actor()
        )


def _require_known(settings: Settings, assignment: Assignment) -> None:
    """A typing error must not become an account that sees nothing. Raises InvalidRequest or SurveyError."""
    CameraGroups(members=settings.camera_groups).require_known(assignment.camera_groups)
    if not assignment.building_ids and not assignment.camera_ids:
        return
    campus = read_campus(settings.campus.path)
    unknown = assignment.building_ids - campus.building_by_id.keys()
    unknown |= assignment.camera_ids - campus.camera_by_id.keys()
    if unknown:
        raise InvalidRequest(f"{min(unknown)!r} is not on the map.")


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


async def _remove_second_factor(settings: Settings, username: str) -> None:
    async with opened_store(settings) as store:
        await SecondFactors(store).remove(username, actor=command_line_actor())
