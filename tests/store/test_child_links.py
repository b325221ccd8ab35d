"""A link that is handed on is recorded, and ends with whoever handed it on."""

import pytest

from responder.access.audit import Actor, AuditKind, Source
from responder.access.errors import InvalidRequest, LinkRevoked, NotAllowed, NotFound
from responder.access.incident import Incident
from responder.access.link import Link
from responder.store.audit import Audit
from responder.store.child_links import ChildLinks
from responder.store.connection import Store
from responder.store.devices import Devices
from responder.store.links import Links
from responder.store.redemption import Redeemed
from tests.store.conftest import OFFICER, Clock, kinds_of, redeem


@pytest.fixture
def child_links(store: Store) -> ChildLinks:
    return ChildLinks(store)


@pytest.fixture
async def inside(links: Links, incident: Incident) -> Redeemed:
    """A police officer's phone."""
    _, token = await links.issue(incident.incident_id, agency="Maple Police", actor=OFFICER)
    return await redeem(links, token)


async def hand_on(child_links: ChildLinks, inside: Redeemed, *, by_device: bool = True) -> tuple[Link, str]:
    """To the county's ambulance, the gym only."""
    device_id = inside.admission.device.device_id
    police = Actor(identity="Maple Police", source=Source.LINK, device_id=device_id)
    return await child_links.hand_on(
        inside.admission.link.link_id,
        agency="County EMS",
        actor=police,
        building_ids=["gym"],
        by_device_id=device_id if by_device else None,
    )


async def test_opens_what_was_handed_on(
    child_links: ChildLinks, links: Links, inside: Redeemed, incident: Incident, clock: Clock, audit: Audit
) -> None:
    """The partner sees the gym; the trail says who let it in; staff see the link."""
    clock.now += 1
    child, token = await hand_on(child_links, inside)
    permit = (await redeem(links, token)).admission.permit(clock.now)
    assert permit.building_ids == {"gym"}
    assert permit.agency == "County EMS"
    assert [link.agency for link in await links.for_incident(incident.incident_id)] == [
        "Maple Police",
        "County EMS",
    ]
    assert child.issued_by == "Maple Police"
    assert (await kinds_of(audit))[-2:] == [AuditKind.LINK_HANDED_ON, AuditKind.LINK_REDEEMED]


async def test_ends_when_its_parent_is_revoked(
    child_links: ChildLinks, links: Links, devices: Devices, inside: Redeemed, clock: Clock, audit: Audit
) -> None:
    """One tap ends both, and both are recorded."""
    _, token = await hand_on(child_links, inside)
    partner = await redeem(links, token)
    await links.revoke(inside.admission.link.link_id, actor=OFFICER)
    with pytest.raises(LinkRevoked):
        (await devices.by_secret(partner.device_secret)).permit(clock.now)
    assert (await kinds_of(audit))[-2:] == [AuditKind.LINK_REVOKED] * 2


async def test_ends_when_the_device_that_handed_it_on_is_removed(
    child_links: ChildLinks, links: Links, devices: Devices, inside: Redeemed
) -> None:
    """A stolen phone takes what it gave away with it; what staff handed on stays."""
    _, by_device = await hand_on(child_links, inside)
    _, by_staff = await hand_on(child_links, inside, by_device=False)
    await devices.remove(inside.admission.device.device_id, actor=OFFICER)
    with pytest.raises(LinkRevoked):
        await redeem(links, by_device)
    await redeem(links, by_staff)


async def test_is_extended_within_its_parent(child_links: ChildLinks, links: Links, inside: Redeemed) -> None:
    """Otherwise extending would be a way around the rule."""
    child, _ = await hand_on(child_links, inside)
    with pytest.raises(InvalidRequest):
        await links.extend(child.link_id, by_s=60, actor=OFFICER)
    await links.extend(inside.admission.link.link_id, by_s=3600, actor=OFFICER)
    await links.extend(child.link_id, by_s=3600, actor=OFFICER)


async def test_can_be_revoked_alone(child_links: ChildLinks, links: Links, inside: Redeemed) -> None:
    """The parent goes on, and revoking it later is no error."""
    child, _ = await hand_on(child_links, inside)
    await links.revoke(child.link_id, actor=OFFICER)
    parent_id = inside.admission.link.link_id
    assert (await links.get(parent_id)).revoked_at_s is None
    assert (await links.revoke(parent_id, actor=OFFICER)).revoked_at_s is not None


async def test_is_handed_on_only_from_what_exists_and_from_inside(
    child_links: ChildLinks, inside: Redeemed
) -> None:
    """Mistakes have names."""
    with pytest.raises(NotFound):
        await child_links.hand_on("nothing", agency="P", actor=OFFICER)
    with pytest.raises(NotAllowed):
        await child_links.hand_on(
            inside.admission.link.link_id, agency="P", actor=OFFICER, by_device_id="stranger"
        )
