"""How much memory the service takes with every camera of the campus ingested and ten phones at twelve slots.

    python -m load_tests.memory [--phones 10] [--seconds 20]

`rss_mb` is the service with its transcoding processes and its Redis; `service_rss_mb` is the first alone.
The phones ask for pictures as wide as the cameras' sub streams, which are passed through.
"""

import argparse
import asyncio
from itertools import cycle, islice
from pathlib import Path

from load_tests.phones import Phone
from load_tests.report import finish
from load_tests.site import Site, fresh_site

SLOTS = 12
SUB_STREAM_WIDTH_PX = 640
PROMISED_RSS_MB = 600.0


async def measure(site: Site, phones: int, seconds: float) -> dict[str, object]:
    issued = site.share(*site.campus.building_by_id)
    cameras = cycle(it.camera_id for it in site.campus.cameras)
    watching = [Phone(issued.url) for _ in range(phones)]
    try:
        for phone in watching:
            await phone.watch(list(islice(cameras, SLOTS)), width_px=SUB_STREAM_WIDTH_PX)
            await phone.first_packet()
        before = sum(phone.peer.packets for phone in watching)
        await asyncio.sleep(seconds)
        packets = sum(phone.peer.packets for phone in watching) - before
        return {
            "test": "memory",
            "cameras": len(site.campus.cameras),
            "phones": phones,
            "packets_per_s": round(packets / seconds),
            "rss_mb": round(sum(map(rss_mb, [site.pid, *_children(site.pid)])), 1),
            "service_rss_mb": rss_mb(site.pid),
        }
    finally:
        for phone in watching:
            await phone.close()


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--phones", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    with fresh_site() as site:
        result = asyncio.run(measure(site, arguments.phones, arguments.seconds))
    finish(result, holds=float(str(result["rss_mb"])) <= PROMISED_RSS_MB)


if __name__ == "__main__":
    main()
