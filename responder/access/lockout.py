"""So many wrong attempts within a window close a door, until the window has passed since the last of them."""

from msgspec import Struct

# CJIS Security Policy 5.9.5, 5.5.3: five bad logons within 15 minutes.
LIMIT = 5
WINDOW_S = 15 * 60.0


class WrongAttempts(Struct, frozen=True, kw_only=True):
    """Times of the recent ones, Unix seconds, oldest first; never more than their limit."""

    at_s: tuple[float, ...] = ()


def add(attempts: WrongAttempts, now: float, *, limit: int = LIMIT) -> WrongAttempts:
    """With one more; those out of the window are forgotten."""
    recent = tuple(at_s for at_s in attempts.at_s if at_s > now - WINDOW_S)
    return WrongAttempts(at_s=(*recent, now)[-limit:])


def is_locked(attempts: WrongAttempts, now: float, *, limit: int = LIMIT) -> bool:
    """Locked from the last allowed wrong attempt until the window has passed since then."""
    return len(attempts.at_s) >= limit and now < attempts.at_s[-1] + WINDOW_S
