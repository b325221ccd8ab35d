"""A device at a full link waits with a cookie of its own until a person decides."""

import pytest

from responder.access.audit import AuditKind
from responder.access.errors import DeviceLimitReached, DeviceRemoved, NotFound
from responder.access.incident import Incident
from responder.store.audit import Audit
from responder.store.connection import Store
from responder.store.devices import Devices
from responder.store.links import Links
from responder.store.redemption import Redeemed
from responder.store.waiting_room import WaitingRoom
from tests.store.conftest import OFFICER, Clock, kinds_of, redeem


@pytest.fixture
def room(store: Store) -> WaitingRoom:
    return WaitingRoom(store)


@pytest.fixture
async def waiting(links: Links, incident: Incident) -> Redeemed:
    """The second device at a link with one place."""
    _, token = await links.issue(
        incident.incident_id, agency="P", actor=OFFICER, device_limit=1, has_waiting_room=True
    )
    await redeem(links, token)
    return await redeem(links, token)


async def test_waits_and_sees_nothing(
    waiting: Redeemed, room: WaitingRoom, devices: Devices, clock: Clock
) -> None:
    """It is known by its cookie and shown to staff, and has no permit."""
    admission = await devices.by_secret(waiting.device_secret)
    with pytest.raises(DeviceLimitReached, match="let you in"):
        admission.permit(clock.now)
    assert await room.of_link(admission.link) == [admission.device]
    assert await devices.of_link(admission.link) != [admission.device]


async def test_is_let_in_with_one_tap(
    waiting: Redeemed, room: WaitingRoom, devices: Devices, clock: Clock, audit: Audit
) -> None:
    """From then on its cookie opens the cameras."""
    device_id = waiting.admission.device.device_id
    await room.admit(waiting.admission.link.link_id, device_id, actor=OFFICER)
    admission = await devices.by_secret(waiting.device_secret)
    assert admission.permit(clock.now).allows("gym", clock.now)
    assert await room.of_link(admission.link) == []
    assert (await kinds_of(audit))[-2:] == [AuditKind.DEVICE_WAITS, AuditKind.DEVICE_ADMITTED]


async def test_is_turned_away_for_good(
    waiting: Redeemed, room: WaitingRoom, devices: Devices, clock: Clock, audit: Audit
) -> None:
    """And the record says so."""
    device_id = waiting.admission.device.device_id
    await room.turn_away(waiting.admission.link.link_id, device_id, actor=OFFICER)
    with pytest.raises(DeviceRemoved):
        (await devices.by_secret(waiting.device_secret)).permit(clock.now)
    assert (await kinds_of(audit))[-1] is AuditKind.DEVICE_TURNED_AWAY


async def test_decides_only_about_who_waits(waiting: Redeemed, room: WaitingRoom) -> None:
    """Mistakes have names."""
    with pytest.raises(NotFound):
        await room.admit(waiting.admission.link.link_id, "nobody", actor=OFFICER)
    with pytest.raises(NotFound):
        await room.turn_away("nothing", waiting.admission.device.device_id, actor=OFFICER)
