"""`responder user`, as whoever runs the site keeps its accounts."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx

from responder.commands.terminal import opened_store, settings_at
from responder.store.second_factors import SecondFactors
from tests.command_line import PASSWORD, ROOT, append, responder, serving


async def test_an_account_is_added_signs_in_and_is_removed(config: Path) -> None:
    """While the service runs: the command works on the same records."""
    async with serving(config) as served, httpx.AsyncClient(base_url=served.address) as client:
        added = await asyncio.to_thread(
            responder,
            config,
            "user",
            "add",
            "Chief",
            "--name",
            "The Chief",
            typed=f"{PASSWORD}\n{PASSWORD}\n",
        )
        assert "Added chief (safety_officer)." in added.output
        sign_in = {"username": "chief", "password": PASSWORD}
        assert (await client.post("/api/session", json=sign_in)).json()["display_name"] == "The Chief"
        listed = await asyncio.to_thread(responder, config, "user", "list")
        assert "chief\tsafety_officer\tThe Chief" in listed.output
        await asyncio.to_thread(responder, config, "user", "remove", "chief")
        assert (await client.get("/api/session")).status_code == 401


def test_an_account_may_be_bound_to_camera_groups(config: Path) -> None:
    """To those that the settings name, and `user list` says to which."""
    append(config, '[camera_groups]\nparking = ["main-lobby"]\n')
    words = ("user", "add", "jan", "--role", "facilities", "--password-stdin", "--camera-group")
    added = responder(config, *words, "parking", typed=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    assert "jan\tfacilities\tjan\tgroup parking" in responder(config, "user", "list").output
    promoted = responder(config, "user", "change", "jan", "--role", "dispatcher")
    assert promoted.output.endswith("Changed jan (dispatcher).\n")
    assert "jan\tdispatcher\tjan\t\n" in responder(config, "user", "list").output
    refused = responder(config, *words, "parkng", typed=f"{PASSWORD}\n")
    assert (refused.exit_code, refused.output) == (1, "Error: There is no camera group 'parkng'.\n")


def test_a_lost_second_factor_is_removed(config: Path) -> None:
    """Also that of the only administrator, whom nobody on the console could help."""

    async def enrol() -> None:
        async with opened_store(settings_at(config)) as store:
            await SecondFactors(store).begin("chief")

    responder(config, "user", "add", "chief", "--password-stdin", typed=f"{PASSWORD}\n")
    asyncio.run(enrol())
    removed = responder(config, "user", "remove-second-factor", "chief")
    assert (removed.exit_code, removed.output) == (0, "Removed the second factor of chief.\n")
    assert "no second factor" in responder(config, "user", "remove-second-factor", "chief").output


def test_a_command_for_the_records_loads_no_web_server() -> None:
    """That takes as long as all the rest of it."""
    code = "import sys, responder.commands.users; sys.exit('litestar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
