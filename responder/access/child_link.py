"""A link that an agency hands on to a partner: logged, never wider, longer or larger than its parent.

Rules
1. A child covers buildings of its parent and the same cameras there, ends with or before it, and admits at
   most as many devices.
2. A child is nobody's parent: the district can always tell who let whom in.
3. A child ends when its parent is revoked, and when the device that issued it is removed.
"""

from collections.abc import Collection

from msgspec.structs import replace

from responder.access import link as links
from responder.access.errors import InvalidRequest, LinkRevoked, NotAllowed
from responder.access.incident import Incident
from responder.access.link import Link, require_active


def issue_child(
    parent: Link,
    incident: Incident,
    *,
    link_id: str,
    token_hmac: str,
    agency: str,
    issued_by: str,
    now: float,
    building_ids: Collection[str] | None = None,
    lifetime_s: float | None = None,
    device_limit: int | None = None,
    issued_by_device_id: str | None = None,
) -> tuple[Link, Link]:
    """The parent, which knows its child now, and the child. What is left out is as the parent has it.

    Raises LinkRevoked, LinkExpired, IncidentClosed, NotAllowed for a parent that is a child or a device
    without a place in it, or InvalidRequest for anything wider than the parent.
    """
    require_active(parent, incident, now)
    _require_may_issue(parent, issued_by_device_id)
    remaining_s = parent.expires_at_s - now
    child = links.issue(
        incident,
        link_id=link_id,
        token_hmac=token_hmac,
        agency=agency,
        issued_by=issued_by,
        now=now,
        lifetime_s=remaining_s if lifetime_s is None else lifetime_s,
        device_limit=parent.device_limit if device_limit is None else device_limit,
        camera_groups=parent.camera_groups,
    )
    scope = links.scope(parent, incident)
    child = replace(
        child,
        parent_link_id=parent.link_id,
        issued_by_device_id=issued_by_device_id,
        building_ids=tuple(sorted(scope if building_ids is None else set(building_ids))),
        # Sums of floating point seconds must not let a child outlive its parent by a rounding error.
        expires_at_s=parent.expires_at_s if lifetime_s is None else child.expires_at_s,
    )
    _require_within(child, parent, scope)
    return replace(parent, child_link_ids=(*parent.child_link_ids, link_id)), child


def extend_child(child: Link, parent: Link, incident: Incident, by_s: float, now: float) -> Link:
    """The child with more time, within its parent's. Raises what `link.extend` raises."""
    if parent.revoked_at_s is not None:
        raise LinkRevoked
    extended = links.extend(child, incident, by_s, now)
    if extended.expires_at_s > parent.expires_at_s:
        raise InvalidRequest("Extend the link first that this one comes from.")
    return extended


def _require_may_issue(parent: Link, device_id: str | None) -> None:
    if parent.parent_link_id is not None:
        raise NotAllowed("A link that was handed on cannot be handed on again.")
    if device_id is not None and device_id not in parent.device_ids:
        raise NotAllowed


def _require_within(child: Link, parent: Link, scope: frozenset[str]) -> None:
    if not child.building_ids or not scope.issuperset(child.building_ids):
        raise InvalidRequest("A link that is handed on covers buildings of the link that it comes from.")
    if child.expires_at_s > parent.expires_at_s:
        raise InvalidRequest("A link that is handed on ends no later than the link that it comes from.")
    if child.device_limit > parent.device_limit:
        raise InvalidRequest("A link that is handed on admits no more devices than the one it comes from.")
