"""Every node hears what changed, and after any silence that it must look at everything again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from responder.access.incident import IncidentKind
from responder.store.changes import (
    AccountChanged,
    Change,
    DeviceChanged,
    IncidentChanged,
    LinkChanged,
    Resync,
    decode,
    encode,
    subscribe,
)
from responder.store.connection import Store
from responder.store.devices import Devices
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.redis_server import EmbeddedRedis
from tests.store.conftest import OFFICER, kill, opened


async def next_of(changes: AsyncIterator[Change]) -> Change:
    async with asyncio.timeout(5):
        return await anext(changes)


async def test_tells_first_to_look_at_everything(store: Store) -> None:
    """Whatever happened before the subscription is not heard."""
    async with aclosing(subscribe(store)) as changes:
        assert await next_of(changes) == Resync()


async def test_hears_every_change_in_its_order(
    store: Store, incidents: Incidents, links: Links, devices: Devices
) -> None:
    """Incident, link and device each announce themselves."""
    async with aclosing(subscribe(store)) as changes:
        await next_of(changes)
        incident = await incidents.open(
            building_ids=("gym",), kind=IncidentKind.POLICE, reason="Intruder", actor=OFFICER
        )
        link, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER)
        redeemed = await links.redeem(token, device_secret=None, label="Safari", address="192.0.2.1")
        await devices.remove(redeemed.admission.device.device_id, actor=OFFICER)
        await links.revoke(link.link_id, actor=OFFICER)
        await incidents.close(incident.incident_id, actor=OFFICER)
        heard = [await next_of(changes) for _ in range(7)]
    incident_changed = IncidentChanged(incident_id=incident.incident_id)
    link_changed = LinkChanged(link_id=link.link_id, incident_id=incident.incident_id)
    device_changed = DeviceChanged(device_id=redeemed.admission.device.device_id, link_id=link.link_id)
    assert heard == [
        incident_changed,
        link_changed,
        link_changed,
        device_changed,
        device_changed,
        link_changed,
        incident_changed,
    ]


@pytest.mark.usefixtures("_patient")
async def test_looks_at_everything_again_after_redis_was_killed(
    own_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """Between a kill and the new connection a change may have gone unheard; after it none does."""
    async with opened(own_server, tmp_path) as store, aclosing(subscribe(store)) as changes:
        assert await next_of(changes) == Resync()
        await kill(own_server)
        assert await next_of(changes) == Resync()
        incident = await Incidents(store).open(
            building_ids=("gym",), kind=IncidentKind.DRILL, reason="Drill", actor=OFFICER
        )
        assert await next_of(changes) == IncidentChanged(incident_id=incident.incident_id)


async def test_waits_for_a_redis_that_is_not_there_yet(tmp_path: Path) -> None:
    """A subscriber may start before Redis does."""
    server = EmbeddedRedis(tmp_path)
    await server.start()
    async with opened(server, tmp_path) as store:
        await server.stop()
        async with aclosing(subscribe(store)) as changes:
            first = asyncio.create_task(next_of(changes))
            await server.start()
            assert await first == Resync()
    await server.stop()


async def test_notices_a_redis_that_fell_silent(
    own_server: EmbeddedRedis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Redis that hangs without closing the connection is given up, and everything looked at afterwards."""
    monkeypatch.setattr("responder.store.changes._SILENCE_S", 0.1)
    async with opened(own_server, tmp_path) as store, aclosing(subscribe(store)) as changes:
        assert await next_of(changes) == Resync()
        following = asyncio.create_task(next_of(changes))
        os.kill(own_server.process_id, signal.SIGSTOP)
        # Well over two periods of silence, which nothing marks.
        await asyncio.sleep(0.5)
        os.kill(own_server.process_id, signal.SIGCONT)
        assert await following == Resync()


@pytest.mark.parametrize(
    "change",
    [
        Resync(),
        IncidentChanged(incident_id="i"),
        LinkChanged(link_id="l", incident_id="i"),
        DeviceChanged(device_id="d", link_id="l"),
        AccountChanged(username="ann"),
    ],
)
def test_reads_back_what_it_announces(change: Change) -> None:
    """Every kind of change survives the way through Redis."""
    assert decode(encode(change)) == change
