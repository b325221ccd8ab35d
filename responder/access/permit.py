"""What a device may see right now; every picture, poster and map layer asks it."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from responder.access import policy
from responder.access.account import Account, Role
from responder.access.agreement import Agreement, may_look
from responder.access.camera_group import NO_GROUPS, CameraGroups
from responder.access.errors import DeviceLimitReached, DeviceRemoved, NotAllowed, NotSignedIn
from responder.access.incident import Incident, require_open
from responder.access.link import Link, require_active, same_agency, scope
from responder.access.policy import Action
from responder.access.session import StaffSession, require_current

# 30 bits: enough to find the device in an incident's record, short enough to be read off a photo.
_SHORT_ID = 6


class Permit(Struct, frozen=True, kw_only=True):
    """A snapshot: recompute it on every change of its link, incident, device or account.

    `username` is the account of somebody who is signed in, None for a device that redeemed a link. `link_id`
    and `incident_id` are None for staff who look without an incident; `agency` is then the user name, for the
    record. `camera_ids` are single cameras beside those of the buildings; of those, with `camera_groups` only
    the cameras of these groups may be seen. With `is_masked` what privacy masks cover may not be seen of any
    camera. `lead_agency` leads the incident, None while the district does.
    `valid_until_s` is Unix seconds, exclusive.
    """

    device_id: str
    link_id: str | None
    incident_id: str | None
    agency: str
    building_ids: frozenset[str]
    valid_until_s: float
    camera_ids: frozenset[str] = frozenset()
    camera_groups: frozenset[str] | None = None
    is_masked: bool = False
    lead_agency: str | None = None
    username: str | None = None

    @property
    def watermark(self) -> str:
        """What is written over every picture: for whom, and on which device, by the beginning of its id."""
        names = dict.fromkeys(name for name in (self.agency, self.username) if name)
        return " · ".join([*names, self.device_id[:_SHORT_ID]])

    def is_valid(self, now: float) -> bool:
        return now < self.valid_until_s

    def allows(self, building_id: str, now: float) -> bool:
        """Whether the device may see the building from inside at `now`, on the map."""
        return self.is_valid(now) and building_id in self.building_ids

    def covers(self, camera_id: str, building_id: str, groups: CameraGroups) -> bool:
        """Whether it is about this camera of the building; the site's groups say what is in which."""
        if camera_id in self.camera_ids:
            return True
        if building_id not in self.building_ids:
            return False
        return self.camera_groups is None or camera_id in groups.cameras_of(self.camera_groups)

    def allows_camera(
        self, camera_id: str, building_id: str, now: float, groups: CameraGroups = NO_GROUPS
    ) -> bool:
        """Whether the device may see this camera of the building at `now`."""
        return self.is_valid(now) and self.covers(camera_id, building_id, groups)

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
        camera_groups=_groups(link.camera_groups),
        lead_agency=incident.lead_agency,
        valid_until_s=link.expires_at_s,
    )


def staff_permit(
    account: Account,
    session: StaffSession,
    buildings: Iterable[str],
    now: float,
    groups: CameraGroups = NO_GROUPS,
) -> Permit:
    """What a member of staff may see of the site's `buildings` and `groups` at any time, without an incident.

    Raises NotSignedIn, or NotAllowed for a role that sees cameras only in an incident, or never.
    """
    require_current(session, account, now)
    sees_all = policy.may(account.role, Action.VIEW_CAMERAS)
    if not sees_all:
        policy.require_role(account, Action.VIEW_LISTED_CAMERAS)
    listed = groups.cameras_of(account.camera_groups)
    return Permit(
        device_id=session.session_id,
        link_id=None,
        incident_id=None,
        agency=account.username,
        building_ids=policy.scope(account, frozenset(buildings)) if sees_all else frozenset(),
        camera_ids=account.camera_ids if sees_all else account.camera_ids | listed,
        camera_groups=_groups(account.camera_groups) if sees_all else None,
        is_masked=_is_masked(account),
        valid_until_s=session.valid_until_s,
        username=account.username,
    )


def incident_permit(account: Account, session: StaffSession, incident: Incident, now: float) -> Permit:
    """What somebody may see who sees cameras in an incident, while it is open.

    Raises NotSignedIn, NotAllowed or IncidentClosed.
    """
    require_current(session, account, now)
    _require_not_of_an_agency(account)
    policy.require(account, Action.VIEW_INCIDENT_CAMERAS, incident.building_ids)
    require_open(incident)
    return Permit(
        device_id=session.session_id,
        link_id=None,
        incident_id=incident.incident_id,
        agency=account.username,
        building_ids=frozenset(incident.building_ids),
        camera_groups=_groups(account.camera_groups),
        is_masked=_is_masked(account),
        lead_agency=incident.lead_agency,
        valid_until_s=session.valid_until_s,
        username=account.username,
    )


def officer_permit(
    account: Account,
    session: StaffSession,
    link: Link,
    incident: Incident,
    now: float,
    *,
    agreement: Agreement | None = None,
) -> Permit:
    """What an officer who is signed in by name sees through the link of the own agency; it takes no place.

    Raises NotSignedIn, LinkRevoked, IncidentClosed, LinkExpired, LinkPending, or NotAllowed for another
    agency's link and for whom the agreement does not designate.
    """
    require_current(session, account, now)
    policy.require(account, Action.VIEW_INCIDENT_CAMERAS)
    if account.role is not Role.AGENCY_OFFICER or not same_agency(account.agency, link.agency):
        raise NotAllowed
    require_active(link, incident, now)
    if not may_look(agreement, account.username):
        raise NotAllowed("The agreement with your agency names who may look, and you are not named.")
    return Permit(
        device_id=session.session_id,
        link_id=link.link_id,
        incident_id=incident.incident_id,
        agency=link.agency,
        building_ids=scope(link, incident),
        camera_groups=_groups(link.camera_groups),
        is_masked=_is_masked(account),
        lead_agency=incident.lead_agency,
        valid_until_s=min(link.expires_at_s, session.valid_until_s),
        username=account.username,
    )


def _groups(names: Collection[str] | None) -> frozenset[str] | None:
    """Nobody is bound to no group at all."""
    return frozenset(names) if names else None


def _is_masked(account: Account) -> bool:
    return not policy.may(account.role, Action.VIEW_BEHIND_MASKS)


def _require_not_of_an_agency(account: Account) -> None:
    """An agency's officer sees what the agency's link opens, not every incident. Raises NotAllowed."""
    if account.role is Role.AGENCY_OFFICER:
        raise NotAllowed
