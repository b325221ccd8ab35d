"""A device together with everything that decides what it may see, read in one step.

Every request of every phone asks for it, so it is one question to Redis: a script that follows the device to
its link and the link to its incident, at one moment.
"""

from collections.abc import Awaitable
from typing import cast

import msgspec
from msgspec import Struct

from responder.access.device import Device
from responder.access.errors import NotSignedIn
from responder.access.incident import Incident
from responder.access.link import Link
from responder.access.permit import Permit, permit_for
from responder.store.connection import Store
from responder.store.errors import StoreDamaged
from responder.store.records import device_key, device_secret_key, incident_key, link_key

# ARGV: the beginnings of the keys of devices, links and incidents, and a device's id.
# KEYS: where the device's id lies, when it has to be looked up by its cookie.
_FOLLOW = """
local device_id = ARGV[4]
if KEYS[1] then
  local named = redis.call('GET', KEYS[1])
  if not named then return {} end
  device_id = string.sub(named, 2, -2)
end
local device = redis.call('GET', ARGV[1] .. device_id)
if not device then return {} end
local link = redis.call('GET', ARGV[2] .. cjson.decode(device).link_id)
local incident = link and redis.call('GET', ARGV[3] .. cjson.decode(link).incident_id)
return {device, link, incident}
"""


class Admission(Struct, frozen=True, kw_only=True):
    """A device with the link that it follows and that link's incident, as they are now; perhaps over."""

    device: Device
    link: Link
    incident: Incident

    def permit(self, now: float) -> Permit:
        """What it may see. Raises the AccessDenied that says why nothing."""
        return permit_for(self.link, self.incident, self.device.device_id, now)


class Admissions:
    """Reads them. Raises StoreUnavailable, StoreDamaged, or NotSignedIn for an unknown device."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._follow = store.redis.register_script(_FOLLOW)
        self._places = [device_key(store, ""), link_key(store, ""), incident_key(store, "")]

    async def of_device(self, device_id: str) -> Admission:
        return await self._read(keys=[], device_id=device_id)

    async def of_secret(self, secret_hmac: str) -> Admission:
        """Of the device whose cookie has this HMAC."""
        return await self._read(keys=[device_secret_key(self._store, secret_hmac)], device_id="")

    async def _read(self, *, keys: list[str], device_id: str) -> Admission:
        found = await self._store.patiently(
            lambda: cast(
                "Awaitable[list[bytes | None]]",
                self._follow(keys=keys, args=[*self._places, device_id]),
            )
        )
        if not found:
            raise NotSignedIn
        device, link, incident = (*found, None, None)[:3]
        if device is None or link is None or incident is None:
            raise StoreDamaged("a device's link, or the link's incident, is not there")
        return Admission(
            device=msgspec.json.decode(device, type=Device),
            link=msgspec.json.decode(link, type=Link),
            incident=msgspec.json.decode(incident, type=Incident),
        )
