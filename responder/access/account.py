"""Somebody who can sign in by name: staff of the district, and officers of its partners."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from responder.access.errors import InvalidRequest


class Role(StrEnum):
    """What somebody is to the district; `policy` says what each may do, and where."""

    DISTRICT_ADMIN = "district_admin"
    SAFETY_OFFICER = "safety_officer"
    BUILDING_ADMIN = "building_admin"  # a principal: own buildings
    DISPATCHER = "dispatcher"
    AGENCY_OFFICER = "agency_officer"  # named, of a partner: police, fire, EMS
    FACILITIES = "facilities"  # listed outdoor cameras, no emergency
    AUDITOR = "auditor"


class Assignment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A role and where it is held.

    `building_ids` are a building administrator's own, `camera_ids` those listed for facilities staff, and
    `agency` is an agency officer's; other roles have none of them. `camera_groups` are listed for facilities
    staff too, and bind a building administrator to those of the own buildings.
    """

    role: Role
    building_ids: frozenset[str] = frozenset()
    camera_ids: frozenset[str] = frozenset()
    camera_groups: frozenset[str] = frozenset()
    agency: str = ""


class Account(Assignment, frozen=True, kw_only=True, omit_defaults=True):
    """`password_hash` is an argon2id string (RFC 9106 encoding), set at Unix seconds.

    `subject` is the identity provider's name for somebody who signs in there; such an account has no password
    here.
    """

    username: str
    display_name: str
    password_hash: str
    password_set_at_s: float = 0.0
    subject: str = ""


def assigned(account: Account, assignment: Assignment) -> Account:
    """The account with another role and scope. Raises InvalidRequest as `require_scope`."""
    require_scope(assignment)
    return replace(
        account,
        role=assignment.role,
        building_ids=assignment.building_ids,
        camera_ids=assignment.camera_ids,
        camera_groups=assignment.camera_groups,
        agency=assignment.agency.strip(),
    )


def require_scope(assignment: Assignment) -> None:
    """Raises InvalidRequest unless it has exactly the scope that its role needs."""
    wanted = {
        "buildings": (assignment.role is Role.BUILDING_ADMIN, bool(assignment.building_ids)),
        "cameras": (assignment.role is Role.FACILITIES, _lists_cameras(assignment)),
        "an agency": (assignment.role is Role.AGENCY_OFFICER, bool(assignment.agency.strip())),
    }
    role = assignment.role.replace("_", " ")
    for what, (is_needed, is_given) in wanted.items():
        if is_needed and not is_given:
            raise InvalidRequest(f"An account with the role {role} needs {what}.")
        if is_given and not is_needed:
            raise InvalidRequest(f"An account with the role {role} has no use for {what}.")


def _lists_cameras(assignment: Assignment) -> bool:
    """A building administrator's groups bind; they list nothing."""
    listing = frozenset() if assignment.role is Role.BUILDING_ADMIN else assignment.camera_groups
    return bool(assignment.camera_ids or listing)
