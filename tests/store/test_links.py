"""Links are issued, redeemed, extended and revoked, each with its record."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from responder.access.audit import AuditKind, AuditQuery, Source
from responder.access.errors import (
    DeviceLimitReached,
    DeviceRemoved,
    IncidentClosed,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    LinkUpcoming,
    NotFound,
)
from responder.access.incident import Incident, IncidentKind
from responder.access.link import Link
from responder.store.audit import Audit
from responder.store.connection import Store, connect
from responder.store.devices import Devices
from responder.store.incidents import Incidents
from responder.store.links import Links
from responder.store.redemption import Redeemed
from responder.store.redis_server import EmbeddedRedis
from tests.store.conftest import OFFICER, Clock, kill, opened, redeem


async def test_issues_a_link_and_hands_out_its_token_once(links: Links, incident: Incident) -> None:
    """The token has 256 bits in 43 letters; the stored link has only its HMAC."""
    link, token = await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    assert len(token) == 43
    assert await links.get(link.link_id) == link
    assert await links.for_incident(incident.incident_id) == [link]


async def test_admits_a_new_device_with_a_cookie_of_its_own(
    links: Links, devices: Devices, incident: Incident, clock: Clock
) -> None:
    """The device is known by its cookie and gets a permit for the incident's buildings."""
    link, token = await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    redeemed = await redeem(links, token)
    admission = await devices.by_secret(redeemed.device_secret)
    assert admission == redeemed.admission
    assert admission.device.label == "Safari"
    assert admission.permit(clock.now).building_ids == {"gym", "main"}
    assert admission.link.device_ids == (admission.device.device_id,)
    assert admission.link.link_id == link.link_id


async def test_recognises_a_device_that_comes_back(links: Links, incident: Incident) -> None:
    """The same cookie is the same device and takes no other place."""
    _, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER, device_limit=1)
    first = await redeem(links, token)
    again = await redeem(links, token, first.device_secret)
    assert again.device_secret == first.device_secret
    assert again.admission == first.admission


async def test_does_not_adopt_a_cookie_that_nobody_gave_out(links: Links, incident: Incident) -> None:
    """A planted cookie would let its planter watch along: the browser gets a new one."""
    _, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER)
    redeemed = await redeem(links, token, "planted")
    assert redeemed.device_secret != "planted"


async def test_gives_the_last_place_to_one_of_two(links: Links, incident: Incident) -> None:
    """Two phones that redeem at the same moment do not both get the only place."""
    link, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER, device_limit=1)
    outcomes = await asyncio.gather(redeem(links, token), redeem(links, token), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {Redeemed, DeviceLimitReached}
    assert len((await links.get(link.link_id)).device_ids) == 1


async def test_settles_races_between_nodes(
    links: Links, incident: Incident, store: Store, redis_server: EmbeddedRedis, data_dir: Path, clock: Clock
) -> None:
    """Ten nodes on one Redis fill five places exactly; nobody is admitted twice or forgotten."""
    link, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER, device_limit=5)
    nodes = [connect(redis_server.url, data_dir, prefix=store.prefix, clock=clock) for _ in range(10)]
    outcomes = await asyncio.gather(*(redeem(Links(node), token) for node in nodes), return_exceptions=True)
    admitted = {outcome.admission.device.device_id for outcome in outcomes if isinstance(outcome, Redeemed)}
    assert admitted == set((await links.get(link.link_id)).device_ids)
    assert [type(outcome) for outcome in outcomes].count(DeviceLimitReached) == 5
    for node in nodes:
        await node.close()


async def test_refuses_and_records_every_reason(
    links: Links, incidents: Incidents, incident: Incident, audit: Audit, clock: Clock
) -> None:
    """Unknown, expired, revoked and closed are told apart and written down."""
    with pytest.raises(LinkUnknown):
        await redeem(links, "made up")
    _, expired = await links.issue(incident.incident_id, agency="P", actor=OFFICER, lifetime_s=60)
    revoked_link, revoked = await links.issue(incident.incident_id, agency="P", actor=OFFICER)
    _, closed = await links.issue(incident.incident_id, agency="P", actor=OFFICER)
    clock.now += 60
    with pytest.raises(LinkExpired):
        await redeem(links, expired)
    await links.revoke(revoked_link.link_id, actor=OFFICER)
    with pytest.raises(LinkRevoked):
        await redeem(links, revoked)
    await incidents.close(incident.incident_id, actor=OFFICER)
    with pytest.raises(IncidentClosed):
        await redeem(links, closed)
    query = AuditQuery(kinds=frozenset({AuditKind.REDEEM_REFUSED}))
    refusals = [record.event async for record in audit.read(query)]
    assert [event.outcome for event in refusals] == [
        "link-unknown",
        "link-expired",
        "link-revoked",
        "incident-closed",
    ]
    assert {event.actor.source for event in refusals} == {Source.LINK}
    assert refusals[0].actor.identity == "unknown"
    assert refusals[2].link_id == revoked_link.link_id


async def test_records_the_life_of_a_link(links: Links, incident: Incident, audit: Audit) -> None:
    """Issue, redemption, extension and revocation are in the trail in their order."""
    link, token = await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    redeemed = await redeem(links, token)
    await links.extend(link.link_id, by_s=3600, actor=OFFICER)
    await links.revoke(link.link_id, actor=OFFICER)
    events = [record.event async for record in audit.read(AuditQuery(link_id=link.link_id))]
    assert [event.kind for event in events] == [
        AuditKind.LINK_ISSUED,
        AuditKind.LINK_REDEEMED,
        AuditKind.LINK_EXTENDED,
        AuditKind.LINK_REVOKED,
    ]
    assert events[1].actor.identity == "Maple Police"
    assert events[1].actor.device_id == redeemed.admission.device.device_id
    assert events[1].actor.address == "198.51.100.7"


async def test_extends_and_revokes_only_what_exists(links: Links) -> None:
    """Mistakes have names."""
    with pytest.raises(NotFound):
        await links.extend("nothing", by_s=60, actor=OFFICER)
    with pytest.raises(NotFound):
        await links.revoke("nothing", actor=OFFICER)
    with pytest.raises(NotFound):
        await links.get("nothing")


async def test_ends_the_permit_of_every_device_when_revoked(
    links: Links, devices: Devices, incident: Incident, clock: Clock
) -> None:
    """After a revocation the cookie still names the device, and says why it sees nothing."""
    link, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER)
    redeemed = await redeem(links, token)
    await links.revoke(link.link_id, actor=OFFICER)
    admission = await devices.by_secret(redeemed.device_secret)
    with pytest.raises(LinkRevoked):
        admission.permit(clock.now)


async def test_puts_one_device_out(
    links: Links, devices: Devices, incident: Incident, clock: Clock, audit: Audit
) -> None:
    """A removed device loses its permit and cannot redeem again; the others stay."""
    link, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER)
    out, stays = await redeem(links, token), await redeem(links, token)
    device_id = out.admission.device.device_id
    await devices.remove(device_id, actor=OFFICER)
    with pytest.raises(DeviceRemoved):
        (await devices.get(device_id)).permit(clock.now)
    with pytest.raises(DeviceRemoved):
        await redeem(links, token, out.device_secret)
    assert await devices.of_link(await links.get(link.link_id)) == [stays.admission.device]
    query = AuditQuery(kinds=frozenset({AuditKind.DEVICE_REMOVED}))
    assert [record.event.device_id async for record in audit.read(query)] == [device_id]


@pytest.mark.usefixtures("_patient")
async def test_loses_nothing_that_was_acknowledged_when_redis_is_killed(
    own_server: EmbeddedRedis, tmp_path: Path
) -> None:
    """Links issued, redeemed and revoked through five kills are all there, each once in the trail."""
    async with opened(own_server, tmp_path) as store:
        incident = await Incidents(store).open(
            building_ids=("gym",), kind=IncidentKind.POLICE, reason="Intruder", actor=OFFICER
        )
        working = asyncio.create_task(live_through(Links(store), incident, times=25))
        for _ in range(5):
            await asyncio.sleep(0.1)
            await kill(own_server)
        expected = await working
        assert {
            link.link_id: link for link in await Links(store).for_incident(incident.incident_id)
        } == expected
        kinds = Counter([record.event.kind async for record in Audit(store).read(AuditQuery())])
        assert kinds == {
            AuditKind.INCIDENT_OPENED: 1,
            AuditKind.LINK_ISSUED: 25,
            AuditKind.LINK_REDEEMED: 25,
            AuditKind.LINK_REVOKED: 25,
        }


async def live_through(links: Links, incident: Incident, *, times: int) -> dict[str, Link]:
    """Issues, redeems and revokes links one after the other; what was acknowledged last of each."""
    revoked = {}
    for _ in range(times):
        link, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER)
        redeemed = await redeem(links, token)
        revoked[link.link_id] = await links.revoke(link.link_id, actor=OFFICER)
        assert revoked[link.link_id].device_ids == (redeemed.admission.device.device_id,)
    return revoked


async def test_opens_later_for_the_devices_that_came(
    links: Links, devices: Devices, incident: Incident, audit: Audit, clock: Clock
) -> None:
    """They need not tap again, and the record says from when to when."""
    begins_at_s = clock.now + 86_400
    link, token = await links.issue(
        incident.incident_id, agency="P", actor=OFFICER, begins_at_s=begins_at_s, lifetime_s=3600
    )
    redeemed = await redeem(links, token)
    with pytest.raises(LinkUpcoming):
        redeemed.admission.permit(clock.now)
    clock.now = begins_at_s
    admission = await devices.by_secret(redeemed.device_secret)
    assert admission.permit(clock.now).valid_until_s == begins_at_s + 3600
    query = AuditQuery(kinds=frozenset({AuditKind.LINK_ISSUED}))
    (issued,) = [record.event async for record in audit.read(query)]
    assert issued.link_id == link.link_id
    assert issued.detail == "P, from 2027-01-16T08:00:00+00:00 until 2027-01-16T09:00:00+00:00"


async def test_a_device_keeps_what_it_sees_when_it_opens_a_link_that_begins_later(
    links: Links, devices: Devices, incident: Incident, clock: Clock
) -> None:
    """Tomorrow's drill costs nobody the cameras of today's emergency; an open link is followed."""
    _, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER, lifetime_s=7200)
    _, later_token = await links.issue(
        incident.incident_id, agency="P", actor=OFFICER, begins_at_s=clock.now + 3600
    )
    secret = (await redeem(links, token)).device_secret
    with pytest.raises(LinkUpcoming):
        await redeem(links, later_token, secret)
    held = (await devices.by_secret(secret)).permit(clock.now)
    clock.now += 3600
    followed = (await redeem(links, later_token, secret)).admission.permit(clock.now)
    assert followed.device_id == held.device_id
    assert followed.link_id != held.link_id
