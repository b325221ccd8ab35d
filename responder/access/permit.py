"""What a device may see right now; every picture, poster and map layer asks it."""

from collections.abc import Iterable

from msgspec import Struct

from responder.access import policy
from responder.access.account import Account
from responder.access.errors import DeviceLimitReached, DeviceRemoved, NotAllowed, NotSignedIn
from responder.access.incident import Incident
from responder.access.link import Link, require_active, scope
from responder.access.session import StaffSession, require_current


class Permit(Struct, frozen=True, kw_only=True):
    """A snapshot: recompute it on every change of its link, incident, device or account.

    `link_id` and `incident_id` are None for staff; `agency` is then the member's user name, for the record.
    `valid_until_s` is Unix seconds, exclusive.
    """

    device_id: str
    link_id: str | None
    incident_id: str | None
    agency: str
    building_ids: frozenset[str]
    valid_until_s: float

    def is_valid(self, now: float) -> bool:
        return now < self.valid_until_s

    def allows(self, building_id: str, now: float) -> bool:
        """Whether the device may see cameras and layers of the building at `now`."""
        return self.is_valid(now) and building_id in self.building_ids

    def require(self, building_id: str, now: float) -> None:
        """Raises NotAllowed."""
        if not self.allows(building_id, now):
            raise NotAllowed


def permit_for(link: Link, incident: Incident, device_id: str, now: float) -> Permit:
    """What the link lets this device see.

    Raises LinkRevoked, IncidentClosed, LinkExpired, DeviceRemoved, DeviceLimitReached while it waits, or
    NotSignedIn when it never redeemed.
    """
    require_active(link, incident, now)
    if device_id in link.removed_device_ids:
        raise DeviceRemoved
    if device_id in link.waiting_device_ids:
        raise DeviceLimitReached("This link is full. The sender sees that you wait, and can let you in.")
    if device_id not in link.device_ids:
        raise NotSignedIn
    return Permit(
        device_id=device_id,
        link_id=link.link_id,
        incident_id=incident.incident_id,
        agency=link.agency,
        building_ids=scope(link, incident),
        valid_until_s=link.expires_at_s,
    )


def staff_permit(account: Account, session: StaffSession, buildings: Iterable[str], now: float) -> Permit:
    """What a member of staff may see of the site's `buildings`. Raises NotSignedIn or NotAllowed."""
    policy.require(account, policy.Action.VIEW_CAMERAS)
    require_current(session, account, now)
    return Permit(
        device_id=session.session_id,
        link_id=None,
        incident_id=None,
        agency=account.username,
        building_ids=frozenset(buildings),
        valid_until_s=session.valid_until_s,
    )
