"""Somebody who can sign in by name: staff of the district, and officers of its partners."""

from enum import StrEnum

from msgspec import Struct

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


class Account(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`password_hash` is an argon2id string (RFC 9106 encoding), set at Unix seconds.

    `building_ids` are a building administrator's own, `camera_ids` those listed for facilities staff, and
    `agency` is an agency officer's; other roles have none of them. `camera_groups` are listed for facilities
    staff too, and bind a building administrator to those of the own buildings. `subject` is the identity
    provider's name for somebody who signs in there; such an account has no password here.
    """

    username: str
    display_name: str
    role: Role
    password_hash: str
    password_set_at_s: float = 0.0
    building_ids: frozenset[str] = frozenset()
    camera_ids: frozenset[str] = frozenset()
    camera_groups: frozenset[str] = frozenset()
    agency: str = ""
    subject: str = ""


def require_scope(account: Account) -> None:
    """Raises InvalidRequest unless the account has exactly the scope that its role needs."""
    wanted = {
        "buildings": (account.role is Role.BUILDING_ADMIN, bool(account.building_ids)),
        "cameras": (account.role is Role.FACILITIES, _lists_cameras(account)),
        "an agency": (account.role is Role.AGENCY_OFFICER, bool(account.agency.strip())),
    }
    role = account.role.replace("_", " ")
    for what, (is_needed, is_given) in wanted.items():
        if is_needed and not is_given:
            raise InvalidRequest(f"An account with the role {role} needs {what}.")
        if is_given and not is_needed:
            raise InvalidRequest(f"An account with the role {role} has no use for {what}.")


def _lists_cameras(account: Account) -> bool:
    """A building administrator's groups bind; they list nothing."""
    listing = frozenset() if account.role is Role.BUILDING_ADMIN else account.camera_groups
    return bool(account.camera_ids or listing)
