"""A whole agency opens the link at once: how long each phone waits, and what it does to the service.

    python -m load_tests.herd [--viewers 100] [--over 10] [--cameras 4]

Counting phones redeem the link, open a live session and count packets, one after the other over so many
seconds. A phone that was there before opens its packets and counts key frames: a herd must not make cameras
or encoders produce more of them. Each stream of a camera must be pulled once, however many watch.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import struct
import sys
import time
from collections import Counter
from collections.abc import Sequence

import httpx
from msgspec import Struct

from load_tests.fanout import cpu_s
from load_tests.memory import rss_mb
from load_tests.phones import TIMEOUT_S, Phone
from load_tests.report import finish, percentiles
from load_tests.site import Site, fresh_site

BUILDING = "high-school"
PROMISED_P95_MS = 3_000.0
# Of what is made here one comes every 2 s by itself, and at most one every half second because somebody asks:
# a herd must not ask as often as it may.
PROMISED_KEYFRAMES_PER_S = 1.0
PULLS_EVERY_S = 0.2
WATCH_ON_S = 2.0
# The client's pauses before it asks again (`static/src/live/session.ts`).
RETRIES_S = (1.0, 2.0, 4.0, 5.0, 5.0)
# RFC 6184 section 5.7.1: an aggregation packet; the service begins each key frame with one of SPS and PPS.
_STAP_A, _SPS = 24, 7


class HerdTurnedAway(RuntimeError):
    """The service was busy for longer than an officer waits."""


class Witness:
    """Counts the key frames that a phone gets, by slot."""

    def __init__(self, phone: Phone) -> None:
        self.keyframes: Counter[int] = Counter()
        self._peer = phone.peer
        phone.peer.on_rtp = self._look

    def _look(self, datagram: bytes) -> None:
        packet = self._peer.open_rtp(datagram)
        (ssrc,) = struct.unpack_from("!I", packet, 8)
        (words,) = struct.unpack_from("!H", packet, 14)
        payload = packet[16 + 4 * words :]
        begins = payload[:1] and payload[0] & 0x1F == _STAP_A and payload[3] & 0x1F == _SPS
        if begins:
            self.keyframes[ssrc] += 1


async def measure(site: Site, viewers: int, over_s: float, cameras: int) -> dict[str, object]:
    """The named results, the service's CPU in cores over the time of joining."""
    issued = site.share(BUILDING, device_limit=viewers + 1)
    url = issued.url
    camera_ids = [it.camera_id for it in site.campus.cameras_of(BUILDING)][:cameras]
    phones = [Phone(url) for _ in range(viewers + 1)]
    pulls: Counter[str] = Counter()
    counting = asyncio.create_task(_count_pulls(site, pulls))
    try:
        first, *herd = phones
        await first.watch(camera_ids)
        await first.first_packet()
        witness = Witness(first)
        before_s, began_at = sum(cpu_s(site.pid)), time.monotonic()
        try:
            joined = await asyncio.gather(
                *(_join(phone, camera_ids, number * over_s / viewers) for number, phone in enumerate(herd))
            )
        finally:
            passed_s = time.monotonic() - began_at
            cores = round((sum(cpu_s(site.pid)) - before_s) / passed_s, 2)
            watching = sum(phone.peer.packets > 0 for phone in herd)
            print(f"{watching} of {viewers} watch after {passed_s:.0f} s: {cores} cores", file=sys.stderr)
        await asyncio.sleep(WATCH_ON_S)
        watched_s = time.monotonic() - began_at
        return {
            "first_media_ms": percentiles([it.first_media_ms for it in joined], 50, 95),
            "tried_again": sum(it.tries > 1 for it in joined),
            "rtsp_pulls_per_camera": max(pulls.values()),
            "keyframes_per_s": round(max(witness.keyframes.values(), default=0) / watched_s, 2),
            "service_cores": cores,
            "rss_mb": rss_mb(site.pid),
        }
    finally:
        counting.cancel()
        await asyncio.gather(*(phone.close() for phone in phones))


class Joined(Struct, frozen=True):
    """How a phone came in."""

    first_media_ms: float
    """From the tap to the first media packet."""
    tries: int


async def _join(phone: Phone, camera_ids: Sequence[str], after_s: float) -> Joined:
    await asyncio.sleep(after_s)
    tapped_at = time.monotonic()
    tries = await _watch(phone, camera_ids)
    try:
        await phone.first_packet()
    except TimeoutError as error:
        raise HerdTurnedAway("a phone that was let in got no media") from error
    return Joined((time.monotonic() - tapped_at) * 1000, tries)


async def _watch(phone: Phone, camera_ids: Sequence[str]) -> int:
    """Tries again as the client does when the service is busy; returns how often it tried."""
    reason = ""
    for tries, pause_s in enumerate(RETRIES_S, start=1):
        try:
            await phone.watch(camera_ids)
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                raise
            reason = f"status {error.response.status_code}"
        except httpx.TimeoutException:
            reason = f"no answer within {TIMEOUT_S:.0f} s, as long as the client waits"
        else:
            return tries
        await asyncio.sleep(pause_s)
    raise HerdTurnedAway(f"a phone was turned away {len(RETRIES_S)} times, last with {reason}")


async def _count_pulls(site: Site, most: Counter[str]) -> None:
    while True:
        for stream, pulls in site.cameras.pulls().items():
            most[stream] = max(most[stream], pulls)
        await asyncio.sleep(PULLS_EVERY_S)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--viewers", type=int, default=100)
    parser.add_argument("--over", type=float, default=10.0, help="seconds in which they come (10)")
    parser.add_argument("--cameras", type=int, default=4, help="slots of each phone (4)")
    arguments = parser.parse_args()
    with fresh_site() as site:
        try:
            result = asyncio.run(measure(site, arguments.viewers, arguments.over, arguments.cameras))
        except HerdTurnedAway as error:
            sys.exit(f"load_tests.herd: {error}; load average {os.getloadavg()[0]:.1f}")
    waits_ms = result["first_media_ms"]
    assert isinstance(waits_ms, dict)
    finish(
        {
            "test": "herd",
            "viewers": arguments.viewers,
            "over_s": arguments.over,
            "cameras": arguments.cameras,
            "load_average": round(os.getloadavg()[0], 2),
            **result,
        },
        holds=waits_ms["p95"] <= PROMISED_P95_MS
        and result["rtsp_pulls_per_camera"] == 1
        and float(str(result["keyframes_per_s"])) <= PROMISED_KEYFRAMES_PER_S,
    )


if __name__ == "__main__":
    main()
