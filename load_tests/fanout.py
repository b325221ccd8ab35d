"""Server CPU per delivered packet: one camera to many counting phones, and the same through Janus.

`python -m load_tests.fanout --viewers 60 --seconds 15 --peer janus` prints one JSON line last. The product's
side is its media plane (`MediaPort`, `Peers`) in a process of its own, with a synthetic camera of 30 frames a
second (`load_tests.media_server`): no RTSP and no web server, as on Janus's side. Phones answer with
transport-cc feedback, so the estimator and the pacer work; Janus's phones are aiortc's and send receiver
reports alone. The two take turns, and medians are printed: a machine that others use as well is not equally
fast for half a minute.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from load_tests.counting_peer import CountingPeer
from load_tests.janus import Janus, JanusUnavailable, running_janus
from load_tests.media_server import FPS

# 240 packets per second and phone: a 2 Mbps camera.
PACKETS_PER_FRAME = 8
PAYLOAD_BYTES = 1100
# Phones join one after the other: handshakes are not what is measured.
JOIN_INTERVAL_S = 0.05
# Each side is measured so often, for a part of the time.
ROUNDS = 3
# Estimators have found the bandwidth, Janus has sent its key frames.
SETTLE_S = 5.0
CONNECT_S = 60.0
# Below this part of the expected packets the machine was too busy with other work: the numbers mean little.
STARVED_BELOW = 0.9

_DELIVERED = ("packets_per_s", "peer_packets_per_s")


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one side took over the measured time."""

    packets_per_s: float
    us_per_packet: float
    us_user: float
    us_system: float


async def measure(pid: int, packets: Callable[[], int], seconds: float) -> Cost:
    """CPU time of a process per packet that arrived at the phones."""
    user_s, system_s = cpu_s(pid)
    before, began_at = packets(), time.monotonic()
    await asyncio.sleep(seconds)
    delivered, passed_s = packets() - before, time.monotonic() - began_at
    user_after_s, system_after_s = cpu_s(pid)
    user_us = (user_after_s - user_s) * 1e6 / max(1, delivered)
    system_us = (system_after_s - system_s) * 1e6 / max(1, delivered)
    return Cost(
        packets_per_s=round(delivered / passed_s, 1),
        us_per_packet=round(user_us + system_us, 2),
        us_user=round(user_us, 2),
        us_system=round(system_us, 2),
    )


def cpu_s(pid: int) -> tuple[float, float]:
    """User and system CPU seconds of a process so far (proc(5), /proc/pid/stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks_per_s = os.sysconf("SC_CLK_TCK")
    return int(fields[11]) / ticks_per_s, int(fields[12]) / ticks_per_s


@contextlib.asynccontextmanager
async def running_server() -> AsyncIterator[asyncio.subprocess.Process]:
    """The product's media plane; ends when its stdin does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "load_tests.media_server", str(PACKETS_PER_FRAME), str(PAYLOAD_BYTES)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # An answer is one line, and longer than the default of 64 KiB only for offers that are refused.
        limit=1 << 20,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def negotiate(process: asyncio.subprocess.Process, offer: str) -> str:
    """One offer, one answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(msgspec.json.encode(offer) + b"\n")
    return msgspec.json.decode(await process.stdout.readline(), type=str)


async def own_cost(viewers: int, seconds: float) -> Cost:
    """Our side."""
    phones = [CountingPeer() for _ in range(viewers)]
    async with running_server() as process:
        try:
            async with asyncio.timeout(CONNECT_S):
                for phone in phones:
                    await phone.connect(await negotiate(process, phone.offer()))
                    await asyncio.sleep(JOIN_INTERVAL_S)
            await asyncio.sleep(SETTLE_S)
            return await measure(process.pid, lambda: sum(phone.packets for phone in phones), seconds)
        finally:
            for phone in phones:
                await phone.close()


async def janus_cost(viewers: int, seconds: float) -> Cost:
    """Janus's side."""
    async with running_janus() as janus:
        janus.play(PACKETS_PER_FRAME, PAYLOAD_BYTES)
        async with asyncio.timeout(CONNECT_S):
            for _ in range(viewers):
                await janus.watch()
                await asyncio.sleep(JOIN_INTERVAL_S)
            await _all_connected(janus, viewers)
        await asyncio.sleep(SETTLE_S)
        return await measure(janus.pid, lambda: janus.packets, seconds)


async def _all_connected(janus: Janus, viewers: int) -> None:
    while janus.connected < viewers:  # noqa: ASYNC110 - aiortc's state changes on the network
        await asyncio.sleep(0.1)


async def run(viewers: int, seconds: float, peer: str | None) -> dict[str, Any]:
    """Both sides in one run, in turns."""
    rounds = [await _round(viewers, seconds / ROUNDS, peer) for _ in range(ROUNDS)]
    own = _median([own for own, _ in rounds])
    result: dict[str, Any] = {
        "load_test": "fanout",
        "viewers": viewers,
        "seconds": seconds,
        "expected_packets_per_s": viewers * PACKETS_PER_FRAME * FPS,
        **msgspec.to_builtins(own),
    }
    both = [(own, other) for own, other in rounds if other is not None]
    if both:
        other = _median([other for _, other in both])
        ratios = [own.us_per_packet / other.us_per_packet for own, other in both]
        result |= {f"peer_{name}": value for name, value in msgspec.to_builtins(other).items()}
        result |= {
            "peer": peer,
            "ratio": round(statistics.median(ratios), 3),
            "ratios": [round(ratio, 3) for ratio in ratios],
        }
    delivered = min(value for name, value in result.items() if name in _DELIVERED)
    return result | {"starved": delivered < STARVED_BELOW * result["expected_packets_per_s"]}


async def _round(viewers: int, seconds: float, peer: str | None) -> tuple[Cost, Cost | None]:
    own = await own_cost(viewers, seconds)
    return own, await janus_cost(viewers, seconds) if peer == "janus" else None


def _median(costs: Sequence[Cost]) -> Cost:
    """Field by field."""
    fields = {
        name: round(statistics.median([getattr(cost, name) for cost in costs]), 2)
        for name in Cost.__struct_fields__
    }
    return Cost(**fields)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m load_tests.fanout", description=__doc__)
    parser.add_argument("--viewers", type=int, default=60, help="phones that watch (60)")
    parser.add_argument(
        "--seconds", type=float, default=15.0, help=f"how long each side is measured, in {ROUNDS} turns (15)"
    )
    parser.add_argument("--peer", choices=["janus"], help="measure this server too, in the same run")
    arguments = parser.parse_args()
    try:
        result = asyncio.run(run(arguments.viewers, arguments.seconds, arguments.peer))
    except JanusUnavailable as error:
        sys.exit(f"load_tests.fanout: {error}")
    except TimeoutError:
        sys.exit(f"load_tests.fanout: not all phones were connected after {CONNECT_S:.0f} s")
    print(msgspec.json.encode(result).decode())


if __name__ == "__main__":
    main()
