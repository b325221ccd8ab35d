"""How old a picture may be before it must not be called live."""

from enum import StrEnum

# A person judging a room needs "now"; 2 s covers a cellular queue that is draining, and no more.
LIVE_MAX_AGE_S = 2.0
# Between these the age is shown in seconds: still of use, plainly late.
DELAYED_MAX_AGE_S = 10.0
# After a minute a picture tells about the past only.
STALE_MAX_AGE_S = 60.0


class Freshness(StrEnum):
    """The badge of a picture."""

    LIVE = "live"
    DELAYED = "delayed"
    STALE = "stale"
    OFFLINE = "offline"


def freshness(age_s: float | None) -> Freshness:
    """The badge of a picture captured `age_s` ago; `None` when there is no picture at all.

    A negative age (the camera's clock runs ahead of ours) counts as live up to the same bound: beyond it the
    capture time cannot be trusted, so the picture is stale.
    """
    if age_s is None or age_s > STALE_MAX_AGE_S:
        return Freshness.OFFLINE
    if age_s > DELAYED_MAX_AGE_S or age_s < -LIVE_MAX_AGE_S:
        return Freshness.STALE
    return Freshness.DELAYED if age_s > LIVE_MAX_AGE_S else Freshness.LIVE


def label(age_s: float | None) -> str:
    """The badge as text, with seconds where a person needs them: `LIVE`, `DELAYED 4 s`, `OFFLINE`."""
    badge = freshness(age_s)
    if age_s is None or age_s < 0 or badge in (Freshness.LIVE, Freshness.OFFLINE):
        return badge.upper()
    return f"{badge.upper()} {age_s:.0f} s"
