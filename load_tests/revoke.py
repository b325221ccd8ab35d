"""How long after an acknowledged revocation the last media packet reaches a phone.

    python -m load_tests.revoke [--links 20] [--viewers 20]

Links are shared out among the viewers; each link is revoked on its own while the others watch on. A last
packet that arrives before the acknowledgement counts as 0 ms.
"""

import argparse
import asyncio
import time

import msgspec

from load_tests.phones import Phone
from load_tests.report import finish, percentiles
from load_tests.site import Site, fresh_site
from responder.web.wire import IssuedLink

BUILDING = "high-school"
CAMERAS_PER_PHONE = 4
# The promise; a phone is listened to for longer, so that a late packet is seen.
PROMISED_MS = 2_000.0
LISTEN_S = 3.0


async def measure(site: Site, links: int, viewers: int) -> list[float]:
    """One delay per viewer, in milliseconds."""
    cameras = [it.camera_id for it in site.campus.cameras_of(BUILDING)][:CAMERAS_PER_PHONE]
    issued = _issue(site, links)
    phones = [(issued[number % links], Phone(issued[number % links].url)) for number in range(viewers)]
    try:
        for _, phone in phones:
            await phone.watch(cameras)
            await phone.first_packet()
        acknowledged_at = {}
        for link in issued:
            await asyncio.to_thread(site.revoke, link.link.link_id)
            acknowledged_at[link.link.link_id] = time.time()
        await asyncio.sleep(LISTEN_S)
        return [
            max(0.0, phone.peer.last_packet_at_s - acknowledged_at[link.link.link_id]) * 1000
            for link, phone in phones
        ]
    finally:
        for _, phone in phones:
            await phone.close()


def _issue(site: Site, links: int) -> list[IssuedLink]:
    opened = site.open_incident(BUILDING)
    assert opened.issued is not None
    issued = [opened.issued]
    path = f"/api/incidents/{opened.incident.incident_id}/links"
    for number in range(1, links):
        answer = site.http.post(path, json={"agency": f"Agency {number}"})
        answer.raise_for_status()
        issued.append(msgspec.json.decode(answer.content, type=IssuedLink))
    return issued


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--links", type=int, default=20)
    parser.add_argument("--viewers", type=int, default=20)
    arguments = parser.parse_args()
    with fresh_site() as site:
        delays_ms = asyncio.run(measure(site, arguments.links, max(arguments.viewers, arguments.links)))
    result = percentiles(delays_ms, 50, 99)
    finish(
        {
            "test": "revoke",
            "links": arguments.links,
            "viewers": len(delays_ms),
            "p50_ms": result["p50"],
            "p99_ms": result["p99"],
            "max_ms": round(max(delays_ms), 1),
        },
        holds=result["p99"] <= PROMISED_MS,
    )


if __name__ == "__main__":
    main()
