"""A link that begins later: sent today, open on Tuesday at ten, for a drill or an event that is planned.

Rules
1. It is there at once: it can be sent, devices take their places, and it opens for all of them by itself.
2. Before its time it shows nothing, and says no more than when it opens.
3. Its lifetime counts from its beginning, and so does what its agreement allows.
"""

from msgspec.structs import replace

from responder.access.errors import InvalidRequest
from responder.access.link import Link

# What is planned further ahead has no incident yet; a link's own time is bounded by as much.
MAX_AHEAD_S = 7 * 24 * 3600.0


def postpone(link: Link, begins_at_s: float, now: float) -> Link:
    """The new link, as long as it was, from then on (Unix seconds).

    Raises InvalidRequest for a time that is not to come, or further ahead than MAX_AHEAD_S.
    """
    if not now < begins_at_s <= now + MAX_AHEAD_S:
        raise InvalidRequest("A link begins later than now, and within 7 days.")
    lifetime_s = link.expires_at_s - link.issued_at_s
    return replace(link, begins_at_s=begins_at_s, expires_at_s=begins_at_s + lifetime_s)
