"""How long a signed-in browser stays signed in.

Rules
1. Nobody touched it for 30 minutes: it is over. A page that only asks how things are does not touch it.
2. Whoever watches an open incident, or has one open on the console, touches it: no lock-out in an emergency.
3. A terminal in a vehicle or a dispatch room does not idle out; a day after the sign-in it ends as all do.
"""

from msgspec import Struct
from msgspec.structs import replace

from responder.access.account import Account
from responder.access.errors import NotSignedIn

# CJIS Security Policy 5.9.5, 5.5.5: a session locks after at most 30 minutes of inactivity.
IDLE_S = 30 * 60.0

# A stolen cookie is worth nothing the day after.
ABSOLUTE_S = 24 * 3600.0


class StaffSession(Struct, frozen=True, kw_only=True):
    """`session_id` also serves as the device id of a member of staff who watches; times are Unix seconds.

    `is_terminal` is for devices that the CJIS Security Policy exempts from the idle lock.
    """

    session_id: str
    username: str
    secret_hmac: str
    label: str
    address: str
    created_at_s: float
    seen_at_s: float
    is_terminal: bool = False

    @property
    def valid_until_s(self) -> float:
        """When it ends if nobody uses it again."""
        ends_at_s = self.created_at_s + ABSOLUTE_S
        return ends_at_s if self.is_terminal else min(self.seen_at_s + IDLE_S, ends_at_s)


def require_current(session: StaffSession, account: Account, now: float) -> None:
    """Raises NotSignedIn when the session is over, or older than the account's password."""
    if now >= session.valid_until_s or session.created_at_s < account.password_set_at_s:
        raise NotSignedIn


def touch(session: StaffSession, now: float) -> StaffSession:
    """The session, used at `now`."""
    return replace(session, seen_at_s=max(now, session.seen_at_s))
