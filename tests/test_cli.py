"""The command line, as a person at a terminal uses it."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from responder.__main__ import main
from responder.commands.terminal import opened_store, settings_at
from responder.store.data_lock import DataLock
from responder.store.second_factors import SecondFactors

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse battery"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A site with a map, one camera that does not answer, and a client."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("<!doctype html>")
    path = tmp_path / "responder.toml"
    path.write_text(
        f"""
        [campus]
        path = "{ROOT / "campus_maps" / "maple-ridge"}"
        [server]
        port = 0
        data_dir = "data"
        static_dir = "dist"
        [media]
        port = 0
        [camera_network]
        allow_loopback = true
        [cameras.main-lobby]
        main_url = "rtsp://127.0.0.1:9/main"
        """
    )
    return path


def append(config: Path, text: str) -> None:
    """More settings at the end of the file."""
    config.write_text(config.read_text() + text)


def responder(config: Path, *words: str, typed: str = "") -> Result:
    """Runs a command in this process, beside whatever service runs on the data directory."""
    return CliRunner().invoke(main, [*words, "--config", str(config)], input=typed)


class Served:
    """`responder serve` in a process of its own, and what it logs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.address = ""
        self.log = ""
        self.ready = asyncio.Event()

    async def read_log(self) -> None:
        """Until the process ends."""
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.log += line.decode()
            if b'"ready"' in line:
                self.address = json.loads(line)["address"]
                self.ready.set()


@asynccontextmanager
async def serving(config: Path, *options: str) -> AsyncIterator[Served]:
    """A running service, which must end cleanly when asked to."""
    served = Served(
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "responder", "serve", "--config", str(config)),
            *("--log-format", "json", *options),
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
    )
    reading = asyncio.create_task(served.read_log())
    try:
        async with asyncio.timeout(60):
            await served.ready.wait()
        yield served
    finally:
        if served.process.returncode is None:
            served.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            await asyncio.gather(reading, served.process.wait())
    assert served.process.returncode == 0


def test_help_says_what_each_command_is_for() -> None:
    """A stranger finds the way."""
    text = CliRunner().invoke(main, ["--help"]).output
    for command in ("serve", "check", "user", "link", "demo"):
        assert command in text
    assert "Traceback" not in text


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


async def test_the_service_ends_when_asked_to(config: Path) -> None:
    """SIGTERM: exit code 0, and nothing of it is left running."""
    async with serving(config) as served:
        async with httpx.AsyncClient(base_url=served.address) as client:
            assert (await client.get("/healthz")).json() == {"store": "up"}
        served.process.send_signal(signal.SIGTERM)
        assert await served.process.wait() == 0
    redis_lock = DataLock(config.parent / "data" / "redis" / "server.lock")
    assert redis_lock.take()
    redis_lock.release()


async def test_no_secret_reaches_the_log(config: Path) -> None:
    """Not with every line switched on, whoever signs in, opens a link or mistypes."""
    append(config, 'username = "viewer"\npassword = "camera secret"\n')
    await asyncio.to_thread(
        responder, config, "user", "add", "chief", "--password-stdin", typed=f"{PASSWORD}\n"
    )
    async with serving(config, "--verbose") as served, httpx.AsyncClient(base_url=served.address) as client:
        await client.post("/api/session", json={"username": "chief", "password": "mistyped secret"})
        await client.post("/api/session", json={"username": "chief", "password": PASSWORD})
        request = {"building_ids": ["high-school"], "kind": "drill", "reason": "Drill"}
        opened = await client.post("/api/incidents", json=request | {"link": {"agency": "Police"}})
        token = opened.json()["issued"]["url"].partition("#")[2]
        await client.post("/api/redeem", json={"token": token})
        await client.get(f"/api/permit?token={token}")
        await client.post("/api/live", json={"sdp": "v=0", "slots": []})
        cookies = list(client.cookies.values())
    assert len(cookies) == 2
    assert '"path": "/api/permit"' in served.log
    for secret in (PASSWORD, "mistyped secret", "camera secret", token, *cookies, "rtsp://", "127.0.0.1:9"):
        assert secret not in served.log


async def test_a_second_service_on_the_same_data_is_refused(config: Path) -> None:
    """Two would overwrite each other's records."""
    async with serving(config):
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "responder", "serve", "--config", str(config)),
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        _, said = await second.communicate()
        assert second.returncode == 1
        assert b"belongs to a service that is running" in said
        assert b"Traceback" not in said


async def test_the_running_service_never_imports_geopandas() -> None:
    """It brings pandas, and takes a second of the three that a start may take."""
    code = "import sys, responder.commands.service; sys.exit('pandas' in sys.modules)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT)
    assert await process.wait() == 0


@pytest.fixture(autouse=True)
def _no_redis_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own Redis is left alone."""
    monkeypatch.delitem(os.environ, "REDIS_URL", raising=False)
    monkeypatch.delitem(os.environ, "RESPONDER_CONFIG", raising=False)
