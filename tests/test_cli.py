"""The command line, as a person at a terminal uses it."""

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from responder.__main__ import main
from tests.command_line import PASSWORD, append, responder, serving


def test_help_says_what_each_command_is_for() -> None:
    """A stranger finds the way."""
    text = CliRunner().invoke(main, ["--help"]).output
    for command in ("serve", "check", "user", "link", "demo"):
        assert command in text
    assert "Traceback" not in text


async def test_a_link_is_issued_listed_and_revoked(config: Path) -> None:
    """It opens in a browser at once, and is dead for that browser when revoked."""
    async with serving(config) as served, httpx.AsyncClient(base_url=served.address) as client:
        issued = await asyncio.to_thread(
            responder,
            config,
            *("link", "issue", "--building", "high-school", "--agency", "Police", "--reason", "Drill"),
        )
        assert issued.exit_code == 0, issued.output
        token = re.search(r"/e#([A-Za-z0-9_-]{43})", issued.output)
        assert token is not None
        opened = await client.post("/api/redeem", json={"token": token[1]})
        assert opened.json()["agency"] == "Police"

        listed = await asyncio.to_thread(responder, config, "link", "list")
        found = re.search(r"  (\w+)  active .*1/50 devices  Police", listed.output)
        assert found is not None
        revoked = await asyncio.to_thread(responder, config, "link", "revoke", found[1])
        assert f"Revoked {found[1]}" in revoked.output
        assert (await client.get("/api/permit")).json()["type"] == "link-revoked"


def test_commands_work_without_a_service(config: Path) -> None:
    """The first account is added before the first start."""
    added = responder(config, "user", "add", "chief", "--password-stdin", typed=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    assert "chief" in responder(config, "user", "list").output
    assert "No incident is open." in responder(config, "link", "list").output


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("user", "add", "chief", "--password-stdin"), "short\n", "at least 10 characters"),
        (("user", "remove", "nobody"), "", "no such account"),
        (("user", "change", "nobody", "--role", "auditor"), "", "no such account"),
        (("user", "remove-second-factor", "nobody"), "", "no second factor"),
        (("user", "password", "nobody", "--password-stdin"), f"{PASSWORD}\n", "no such account"),
        (("link", "revoke", "nothing"), "", "no such link"),
        (
            ("link", "issue", "--building", "moon", "--agency", "Police", "--reason", "Drill"),
            "",
            "no building 'moon'; there are: athletic-center",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(config: Path, words: tuple[str, ...], typed: str, said: str) -> None:
    """Exit code 1 and no traceback."""
    result = responder(config, *words, typed=typed)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_settings_that_are_wrong_are_told(tmp_path: Path) -> None:
    """By every command, with the key."""
    config = tmp_path / "responder.toml"
    config.write_text('[campus]\npath = "maps"\n[server]\nport = "web"\n')
    for words in (("check",), ("serve",), ("user", "list"), ("link", "list")):
        result = responder(config, *words)
        assert (result.exit_code, result.output) == (1, "Error: server.port: Expected `int`, got `str`\n")


def test_check_finds_what_is_wrong_and_what_is_weak(config: Path) -> None:
    """Errors make it fail; warnings are for a person."""
    result = responder(config, "check")
    assert result.exit_code == 0, result.output
    assert "warning: cameras.main-lobby: has no password" in result.output
    assert "warning: cameras.cafeteria: is on the map, but has no address here" in result.output
    assert "warning: camera_network.allow_loopback" in result.output

    append(config, 'password = "camera secret"\n')
    config.chmod(0o644)
    assert "is readable by others: chmod 600 it" in responder(config, "check").output
    config.chmod(0o600)
    assert "chmod" not in responder(config, "check").output

    assert "privacy" not in result.output
    config.write_text(config.read_text().replace("[media]", "[media]\ntranscoding_cores = 0"))
    assert "photos only of elementary-playground, gym-parking" in responder(config, "check").output

    append(config, '[cameras.attic]\nmain_url = "rtsp://10.0.0.1/1"\n')
    (config.parent / "dist" / "index.html").unlink()
    result = responder(config, "check")
    assert result.exit_code == 1
    assert "error: cameras.attic: is not on the map" in result.output
    assert "error: server.static_dir" in result.output


async def test_a_link_begins_when_it_is_told_to(config: Path) -> None:
    """A time that is over is refused, and leaves no incident open."""
    words = (
        "link",
        "issue",
        "--building",
        "high-school",
        "--agency",
        "Police",
        "--reason",
        "Drill",
        "--begins",
    )
    tomorrow = (datetime.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")  # noqa: DTZ005 - local, as typed
    issued = await asyncio.to_thread(responder, config, *words, tomorrow)
    assert re.search(r"for Police, from .* UTC until .* UTC:", issued.output), issued.output
    refused = await asyncio.to_thread(responder, config, *words, "2020-02-02 20:20")
    assert (refused.exit_code, "later than now" in refused.output) == (1, True)
    listed = (await asyncio.to_thread(responder, config, "link", "list")).output
    assert (listed.count("incident "), listed.count(" upcoming ")) == (1, 1)


async def test_a_link_needs_an_agreement_where_the_district_requires_one(config: Path) -> None:
    """At the terminal as on the console."""
    append(config, "[access]\nrequires_agreement = true\n")
    words = ("link", "issue", "--building", "high-school", "--agency", "Police", "--reason", "Drill")
    refused = await asyncio.to_thread(responder, config, *words)
    assert (refused.exit_code, "no agreement" in refused.output) == (1, True), refused.output
    assert "No incident is open." in (await asyncio.to_thread(responder, config, "link", "list")).output
