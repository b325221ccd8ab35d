"""A device, its link and its incident are read together, and missing ones are told apart."""

import pytest

from responder.access.errors import NotSignedIn
from responder.access.incident import Incident
from responder.store.admission import Admissions
from responder.store.connection import Store
from responder.store.devices import Devices
from responder.store.errors import StoreDamaged
from responder.store.links import Links
from responder.store.records import incident_key, link_key
from responder.store.redemption import Redeemed
from tests.store.conftest import OFFICER, redeem


@pytest.fixture
async def redeemed(links: Links, incident: Incident) -> Redeemed:
    _, token = await links.issue(incident.incident_id, agency="P", actor=OFFICER)
    return await redeem(links, token)


async def test_is_found_by_device_and_by_cookie(devices: Devices, redeemed: Redeemed) -> None:
    """Both ways lead to the same."""
    device_id = redeemed.admission.device.device_id
    assert await devices.get(device_id) == redeemed.admission
    assert await devices.by_secret(redeemed.device_secret) == redeemed.admission


async def test_is_not_there_for_a_stranger(devices: Devices) -> None:
    """Neither for an unknown device nor for a cookie that nobody was given."""
    for looking in (
        devices.get("stranger"),
        devices.get(""),
        devices.by_secret("guess"),
        devices.by_secret(""),
    ):
        with pytest.raises(NotSignedIn):
            await looking


async def test_says_when_somebody_wrote_past_the_service(
    store: Store, devices: Devices, redeemed: Redeemed
) -> None:
    """A device whose link or incident is gone is damage, not a stranger."""
    admission = redeemed.admission
    for key in (
        incident_key(store, admission.incident.incident_id),
        link_key(store, admission.link.link_id),
    ):
        await store.redis.delete(key)
        with pytest.raises(StoreDamaged):
            await devices.get(admission.device.device_id)


async def test_is_read_again_after_redis_forgot_the_script(store: Store, redeemed: Redeemed) -> None:
    """A restarted Redis has no scripts; it is given this one again."""
    admissions = Admissions(store)
    device_id = redeemed.admission.device.device_id
    assert await admissions.of_device(device_id) == redeemed.admission
    await store.redis.script_flush()
    assert await admissions.of_device(device_id) == redeemed.admission
