"""`responder serve` as a process: what it logs, loads and leaves behind."""

import asyncio
import signal
import sys
from pathlib import Path

import httpx

from responder.store.data_lock import DataLock
from tests.command_line import PASSWORD, ROOT, append, responder, serving


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
