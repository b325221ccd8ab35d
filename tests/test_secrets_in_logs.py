"""What opens a door is in no log line of the running service, whoever sends it and wherever."""

import json
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from responder.app import running
from responder.logs import LogFormat, configure_logs
from responder.settings import CameraSettings
from responder.web.links import link_url
from tests.web.service import PANIC_SECRET, PASSWORD, add_officer, settings_for, share, sign_in, token_of

TAP_KEY = "0f" * 16
CAMERA = CameraSettings(
    camera_id="main-lobby",
    main_url="rtsp://127.0.0.1:9/secret-path",
    username="camera-user",
    password="camera-password",
)


async def test_nothing_that_opens_a_door_is_logged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Tokens, taps, cookies, PINs, codes, passwords and cameras, used rightly and wrongly."""
    # Another test may have sent the logs elsewhere.
    configure_logs(LogFormat.JSON)
    settings = settings_for(tmp_path / "data", tmp_path, cameras=(CAMERA,))
    async with running(replace(settings)) as site, httpx.AsyncClient(base_url=site.origin) as officer:
        await add_officer(site)
        await sign_in(officer)
        shared = await share(officer, "high-school", pin="90210735")
        token, link_id = token_of(shared["issued"]["url"]), shared["issued"]["link"]["link_id"]
        words = (await officer.post(f"/api/links/{link_id}/spoken-code")).json()["words"]
        uri = (await officer.post("/api/session/second-factor")).json()["uri"]
        async with httpx.AsyncClient(base_url=site.origin) as phone:
            for pin in ("11119999", "90210735"):
                await phone.post("/api/redeem", json={"token": token, "pin": pin, "tap_key": TAP_KEY})
            await phone.post("/api/redeem/spoken", json={"code": words, "pin": "90210735"})
            await phone.get(f"/api/redeem?token={token}")
            await phone.get("/api/permit", headers={"authorization": "Bearer stolen-bearer-secret"})
            await phone.post("/api/session", json={"username": "officer", "password": "wrong horse"})
            device_secret = phone.cookies["responder-device"]
        staff_secret = officer.cookies["responder-staff"]
        assert link_url(site.origin, token) == shared["issued"]["url"]
    said = "".join(capfd.readouterr())
    assert "/api/redeem" in said
    kept = (tmp_path / "data" / "redis").rglob("*.aof*")
    on_disk = b"".join(path.read_bytes() for path in kept if path.is_file()).decode("latin-1")
    assert "link_redeemed" in on_disk
    secrets = {
        token,
        TAP_KEY,
        device_secret,
        staff_secret,
        words,
        json.dumps(uri),
        uri.partition("secret=")[2].partition("&")[0],
        "90210735",
        "11119999",
        "stolen-bearer-secret",
        PASSWORD,
        "wrong horse",
        PANIC_SECRET,
        "secret-path",
        "camera-user",
        "camera-password",
    }
    assert [secret for secret in secrets if secret in said] == []
    assert [secret for secret in secrets if secret in on_disk] == []
