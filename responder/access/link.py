"""A link is a capability for one agency in one incident: bounded in time, in devices and in buildings.

Rules
1. A link is active while it is not revoked, its incident is open and its time is not over; nothing revives a
   revoked link or one of a closed incident.
2. A device takes a place when it first redeems; redeeming again from the same device takes no other place.
3. A device that staff removed frees its place and cannot redeem again.
4. An expired link may be extended, by a person, from now on: running out of time in a running emergency must
   not cost a new link on every phone.
5. A link that waits for approval, or has not begun, admits devices and shows them nothing.
"""

from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from responder.access.errors import (
    AccessDenied,
    DeviceLimitReached,
    DeviceRemoved,
    IncidentClosed,
    InvalidRequest,
    LinkExpired,
    LinkPending,
    LinkRevoked,
    LinkUpcoming,
    NotFound,
)
from responder.access.incident import Incident, require_open
from responder.access.lockout import WrongAttempts

# An emergency at a school is over, or handed to another shift, within half a working day.
DEFAULT_LIFETIME_S = 4 * 3600.0

# 34 CFR 99.36 limits a disclosure to the period of the emergency; none lasts longer than a week.
MAX_LIFETIME_S = 7 * 24 * 3600.0

# Two shifts of a town's police department with a phone and a vehicle terminal each.
DEFAULT_DEVICE_LIMIT = 50

# More devices than any one agency sends; bounds the record's size.
MAX_DEVICE_LIMIT = 500


class LinkState(StrEnum):
    PENDING = "pending"  # waits for approval
    UPCOMING = "upcoming"  # has not begun
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"  # its incident is


class Link(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`token_hmac` is all that is kept of the token; times are Unix seconds; people are user names.

    `building_ids` narrows the incident's, `camera_groups` their cameras; None is all of them. More in
    `beginning`, `waiting`, `pin`, `child_link`, `approval`.
    """

    link_id: str
    incident_id: str
    agency: str
    token_hmac: str
    issued_by: str
    issued_at_s: float
    begins_at_s: float | None = None
    expires_at_s: float
    revoked_at_s: float | None = None
    revoked_by: str | None = None
    device_limit: int = DEFAULT_DEVICE_LIMIT
    device_ids: tuple[str, ...] = ()
    removed_device_ids: tuple[str, ...] = ()
    building_ids: tuple[str, ...] | None = None
    camera_groups: tuple[str, ...] | None = None
    has_waiting_room: bool = False
    waiting_device_ids: tuple[str, ...] = ()
    pin_hmac: str | None = None
    wrong_pins: WrongAttempts = WrongAttempts()
    parent_link_id: str | None = None
    issued_by_device_id: str | None = None
    child_link_ids: tuple[str, ...] = ()
    cleared_device_ids: tuple[str, ...] = ()
    pending_lifetime_s: float | None = None
    approved_by: str | None = None

    @property
    def starts_at_s(self) -> float:
        """When its time begins."""
        return self.issued_at_s if self.begins_at_s is None else self.begins_at_s


def issue(
    incident: Incident,
    *,
    link_id: str,
    token_hmac: str,
    agency: str,
    issued_by: str,
    now: float,
    lifetime_s: float = DEFAULT_LIFETIME_S,
    device_limit: int = DEFAULT_DEVICE_LIMIT,
    pin_hmac: str | None = None,
    has_waiting_room: bool = False,
    camera_groups: Collection[str] | None = None,
) -> Link:
    """A new active link. Raises IncidentClosed, or InvalidRequest for a senseless bound or agency."""
    require_open(incident)
    if not agency.strip():
        raise InvalidRequest("A link needs the name of an agency.")
    if not 0 < lifetime_s <= MAX_LIFETIME_S:
        raise InvalidRequest("A link lives longer than nothing and at most 7 days.")
    if not 1 <= device_limit <= MAX_DEVICE_LIMIT:
        raise InvalidRequest(f"A link admits 1 to {MAX_DEVICE_LIMIT} devices.")
    if camera_groups is not None and not camera_groups:
        raise InvalidRequest("A link that is bound to camera groups names at least one.")
    return Link(
        link_id=link_id,
        incident_id=incident.incident_id,
        agency=agency.strip(),
        token_hmac=token_hmac,
        issued_by=issued_by,
        issued_at_s=now,
        expires_at_s=now + lifetime_s,
        device_limit=device_limit,
        pin_hmac=pin_hmac,
        has_waiting_room=has_waiting_room,
        camera_groups=None if camera_groups is None else tuple(sorted(set(camera_groups))),
    )


def normalised_agency(agency: str) -> str:
    """Agencies are told apart without regard to case and spacing."""
    return " ".join(agency.casefold().split())


def same_agency(one: str, other: str) -> bool:
    return normalised_agency(one) == normalised_agency(other)


def scope(link: Link, incident: Incident) -> frozenset[str]:
    """The buildings that the link opens."""
    shared = frozenset(incident.building_ids)
    return shared if link.building_ids is None else shared & set(link.building_ids)


def state(link: Link, incident: Incident, now: float) -> LinkState:
    """What the link is at `now`; the decision that ended it first in rank wins: revoked, closed, expired."""
    if link.revoked_at_s is not None:
        return LinkState.REVOKED
    if not incident.is_open:
        return LinkState.CLOSED
    if now >= link.expires_at_s:
        return LinkState.EXPIRED
    if link.pending_lifetime_s is not None:
        return LinkState.PENDING
    return LinkState.UPCOMING if now < link.starts_at_s else LinkState.ACTIVE


# What may yet become active by itself, or with a yes.
AHEAD = frozenset({LinkState.PENDING, LinkState.UPCOMING})

_REFUSALS: dict[LinkState, type[AccessDenied]] = {
    LinkState.PENDING: LinkPending,
    LinkState.REVOKED: LinkRevoked,
    LinkState.CLOSED: IncidentClosed,
    LinkState.EXPIRED: LinkExpired,
}


def require_active(link: Link, incident: Incident, now: float) -> None:
    """Raises LinkRevoked, IncidentClosed, LinkExpired, LinkPending or LinkUpcoming."""
    found = state(link, incident, now)
    if found is LinkState.UPCOMING:
        raise LinkUpcoming(link.starts_at_s)
    if found is not LinkState.ACTIVE:
        raise _REFUSALS[found]


def require_alive(link: Link, incident: Incident, now: float) -> None:
    """For what may happen before it opens as well. Raises LinkRevoked, IncidentClosed or LinkExpired."""
    if state(link, incident, now) not in AHEAD:
        require_active(link, incident, now)


def redeem(link: Link, incident: Incident, device_id: str, now: float) -> Link:
    """The link with the device admitted; unchanged when it already was.

    Raises LinkRevoked, LinkExpired, IncidentClosed, DeviceRemoved or DeviceLimitReached.
    """
    require_alive(link, incident, now)
    if device_id in link.removed_device_ids:
        raise DeviceRemoved
    if device_id in link.device_ids:
        return link
    if len(link.device_ids) >= link.device_limit:
        raise DeviceLimitReached
    return replace(
        link,
        device_ids=(*link.device_ids, device_id),
        waiting_device_ids=tuple(other for other in link.waiting_device_ids if other != device_id),
    )


def extend(link: Link, incident: Incident, by_s: float, now: float) -> Link:
    """The link with `by_s` seconds more, counted from its end or from now if that has passed.

    Raises LinkRevoked, IncidentClosed, LinkPending, or InvalidRequest beyond MAX_LIFETIME_S from now, or from
    its beginning if that is to come, and for one that nobody approved in time.
    """
    if state(link, incident, now) not in (LinkState.EXPIRED, LinkState.UPCOMING):
        require_active(link, incident, now)
    if link.pending_lifetime_s is not None:
        raise InvalidRequest("Nobody approved this link in time: issue another one.")
    ends_at_s = max(link.expires_at_s, now)
    if not 0 < by_s <= max(now, link.starts_at_s) + MAX_LIFETIME_S - ends_at_s:
        raise InvalidRequest("A link is extended by more than nothing, to at most 7 days from now.")
    return replace(link, expires_at_s=ends_at_s + by_s)


def revoke(link: Link, *, revoked_by: str, now: float) -> Link:
    """The link, dead for good from `now` on. Raises LinkRevoked when it already is."""
    if link.revoked_at_s is not None:
        raise LinkRevoked
    return replace(link, revoked_at_s=now, revoked_by=revoked_by)


def clear(link: Link, device_id: str) -> Link:
    """The link, its device's unit clear of the scene; it may watch on. Raises NotFound without a place."""
    if device_id not in link.device_ids:
        raise NotFound
    if device_id in link.cleared_device_ids:
        return link
    return replace(link, cleared_device_ids=(*link.cleared_device_ids, device_id))


def remove_device(link: Link, device_id: str) -> Link:
    """The link without the device, which cannot redeem it again. Raises NotFound when it holds no place."""
    if device_id not in link.device_ids:
        raise NotFound
    return replace(
        link,
        device_ids=tuple(other for other in link.device_ids if other != device_id),
        removed_device_ids=(*link.removed_device_ids, device_id),
    )
