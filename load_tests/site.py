"""A whole site on this machine, for measurements and browser tests: simulated cameras and the real service.

The cameras play in a thread of this process, so that a test can make them misbehave and knows when each frame
was sent; the service is a process of its own, so that its CPU and memory are its own.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec

from gis.campus import Campus
from gis.imdf import read_campus
from responder.access.incident import IncidentKind
from responder.access.webhook import parse_secret, signature
from responder.demo.camera import Fault, SimulatedCamera
from responder.demo.demo import CameraAccess, own_campus, prepare_footage, scenes, settings_text
from responder.demo.footage import make_footage
from responder.demo.rtsp_server import RtspServer
from responder.web.wire import IncidentOpened, IncidentRequest, IssuedLink, LinkRequest
from responder.web.wire_alerts import AlertReceived
from responder.web.wire_sharing import SpokenCode

T = TypeVar("T")

ROOT = Path(__file__).parents[1]
CAMPUS = ROOT / "campus_maps/maple-ridge"
STATIC = ROOT / "static/dist"
USERNAME = "officer"
SERVE = (sys.executable, "-m", "responder", "serve", "--log-format", "json")
# Shared with `make demo`, and kept from run to run: making it takes half a minute.
FOOTAGE = ROOT / "data/footage"

# What its detectors sign with, new in every run.
ALERT_SECRET = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()

# The promise is 3 s; a loaded machine may take longer, and a service that never starts must not hang a run.
READY_WITHIN_S = 30.0
# The same.
STOPPED_WITHIN_S = 30.0


class ServiceFailed(RuntimeError):
    """The service did not start or stop as it should; the message ends with its log."""


class Cameras:
    """The simulated cameras of a campus, on an event loop in a thread of their own."""

    def __init__(self, campus: Campus, footage_dir: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulated cameras", daemon=True)
        self._thread.start()
        specs = scenes(campus)
        footage = make_footage(specs.values(), footage_dir)
        self._cameras = {
            camera_id: SimulatedCamera.from_footage(camera_id, footage[spec.camera_number], spec, footage_dir)
            for camera_id, spec in specs.items()
        }
        self.numbers = {camera_id: spec.camera_number for camera_id, spec in specs.items()}
        self._password = secrets.token_urlsafe(12)
        self._server = RtspServer(self._cameras.values(), username="demo", password=self._password)
        self._call(self._server.start())

    @property
    def access(self) -> CameraAccess:
        return CameraAccess(port=self._server.port, username="demo", password=self._password)

    def inject(self, camera_id: str, fault: Fault) -> None:
        """Makes a camera misbehave."""
        self._call(self._cameras[camera_id].inject(fault))

    def heal(self, camera_id: str) -> None:
        self._call(self._cameras[camera_id].heal())

    def sent_at_s(self, camera_id: str, stream: str, counter: int) -> float | None:
        """Unix time at which the frame with this counter was last sent; None when it never was."""
        return self._server.sent_at_s(camera_id, stream, counter)

    def pulls(self) -> dict[str, int]:
        """How often each stream (`camera/stream`) is being played now."""
        return {
            f"{camera_id}/{name}": len(stream.sinks)
            for camera_id, camera in self._cameras.items()
            for name, stream in camera.streams.items()
        }

    def stop(self) -> None:
        self._call(self._server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, coroutine: Coroutine[object, object, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        return future.result(timeout=READY_WITHIN_S)


class Ready(msgspec.Struct, frozen=True):
    """What the service logs when it is ready."""

    address: str
    media_port: int


class Site:
    """A running service with its cameras. `http` is signed in as the safety officer."""

    def __init__(
        self,
        *,
        campus: Campus,
        cameras: Cameras,
        process: subprocess.Popen[bytes],
        ready: Ready,
        config: Path,
        password: str,
    ) -> None:
        self.campus = campus
        self.cameras = cameras
        self.origin = ready.address
        self.media_port = ready.media_port
        self.username = USERNAME
        self.password = password
        self.pid = process.pid
        self._config = config
        self.http = httpx.Client(base_url=self.origin, headers={"Origin": self.origin}, timeout=10)

    def sign_in(self) -> None:
        answer = self.http.post("/api/session", json={"username": self.username, "password": self.password})
        answer.raise_for_status()

    def add_account(self, username: str, *options: str) -> None:
        """Somebody beside the officer, with the same password; `options` as of `responder user add`."""
        _add_account(self._config, username, self.password, *options)

    def share(
        self, *building_ids: str, agency: str = "Maple Ridge Police", device_limit: int = 50
    ) -> IssuedLink:
        """Opens an incident in the buildings; the link to it. Raises ServiceFailed."""
        issued = self.open_incident(*building_ids, agency=agency, device_limit=device_limit).issued
        if issued is None:
            raise ServiceFailed("an incident was opened without the link that was asked for")
        return issued

    def open_incident(
        self, *building_ids: str, agency: str = "Maple Ridge Police", device_limit: int = 50
    ) -> IncidentOpened:
        """Opens an incident in the buildings and issues a link to it."""
        request = IncidentRequest(
            building_ids=list(building_ids),
            kind=IncidentKind.DRILL,
            reason="Drill",
            link=LinkRequest(agency=agency, device_limit=device_limit),
        )
        answer = self.http.post("/api/incidents", content=msgspec.json.encode(request), headers=_JSON)
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=IncidentOpened)

    def alert(self, *building_ids: str, **named: object) -> str:
        """Rings as a detector does; `named` is where. The incident that it opened."""
        said = {"detector": "gunshot-7", "building_ids": building_ids, "kind": "police", "reason": "Shot"}
        body = msgspec.json.encode(said | named)
        message_id, timestamp = secrets.token_urlsafe(8), str(int(time.time()))
        signed = {
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(message_id, timestamp, body, parse_secret(ALERT_SECRET)),
        }
        answer = self.http.post("/hooks/alert", content=body, headers=_JSON | signed)
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=AlertReceived).incident_id

    def share_incident(self, incident_id: str, *, agency: str = "Maple Ridge Police") -> IssuedLink:
        """A link to an incident that is open already."""
        request = msgspec.json.encode(LinkRequest(agency=agency))
        answer = self.http.post(f"/api/incidents/{incident_id}/links", content=request, headers=_JSON)
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=IssuedLink)

    def spoken_code(self, link_id: str) -> str:
        """Words that open the link for some minutes."""
        answer = self.http.post(f"/api/links/{link_id}/spoken-code")
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=SpokenCode).words

    def revoke(self, link_id: str) -> None:
        self.http.post(f"/api/links/{link_id}/revoke").raise_for_status()


_JSON = {"Content-Type": "application/json"}


@contextmanager
def running_site(
    data_dir: Path, *, footage_dir: Path, host: str = "localhost", program: Sequence[str] = SERVE
) -> Iterator[Site]:
    """Brings up the demo campus on free ports with its own data directory, and takes everything down again.

    `host` is the address of this machine that serves web and video; `program` runs the service, given
    `--config` and a file. Raises ServiceFailed.
    """
    campus = read_campus(CAMPUS)
    prepare_footage(campus, footage_dir)
    cameras = Cameras(campus, footage_dir)
    try:
        config = _write_config(data_dir, campus, cameras.access, host)
        password = secrets.token_urlsafe(12)
        _add_account(config, USERNAME, password)
        with _service(config, program, data_dir / "service.log") as (process, ready):
            site = Site(
                campus=campus,
                cameras=cameras,
                process=process,
                ready=ready,
                config=config,
                password=password,
            )
            with site.http:
                site.sign_in()
                yield site
    finally:
        cameras.stop()


@contextmanager
def fresh_site() -> Iterator[Site]:
    """A site with an empty database and the demo's footage, for one measurement."""
    with tempfile.TemporaryDirectory() as data_dir, running_site(Path(data_dir), footage_dir=FOOTAGE) as site:
        yield site


def _write_config(data_dir: Path, campus: Campus, access: CameraAccess, host: str) -> Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    server: dict[str, object] = {
        "host": host,
        "port": 0,
        "data_dir": str(data_dir),
        "static_dir": str(STATIC),
    }
    config = data_dir / "responder.toml"
    config.touch(mode=0o600)
    campus_path = own_campus(CAMPUS, data_dir)
    settings = settings_text(
        campus=campus, campus_path=campus_path, cameras=access, server=server, media_port=0
    )
    config.write_text(f'{settings}\n[access]\nalert_secret = "{ALERT_SECRET}"\n')
    return config


def _add_account(config: Path, username: str, password: str, *options: str) -> None:
    command = ["user", "add", username, *options, "--password-stdin", "--config", str(config)]
    subprocess.run(
        [sys.executable, "-m", "responder", *command],
        input=f"{password}\n".encode(),
        check=True,
        capture_output=True,
        timeout=READY_WITHIN_S,
        env=_environment(),
    )


@contextmanager
def _service(
    config: Path, program: Sequence[str], log: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Ready]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*program, "--config", config],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_environment(),
        )
    try:
        yield process, _wait_until_ready(process, log)
    finally:
        _stop(process, log)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> Ready:
    """What the service says once it is ready."""
    give_up_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up_at and process.poll() is None:
        for line in log.read_bytes().splitlines():
            with contextlib.suppress(msgspec.DecodeError):
                event = msgspec.json.decode(line)
                if event.get("event") == "ready":
                    return msgspec.convert(event, Ready)
        time.sleep(0.02)
    raise ServiceFailed(f"the service did not become ready:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes], log: Path) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise ServiceFailed(f"the service did not end on SIGTERM:\n{log.read_text()[-4000:]}") from None


def _environment() -> dict[str, str]:
    """A site of its own, even where the shell names a Redis."""
    return {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
