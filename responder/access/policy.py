"""The one matrix of what each role may do, and where.

Rules
1. A role may do what its row says, and nothing without a row.
2. A role bound to its own buildings may do it only there: whoever asks without naming buildings is refused.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from responder.access.account import Account, Role
from responder.access.errors import NotAllowed


class Action(StrEnum):
    VIEW_CAMERAS = "view_cameras"  # any time
    VIEW_INCIDENT_CAMERAS = "view_incident_cameras"  # while an incident is open
    VIEW_LISTED_CAMERAS = "view_listed_cameras"  # those listed for the account
    VIEW_BEHIND_MASKS = "view_behind_masks"  # what cameras' privacy masks cover for everybody else
    OPEN_INCIDENT = "open_incident"
    TRANSFER_INCIDENT = "transfer_incident"
    CLOSE_INCIDENT = "close_incident"
    ISSUE_LINK = "issue_link"
    HAND_ON_LINK = "hand_on_link"
    EXTEND_LINK = "extend_link"
    REVOKE_LINK = "revoke_link"
    ADMIT_DEVICE = "admit_device"
    REMOVE_DEVICE = "remove_device"
    APPROVE_LINK = "approve_link"
    OVERRIDE_AGREEMENT = "override_agreement"
    MANAGE_AGREEMENTS = "manage_agreements"
    PLACE_CAMERA = "place_camera"  # on the map
    REPLACE_MAP = "replace_map"
    READ_AUDIT = "read_audit"
    MANAGE_ACCOUNTS = "manage_accounts"
    USE_TERMINAL = "use_terminal"  # sign in at a vehicle or dispatch terminal, which does not idle out


_SHARE = frozenset(
    {
        Action.VIEW_INCIDENT_CAMERAS,
        Action.VIEW_BEHIND_MASKS,
        Action.OPEN_INCIDENT,
        Action.TRANSFER_INCIDENT,
        Action.CLOSE_INCIDENT,
        Action.ISSUE_LINK,
        Action.HAND_ON_LINK,
        Action.EXTEND_LINK,
        Action.REVOKE_LINK,
        Action.ADMIT_DEVICE,
        Action.REMOVE_DEVICE,
    }
)

MATRIX: Mapping[Role, frozenset[Action]] = {
    Role.DISTRICT_ADMIN: frozenset(Action) - {Action.VIEW_LISTED_CAMERAS, Action.USE_TERMINAL},
    Role.SAFETY_OFFICER: _SHARE | {Action.VIEW_CAMERAS, Action.PLACE_CAMERA},
    Role.BUILDING_ADMIN: _SHARE | {Action.VIEW_CAMERAS, Action.PLACE_CAMERA},
    Role.DISPATCHER: _SHARE | {Action.USE_TERMINAL},
    Role.AGENCY_OFFICER: frozenset(
        {
            Action.VIEW_INCIDENT_CAMERAS,
            Action.VIEW_BEHIND_MASKS,
            Action.HAND_ON_LINK,
            Action.USE_TERMINAL,
        }
    ),
    Role.FACILITIES: frozenset({Action.VIEW_LISTED_CAMERAS}),
    Role.AUDITOR: frozenset({Action.READ_AUDIT}),
}

# Everything else is about the whole site, whoever does it.
_BOUND_TO_BUILDINGS: Mapping[Role, frozenset[Action]] = {
    Role.BUILDING_ADMIN: MATRIX[Role.BUILDING_ADMIN],
}


def may(role: Role, action: Action) -> bool:
    """Whether the role may do it somewhere; a role without a row may nothing."""
    return action in MATRIX.get(role, frozenset())


def reaches(account: Account, action: Action, building_ids: Collection[str] = ()) -> bool:
    """Whether the account may do it to all of these buildings."""
    if not may(account.role, action):
        return False
    if action not in _BOUND_TO_BUILDINGS.get(account.role, frozenset()):
        return True
    return bool(building_ids) and account.building_ids.issuperset(building_ids)


def require_role(account: Account, action: Action) -> None:
    """The first gate, before it is known what the action is about. Raises NotAllowed."""
    if not may(account.role, action):
        raise NotAllowed


def require(account: Account, action: Action, building_ids: Collection[str] = ()) -> None:
    """Raises NotAllowed unless the account may do it to all of these buildings.

    A role that is bound to its own buildings is refused when none is named.
    """
    if not reaches(account, action, building_ids):
        raise NotAllowed


def scope(account: Account, building_ids: Collection[str]) -> frozenset[str]:
    """Which of these buildings the account's role reaches."""
    everything = frozenset(building_ids)
    return everything & account.building_ids if account.role in _BOUND_TO_BUILDINGS else everything


def to_markdown() -> str:
    """The matrix as a table, for the documents."""
    heading = ["action", *(role.replace("_", " ") for role in Role)]
    rows = [[action.replace("_", " "), *(_mark(role, action) for role in Role)] for action in Action]
    return "\n".join(_row(cells) for cells in (heading, ["---"] * len(heading), *rows)) + "\n"


def _mark(role: Role, action: Action) -> str:
    if not may(role, action):
        return ""
    return "own buildings" if action in _BOUND_TO_BUILDINGS.get(role, frozenset()) else "yes"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(to_markdown(), end="")
