"""What happens at a full link: the device waits, and a person lets it in or turns it away with one tap.

Rules
1. Only a link with a waiting room lets devices wait; elsewhere a full link refuses.
2. A device waits once, however often it knocks; the room is small, so that it cannot be flooded.
3. Whoever is let in has a place beyond the limit: a person decided. Whoever is turned away stays out.
"""

from msgspec.structs import replace

from responder.access.errors import DeviceLimitReached, DeviceRemoved, NotFound
from responder.access.incident import Incident
from responder.access.link import Link, require_alive

# More than anybody can look through in an emergency.
MAX_WAITING = 20


def may_wait(link: Link) -> bool:
    """Whether the link's room is open and has space."""
    return link.has_waiting_room and len(link.waiting_device_ids) < MAX_WAITING


def wait(link: Link, incident: Incident, device_id: str, now: float) -> Link:
    """The link with the device waiting; unchanged when it already is.

    Raises LinkRevoked, LinkExpired, IncidentClosed, DeviceRemoved, or DeviceLimitReached when it cannot wait.
    """
    require_alive(link, incident, now)
    if device_id in link.removed_device_ids:
        raise DeviceRemoved
    if device_id in link.waiting_device_ids:
        return link
    if not may_wait(link):
        raise DeviceLimitReached
    return replace(link, waiting_device_ids=(*link.waiting_device_ids, device_id))


def admit(link: Link, incident: Incident, device_id: str, now: float) -> Link:
    """The link with the waiting device inside, over the limit if need be.

    Raises LinkRevoked, LinkExpired, IncidentClosed, or NotFound when it does not wait.
    """
    require_alive(link, incident, now)
    waiting = _without(link, device_id)
    return replace(link, waiting_device_ids=waiting, device_ids=(*link.device_ids, device_id))


def turn_away(link: Link, device_id: str) -> Link:
    """The link with the waiting device out, for good. Raises NotFound when it does not wait."""
    waiting = _without(link, device_id)
    return replace(link, waiting_device_ids=waiting, removed_device_ids=(*link.removed_device_ids, device_id))


def _without(link: Link, device_id: str) -> tuple[str, ...]:
    if device_id not in link.waiting_device_ids:
        raise NotFound("This device does not wait.")
    return tuple(other for other in link.waiting_device_ids if other != device_id)
