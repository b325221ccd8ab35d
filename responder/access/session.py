"""How long a signed-in browser stays signed in."""

from msgspec import Struct
from msgspec.structs import replace

from responder.access.account import Account
from responder.access.errors import NotSignedIn

# A shift; nobody signs in again in the middle of an emergency.
IDLE_S = 12 * 3600.0

# A stolen cookie is worth nothing the day after.
ABSOLUTE_S = 24 * 3600.0


class StaffSession(Struct, frozen=True, kw_only=True):
    """`session_id` also serves as the device id of a member of staff who watches; times are Unix seconds."""

    session_id: str
    username: str
    secret_hmac: str
    label: str
    address: str
    created_at_s: float
    seen_at_s: float

    @property
    def valid_until_s(self) -> float:
        """When it ends if nobody uses it again."""
        return min(self.seen_at_s + IDLE_S, self.created_at_s + ABSOLUTE_S)


def require_current(session: StaffSession, account: Account, now: float) -> None:
    """Raises NotSignedIn when the session is over, or older than the account's password."""
    if now >= session.valid_until_s or session.created_at_s < account.password_set_at_s:
        raise NotSignedIn


def touch(session: StaffSession, now: float) -> StaffSession:
    """The session, used at `now`."""
    return replace(session, seen_at_s=max(now, session.seen_at_s))
