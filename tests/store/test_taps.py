"""A phone that never heard the answer to its tap asks again, and has one place, one record and its cookie."""

import asyncio
import secrets
from pathlib import Path

import pytest

from responder.access.audit import AuditKind
from responder.access.errors import (
    DeviceLimitReached,
    DeviceRemoved,
    IncidentClosed,
    InvalidRequest,
    LinkExpired,
    LinkRevoked,
)
from responder.access.incident import Incident
from responder.access.link import DEFAULT_LIFETIME_S, Link
from responder.access.pin import PinRequired
from responder.access.tap import LIFETIME_S
from responder.store.audit import Audit
from responder.store.connection import Store, connect
from responder.store.devices import Devices
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.records import tap_key
from responder.store.redis_server import EmbeddedRedis
from responder.store.spoken_codes import SpokenCodes
from responder.store.waiting_room import WaitingRoom
from tests.store.conftest import OFFICER, Clock, kinds_of, redeem

Issued = tuple[Link, str]


@pytest.fixture
async def issued(links: Links, incident: Incident) -> Issued:
    """A link with room for two devices, and its token."""
    return await links.issue(incident.incident_id, agency="P", actor=OFFICER, device_limit=2)


@pytest.fixture
def key() -> str:
    return secrets.token_hex(16)


async def test_a_second_try_is_the_same_device(
    links: Links, devices: Devices, issued: Issued, key: str, audit: Audit
) -> None:
    """One place, one record, and the cookie of the first answer."""
    link, token = issued
    first, second = [await redeem(links, token, tap_key=key) for _ in range(2)]
    assert second.device_secret == first.device_secret
    device_id = (await devices.by_secret(second.device_secret)).device.device_id
    assert (await links.get(link.link_id)).device_ids == (device_id,)
    assert (await kinds_of(audit)).count(AuditKind.LINK_REDEEMED) == 1


async def test_tries_at_once_are_one_device_on_any_node(
    store: Store,
    issued: Issued,
    key: str,
    audit: Audit,
    redis_server: EmbeddedRedis,
    data_dir: Path,
    clock: Clock,
) -> None:
    """Ten tries by two nodes at the same moment."""
    link, token = issued
    other = connect(redis_server.url, data_dir, prefix=store.prefix, clock=clock)
    try:
        nodes = [Links(store), Links(other)] * 5
        tried = await asyncio.gather(*(redeem(node, token, tap_key=key) for node in nodes))
    finally:
        await other.close()
    assert len({it.device_secret for it in tried}) == 1
    assert len((await Links(store).get(link.link_id)).device_ids) == 1
    assert (await kinds_of(audit)).count(AuditKind.LINK_REDEEMED) == 1


async def test_another_tap_is_another_device(links: Links, issued: Issued) -> None:
    """And one without a key is always another."""
    _, token = issued
    await redeem(links, token, tap_key=secrets.token_hex(16))
    await redeem(links, token, tap_key=secrets.token_hex(16))
    for key in (secrets.token_hex(16), None):
        with pytest.raises(DeviceLimitReached):
            await redeem(links, token, tap_key=key)


async def test_is_over_after_minutes(
    links: Links, issued: Issued, key: str, clock: Clock, store: Store
) -> None:
    """Whoever finds the key later gets a device of their own; Redis itself forgets it, and never had it."""
    link, token = issued
    first = await redeem(links, token, tap_key=key)
    at = tap_key(store, link.link_id, key)
    assert 0 < await store.redis.ttl(at) <= LIFETIME_S
    assert key not in at
    clock.now += LIFETIME_S
    later = await redeem(links, token, tap_key=key)
    assert later.device_secret != first.device_secret
    assert later.admission.device.device_id != first.admission.device.device_id


async def test_opens_no_other_link(links: Links, incident: Incident, issued: Issued, key: str) -> None:
    """The same key there is another device, whose cookie says nothing about the first one's."""
    _, token = issued
    first = await redeem(links, token, tap_key=key)
    other, other_token = await links.issue(incident.incident_id, agency="EMS", actor=OFFICER)
    elsewhere = await redeem(links, other_token, tap_key=key)
    assert elsewhere.device_secret != first.device_secret
    assert (await links.get(other.link_id)).device_ids == (elsewhere.admission.device.device_id,)


async def test_does_not_bring_back_a_device_that_went_on(
    links: Links, incident: Incident, issued: Issued, key: str
) -> None:
    """It follows another link by its cookie: by the key nobody becomes it."""
    _, token = issued
    first = await redeem(links, token, tap_key=key)
    _, other_token = await links.issue(incident.incident_id, agency="EMS", actor=OFFICER)
    await redeem(links, other_token, first.device_secret)
    again = await redeem(links, token, tap_key=key)
    assert again.admission.device.device_id != first.admission.device.device_id


async def test_does_not_bring_back_a_removed_device(
    links: Links, devices: Devices, issued: Issued, key: str
) -> None:
    """Staff took its place away; the key is not let in under another name, either."""
    link, token = issued
    first = await redeem(links, token, tap_key=key)
    await devices.remove(first.admission.device.device_id, actor=OFFICER)
    with pytest.raises(DeviceRemoved):
        await redeem(links, token, tap_key=key)
    assert (await links.get(link.link_id)).device_ids == ()


async def test_opens_nothing_once_the_link_is_over(
    links: Links, incidents: Incidents, incident: Incident, key: str, clock: Clock
) -> None:
    """Revoked, expired or closed."""
    revoked, closed, expired = [
        await links.issue(incident.incident_id, agency="P", actor=OFFICER, lifetime_s=lifetime_s)
        for lifetime_s in (DEFAULT_LIFETIME_S, DEFAULT_LIFETIME_S, 60.0)
    ]
    for _, token in (revoked, closed, expired):
        await redeem(links, token, tap_key=key)
    await links.revoke(revoked[0].link_id, actor=OFFICER)
    clock.now += 60.0
    for (_, token), refusal in ((revoked, LinkRevoked), (expired, LinkExpired)):
        with pytest.raises(refusal):
            await redeem(links, token, tap_key=key)
    await incidents.close(incident.incident_id, actor=OFFICER)
    with pytest.raises(IncidentClosed):
        await redeem(links, closed[1], tap_key=key)


async def test_gives_nobody_the_cookie_of_an_earlier_tap(links: Links, issued: Issued, key: str) -> None:
    """A browser that came with its cookie has it: whoever brings the key alone is another device."""
    _, token = issued
    known = await redeem(links, token)
    assert (await redeem(links, token, known.device_secret, tap_key=key)).device_secret == known.device_secret
    stranger = await redeem(links, token, tap_key=key)
    assert stranger.device_secret != known.device_secret
    assert stranger.admission.device.device_id != known.admission.device.device_id


async def test_a_second_try_with_the_cookie_is_no_second_record(
    links: Links, issued: Issued, key: str, audit: Audit
) -> None:
    """The answer's head had arrived, and its body had not."""
    _, token = issued
    first = await redeem(links, token, tap_key=key)
    await redeem(links, token, first.device_secret, tap_key=key)
    assert (await kinds_of(audit)).count(AuditKind.LINK_REDEEMED) == 1
    await redeem(links, token, first.device_secret, tap_key=secrets.token_hex(16))
    assert (await kinds_of(audit)).count(AuditKind.LINK_REDEEMED) == 2


async def test_asks_for_the_pin_until_it_was_right(links: Links, incident: Incident, key: str) -> None:
    """A try that was refused has made no device; one that was let in is inside."""
    _, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER, pin="2468")
    for _ in range(2):
        with pytest.raises(PinRequired):
            await redeem(links, token, tap_key=key)
    first = await redeem(links, token, pin="2468", tap_key=key)
    assert (await redeem(links, token, tap_key=key)).device_secret == first.device_secret


async def test_waits_once_and_is_let_in(
    links: Links, store: Store, incident: Incident, key: str, audit: Audit, clock: Clock
) -> None:
    """At a full link a second try waits where the first did, and sees what the first would see."""
    link, token = await links.issue(
        incident.incident_id, agency="P", actor=OFFICER, device_limit=1, has_waiting_room=True
    )
    await redeem(links, token)
    waiting = [await redeem(links, token, tap_key=key) for _ in range(2)]
    device_id = waiting[0].admission.device.device_id
    assert (await links.get(link.link_id)).waiting_device_ids == (device_id,)
    assert (await kinds_of(audit)).count(AuditKind.DEVICE_WAITS) == 1
    await WaitingRoom(store).admit(link.link_id, device_id, actor=OFFICER)
    admitted = await redeem(links, token, tap_key=key)
    assert admitted.device_secret == waiting[0].device_secret
    assert admitted.admission.permit(clock.now).device_id == device_id


async def test_a_place_that_became_free_is_on_record(
    links: Links, devices: Devices, incident: Incident, key: str, audit: Audit
) -> None:
    """The second try brought more than the first: it waited, and now it is inside."""
    link, token = await links.issue(
        incident.incident_id, agency="P", actor=OFFICER, device_limit=1, has_waiting_room=True
    )
    inside = await redeem(links, token)
    await redeem(links, token, tap_key=key)
    await devices.remove(inside.admission.device.device_id, actor=OFFICER)
    entered = await redeem(links, token, tap_key=key)
    assert (await links.get(link.link_id)).device_ids == (entered.admission.device.device_id,)
    assert (await kinds_of(audit))[-2:] == [AuditKind.DEVICE_REMOVED, AuditKind.LINK_REDEEMED]


async def test_a_spoken_code_is_tried_again_as_well(
    links: Links, store: Store, issued: Issued, key: str
) -> None:
    """By code or by link, it is the same tap on the same link."""
    link, token = issued
    codes = SpokenCodes(store)
    code = await codes.make(link.link_id, actor=OFFICER)
    first = await codes.redeem(code, device_secret=None, label="Safari", address="192.0.2.1", tap_key=key)
    assert (await redeem(links, token, tap_key=key)).device_secret == first.device_secret
    assert len((await links.get(link.link_id)).device_ids) == 1


async def test_refuses_a_key_that_could_be_guessed(links: Links, issued: Issued, audit: Audit) -> None:
    """Before anything is looked up."""
    _, token = issued
    with pytest.raises(InvalidRequest):
        await redeem(links, token, tap_key="0" * 31)
    assert AuditKind.LINK_REDEEMED not in await kinds_of(audit)
