"""The one matrix of what each role may do."""

from collections.abc import Mapping
from enum import StrEnum

from responder.access.account import Account, Role
from responder.access.errors import NotAllowed


class Action(StrEnum):
    VIEW_CAMERAS = "view_cameras"
    OPEN_INCIDENT = "open_incident"
    CLOSE_INCIDENT = "close_incident"
    ISSUE_LINK = "issue_link"
    EXTEND_LINK = "extend_link"
    REVOKE_LINK = "revoke_link"
    REMOVE_DEVICE = "remove_device"
    APPROVE_LINK = "approve_link"
    OVERRIDE_AGREEMENT = "override_agreement"
    MANAGE_AGREEMENTS = "manage_agreements"
    READ_AUDIT = "read_audit"
    MANAGE_ACCOUNTS = "manage_accounts"


_RUN_INCIDENTS = frozenset(
    {
        Action.VIEW_CAMERAS,
        Action.OPEN_INCIDENT,
        Action.CLOSE_INCIDENT,
        Action.ISSUE_LINK,
        Action.EXTEND_LINK,
        Action.REVOKE_LINK,
        Action.REMOVE_DEVICE,
    }
)

MATRIX: Mapping[Role, frozenset[Action]] = {
    Role.DISTRICT_ADMIN: _RUN_INCIDENTS
    | {
        Action.APPROVE_LINK,
        Action.OVERRIDE_AGREEMENT,
        Action.MANAGE_AGREEMENTS,
        Action.READ_AUDIT,
        Action.MANAGE_ACCOUNTS,
    },
    Role.SAFETY_OFFICER: _RUN_INCIDENTS,
}


def may(role: Role, action: Action) -> bool:
    """Whether the role may do it; a role without a row may nothing."""
    return action in MATRIX.get(role, frozenset())


def require(account: Account, action: Action) -> None:
    """Raises NotAllowed."""
    if not may(account.role, action):
        raise NotAllowed
