"""Janus's streaming plugin on loopback with one synthetic camera, and phones that watch it and only count."""

import asyncio
import contextlib
import secrets
import shutil
import socket
import struct
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import aiortc.rtcpeerconnection
import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcdtlstransport import RTCDtlsTransport

from load_tests.media_server import FPS

START_S = 10.0
CONNECT_S = 60.0
STOP_S = 5.0

_MAIN = """general: {{
  configs_folder = "{folder}", plugins_folder = "{folder}/plugins", transports_folder = "{folder}/transports"
  interface = "127.0.0.1", debug_level = 2
}}
nat: {{ ice_enforce_list = "lo" }}
"""
_HTTP = """general: {{
  json = "compact", base_path = "/janus", http = true, port = {port}, ip = "127.0.0.1", https = false
}}
admin: {{ admin_http = false }}
"""
_STREAM = """camera: {{
  type = "rtp", id = 1, audio = false, video = true, videoport = {port}, videoiface = "lo"
  videopt = 96, videocodec = "h264", videofmtp = "profile-level-id=42e01f;packetization-mode=1"
}}
"""


class JanusUnavailable(Exception):
    """Janus is not installed, or did not start."""


class CountingDtlsTransport(RTCDtlsTransport):
    """aiortc's, which counts media as it arrives: phones must cost little beside the server."""

    packets = 0

    async def _recv_next(self) -> None:
        if not self.encrypted or self._rx_srtp is None:
            await super()._recv_next()
            return
        datagram = await self.transport._recv()
        if 128 <= datagram[0] < 192 and not 192 <= datagram[1] <= 223:
            CountingDtlsTransport.packets += 1


class Janus:
    """A running Janus and the phones that watch its camera."""

    def __init__(self, pid: int, api_url: str, camera_port: int) -> None:
        self.pid = pid
        self._api_url = api_url
        self._camera = ("127.0.0.1", camera_port)
        self._http = httpx.AsyncClient(timeout=CONNECT_S)
        self._phones: list[RTCPeerConnection] = []
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def packets(self) -> int:
        """Media packets that arrived at all phones."""
        return CountingDtlsTransport.packets

    @property
    def connected(self) -> int:
        """How many phones are connected."""
        return sum(phone.connectionState == "connected" for phone in self._phones)

    def play(self, packets_per_frame: int, payload_bytes: int) -> None:
        """Feed the camera: every frame some RTP packets."""
        self._tasks.append(asyncio.create_task(self._feed(packets_per_frame, payload_bytes)))

    async def watch(self) -> None:
        """Connect one more phone; returns once its answer is accepted."""
        session = (await self._ask("", janus="create"))["data"]["id"]
        attached = await self._ask(f"/{session}", janus="attach", plugin="janus.plugin.streaming")
        handle = f"/{session}/{attached['data']['id']}"
        await self._ask(handle, janus="message", body={"request": "watch", "id": 1})
        offer = await self._offer(session)
        phone = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._phones.append(phone)
        await phone.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await phone.setLocalDescription(await phone.createAnswer())
        answer = {"type": "answer", "sdp": phone.localDescription.sdp}
        await self._ask(handle, janus="message", body={"request": "start"}, jsep=answer)
        self._tasks.append(asyncio.create_task(self._stay(session)))

    async def close(self) -> None:
        """End the phones and the camera."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for phone in self._phones:
            await phone.close()
        await self._http.aclose()

    async def _ask(self, path: str, **request: Any) -> dict[str, Any]:
        request["transaction"] = secrets.token_hex(6)
        response = await self._http.post(self._api_url + path, json=request)
        answer: dict[str, Any] = response.json()
        return answer

    async def _offer(self, session: int) -> str:
        while True:
            event = (await self._http.get(f"{self._api_url}/{session}?maxev=1")).json()
            if "jsep" in event:
                return str(event["jsep"]["sdp"])

    async def _stay(self, session: int) -> None:
        # Janus ends a session whose events nobody fetches.
        while True:
            await self._http.get(f"{self._api_url}/{session}?maxev=5")

    async def _feed(self, packets_per_frame: int, payload_bytes: int) -> None:
        payload = b"\x7c\x05" + secrets.token_bytes(payload_bytes - 2)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as camera:
            next_at = time.monotonic()
            for packets in _rtp(packets_per_frame):
                for header in packets:
                    camera.sendto(header + payload, self._camera)
                next_at += 1 / FPS
                await asyncio.sleep(max(0.0, next_at - time.monotonic()))


def _rtp(packets_per_frame: int) -> Iterator[list[bytes]]:
    frame = 0
    while True:
        first = frame * packets_per_frame
        yield [
            struct.pack(
                "!BBHII",
                0x80,
                96 | (0x80 if place == packets_per_frame - 1 else 0),
                (first + place) & 0xFFFF,
                frame * 90_000 // FPS & 0xFFFFFFFF,
                77,
            )
            for place in range(packets_per_frame)
        ]
        frame += 1


@contextlib.asynccontextmanager
async def running_janus() -> AsyncIterator[Janus]:
    """Start Janus on loopback with its own configuration; raises JanusUnavailable."""
    binary = shutil.which("janus")
    library = _library()
    if binary is None or library is None:
        raise JanusUnavailable("the Debian package janus is not installed")
    api_port, camera_port = _free_port(socket.SOCK_STREAM), _free_port(socket.SOCK_DGRAM)
    with tempfile.TemporaryDirectory(prefix="janus-") as folder, _counting():
        _configure(Path(folder), library, api_port, camera_port)
        process = await asyncio.create_subprocess_exec(
            *(binary, "-F", folder, "-N"),
            # Where it may leave a core when it is ended.
            cwd=folder,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        janus = Janus(process.pid, f"http://127.0.0.1:{api_port}/janus", camera_port)
        try:
            await _answering(f"http://127.0.0.1:{api_port}/janus/info", process)
            yield janus
        finally:
            await janus.close()
            await _end(process)


@contextlib.contextmanager
def _counting() -> Iterator[None]:
    # aiortc has no other way to choose the class.
    with mock.patch.object(aiortc.rtcpeerconnection, "RTCDtlsTransport", CountingDtlsTransport):
        yield


def _library() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob("*/janus"))), None)


def _configure(folder: Path, library: Path, api_port: int, camera_port: int) -> None:
    for kind, name in (("plugins", "libjanus_streaming.so"), ("transports", "libjanus_http.so")):
        (folder / kind).mkdir()
        (folder / kind / name).symlink_to(library / kind / name)
    (folder / "janus.jcfg").write_text(_MAIN.format(folder=folder))
    (folder / "janus.transport.http.jcfg").write_text(_HTTP.format(port=api_port))
    (folder / "janus.plugin.streaming.jcfg").write_text(_STREAM.format(port=camera_port))


async def _answering(url: str, process: asyncio.subprocess.Process) -> None:
    until = time.monotonic() + START_S
    async with httpx.AsyncClient() as http:
        while time.monotonic() < until and process.returncode is None:
            try:
                (await http.get(url)).raise_for_status()
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
            else:
                return
    raise JanusUnavailable("Janus did not start")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
