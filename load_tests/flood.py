"""What strangers' datagrams at the media port get, and what they do to those who watch.

    python -m load_tests.flood [--viewers 10] [--per-s 50000] [--seconds 10]

A process of its own sends bogus STUN, DTLS and RTP from several ports, as fast as asked. Phones watch before
and meanwhile; the age of each frame at its arrival comes from the clocks on their control channels.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import struct
import subprocess
import sys
import time
from urllib.parse import urlsplit

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from load_tests.counting_peer import CountingPeer, connectivity_check
from load_tests.report import finish, percentiles
from load_tests.site import Site, fresh_site
from responder.live.messages import LiveAnswer, LiveRequest, SlotRequest
from responder.transport.ice import Credentials

BUILDING = "high-school"
TILE_WIDTH_PX = 360
PROMISED_DELAY_RATIO = 2.0
# From as many ports as a small botnet behind one address.
PORTS = 16
# Sent between two looks at the clock.
BURST = 50
# A picture that comes no more for so long is a lost connection, whatever the flood.
LOST_AFTER_S = 2.0
SETTLE_S = 2.0


class Phone:
    """A phone that knows how old each frame is when its last packet arrives."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._token = parts.fragment
        self._http = httpx.AsyncClient(base_url=self._origin, headers={"Origin": self._origin}, timeout=20)
        self._clocks: dict[int, tuple[int, float]] = {}
        self._frames: list[tuple[int, float]] = []
        self.peer = CountingPeer()

    async def watch(self, camera_id: str) -> None:
        """Returns when the connection stands. Raises httpx.HTTPStatusError when refused."""
        (await self._http.post("/api/redeem", json={"token": self._token})).raise_for_status()
        slot = SlotRequest(slot=0, camera_id=camera_id, focused=True, width_px=TILE_WIDTH_PX)
        answered = await self._http.post(
            "/api/live",
            content=msgspec.json.encode(LiveRequest(sdp=self.peer.offer(), slots=[slot])),
            headers={"Content-Type": "application/json"},
        )
        answered.raise_for_status()
        answer = msgspec.json.decode(answered.content, type=LiveAnswer)
        cookie = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        address = f"{self._origin.replace('http', 'ws', 1)}/api/live/{answer.live_id}/control"
        self._control = await connect(address, additional_headers={"cookie": cookie, "Origin": self._origin})
        self._listening = asyncio.create_task(self._listen(self._control))
        self.peer.on_rtp = self._arrived
        await self.peer.connect(answer.sdp)

    def delays_ms(self) -> list[float]:
        """Age of the frames that arrived since the last call."""
        frames, self._frames = self._frames, []
        if 0 not in self._clocks:
            return []
        timestamp, captured_at_ms = self._clocks[0]
        return [
            at_s * 1000 - captured_at_ms - _signed(rtp_timestamp - timestamp) / 90
            for rtp_timestamp, at_s in frames
        ]

    @property
    def is_lost(self) -> bool:
        return time.time() - self.peer.last_packet_at_s > LOST_AFTER_S

    async def close(self) -> None:
        self._listening.cancel()
        await self._control.close()
        await self.peer.close()
        await self._http.aclose()

    async def _listen(self, control: ClientConnection) -> None:
        async for text in control:
            message = msgspec.json.decode(text)
            if message["type"] == "slot_clocks":
                for clock in message["clocks"]:
                    self._clocks[clock["slot"]] = clock["rtp_timestamp"], clock["captured_at_ms"]

    def _arrived(self, datagram: bytes) -> None:
        # The marker ends a frame; SRTP leaves the header in the clear.
        if datagram[1] & 0x80:
            (rtp_timestamp,) = struct.unpack_from("!I", datagram, 4)
            self._frames.append((rtp_timestamp, self.peer.last_packet_at_s))


def _signed(difference: int) -> int:
    """Of RTP timestamps, which wrap."""
    return (difference + (1 << 31)) % (1 << 32) - (1 << 31)


async def measure(site: Site, viewers: int, per_s: int, seconds: float) -> dict[str, object]:
    issued = site.share(BUILDING, device_limit=viewers)
    camera_id = site.campus.cameras_of(BUILDING)[0].camera_id
    phones = [Phone(issued.url) for _ in range(viewers)]
    try:
        for phone in phones:
            await phone.watch(camera_id)
        await asyncio.sleep(SETTLE_S)
        await _delays(phones, 0.0)
        quiet = await _delays(phones, seconds)
        flood = await _start_flood(site, per_s, seconds + SETTLE_S)
        await asyncio.sleep(SETTLE_S / 2)
        await _delays(phones, 0.0)
        flooded = await _delays(phones, seconds)
        sent, answered = (await flood.communicate())[0].split()
        quiet_ms, flooded_ms = percentiles(quiet, 95)["p95"], percentiles(flooded, 95)["p95"]
        return {
            "datagrams_per_s": round(int(sent) / (seconds + SETTLE_S)),
            "response_bytes": int(answered),
            "disconnects": sum(phone.is_lost for phone in phones),
            "quiet_p95_ms": quiet_ms,
            "flooded_p95_ms": flooded_ms,
            "delay_ratio": round(flooded_ms / quiet_ms, 2),
        }
    finally:
        for phone in phones:
            await phone.close()


async def _delays(phones: list[Phone], seconds: float) -> list[float]:
    """Of all frames in the next so many seconds, in milliseconds."""
    await asyncio.sleep(seconds)
    return [delay_ms for phone in phones for delay_ms in phone.delays_ms()]


async def _start_flood(site: Site, per_s: int, seconds: float) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "load_tests.flood",
        *("--attack", f"127.0.0.1:{site.media_port}", "--per-s", str(per_s), "--seconds", str(seconds)),
        stdout=subprocess.PIPE,
    )


def attack(address: tuple[str, int], per_s: int, seconds: float) -> tuple[int, int]:
    """Sends; returns how many datagrams left, and how many bytes came back."""
    rng = random.Random(1)
    datagrams = bogus(rng)
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(PORTS)]
    for each in sockets:
        each.connect(address)
        each.setblocking(False)
    began, sent = time.monotonic(), 0
    while (passed_s := time.monotonic() - began) < seconds:
        if sent > passed_s * per_s:
            time.sleep(0.0005)
            continue
        for number in range(BURST):
            sent += _sent(sockets[number % PORTS], datagrams[(sent + number) % len(datagrams)])
    time.sleep(0.5)
    return sent, sum(map(_received_bytes, sockets))


def bogus(rng: random.Random) -> list[bytes]:
    """Checks of nobody's, handshakes of strangers, media without keys, and noise."""
    checks = [
        connectivity_check(Credentials(ufrag=rng.randbytes(4).hex(), password=rng.randbytes(12).hex()))
        for _ in range(200)
    ]
    bare_binding = [struct.pack("!HHI", 1, 0, 0x2112A442) + rng.randbytes(12) for _ in range(50)]
    hello = [b"\x16\xfe\xfd" + bytes(8) + b"\x00\x40\x01" + rng.randbytes(63) for _ in range(200)]
    media = [b"\x80\x66" + rng.randbytes(1100) for _ in range(200)]
    reports = [b"\x80\xc9" + rng.randbytes(100) for _ in range(100)]
    noise = [rng.randbytes(rng.randint(1, 1400)) for _ in range(200)]
    datagrams = [*checks, *bare_binding, *hello, *media, *reports, *noise]
    rng.shuffle(datagrams)
    return datagrams


def _sent(each: socket.socket, datagram: bytes) -> int:
    """A full buffer is the network's way of dropping."""
    try:
        each.send(datagram)
    except (BlockingIOError, ConnectionRefusedError):
        return 0
    return 1


def _received_bytes(each: socket.socket) -> int:
    total = 0
    while True:
        try:
            total += len(each.recv(65_536))
        except (BlockingIOError, ConnectionRefusedError):
            each.close()
            return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--viewers", type=int, default=10)
    parser.add_argument("--per-s", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--attack", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.attack is not None:
        host, _, port = arguments.attack.rpartition(":")
        print(*attack((host, int(port)), arguments.per_s, arguments.seconds))
        return
    with fresh_site() as site:
        result = asyncio.run(measure(site, arguments.viewers, arguments.per_s, arguments.seconds))
    holds = (
        result["response_bytes"] == 0
        and result["disconnects"] == 0
        and float(str(result["delay_ratio"])) <= PROMISED_DELAY_RATIO
    )
    load = {"test": "flood", "viewers": arguments.viewers, "load_average": round(os.getloadavg()[0], 1)}
    finish(load | result, holds=holds)


if __name__ == "__main__":
    main()
