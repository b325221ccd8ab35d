"""A service that works as fast as it can until it is killed, and says aloud only what was acknowledged."""

import asyncio
import secrets
import sys
from contextlib import suppress
from pathlib import Path

from responder.access.audit import Actor, Source
from responder.access.incident import IncidentKind
from responder.store.connection import connect
from responder.store.errors import StoreUnavailable
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.redemption import Redeemed
from responder.store.redis_server import EmbeddedRedis

OFFICER = Actor(identity="ann", source=Source.CONSOLE)


async def work(data_dir: Path) -> None:
    """Issues, redeems and revokes links without end; a line per acknowledgement."""
    server = EmbeddedRedis(data_dir)
    await server.start()
    store = connect(server.url, data_dir)
    links = Links(store)
    incident = await Incidents(store).open(
        building_ids=("gym",), kind=IncidentKind.DRILL, reason="Drill", actor=OFFICER
    )
    while True:
        # What could not be done in time is tried anew, and was not acknowledged.
        with suppress(StoreUnavailable):
            await live_through_a_link(links, incident.incident_id)


async def live_through_a_link(links: Links, incident_id: str) -> None:
    link, token = await links.issue(incident_id, agency="P", actor=OFFICER)
    say("issued", link.link_id)
    tap_key = secrets.token_hex(16)
    for redeemed in await asyncio.gather(*(tapped(links, token, tap_key) for _ in range(2))):
        say("redeemed", link.link_id, redeemed.admission.device.device_id)
    await links.revoke(link.link_id, actor=OFFICER)
    say("revoked", link.link_id)


async def tapped(links: Links, token: str, tap_key: str) -> Redeemed:
    """One of the tries that one tap led to."""
    return await links.redeem(token, device_secret=None, label="Safari", address="192.0.2.1", tap_key=tap_key)


def say(*words: str) -> None:
    """On a line that no log line looks like."""
    print("acknowledged", *words, flush=True)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1])))
