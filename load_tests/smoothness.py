"""How well pictures flowed: time frozen, how old they became, how much of the link was used. Pure."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from load_tests.namespace_link import LinkSample

# What the eye forgives: a picture is frozen when it stands for longer than this and its own interval.
FORGIVEN_S = 0.4
_WINDOW_S = 1.0


def frozen_s(shown_at_s: Sequence[float], begin_s: float, end_s: float, interval_s: float) -> float:
    """For how long pictures stood beyond what is forgiven, from `begin_s` to `end_s`."""
    inside = [at_s for at_s in shown_at_s if begin_s < at_s < end_s]
    return sum(
        max(0.0, later_s - earlier_s - interval_s - FORGIVEN_S)
        for earlier_s, later_s in pairwise([begin_s, *inside, end_s])
    )


def utilisation(
    samples: Sequence[LinkSample], demand_bps: Callable[[float], float], begin_s: float, end_s: float
) -> float | None:
    """Delivered of what was deliverable, over the seconds in which more was wanted; None without any.

    `demand_bps` tells what was wanted at a time.
    """
    delivered = deliverable = 0
    window: list[LinkSample] = []
    for sample in samples:
        if not begin_s < sample.at_s <= end_s:
            continue
        window.append(sample)
        if sample.at_s - window[0].at_s < _WINDOW_S - 0.15:
            continue
        capacity = sum(each.down_capacity_bytes for each in window)
        if capacity * 8 < demand_bps(window[0].at_s) * _WINDOW_S:
            delivered += sum(each.down_out_bytes for each in window)
            deliverable += capacity
        window = []
    return min(1.0, delivered / deliverable) if deliverable else None


def oldest_s(taken: Sequence[tuple[float, float]], begin_s: float, end_s: float) -> float:
    """The greatest age that the picture of a camera reached; `taken` holds (came at, was taken at)."""
    newest_s = max((taken_at_s for came_s, taken_at_s in taken if came_s <= begin_s), default=begin_s)
    greatest_s = 0.0
    for came_s, taken_at_s in sorted(each for each in taken if begin_s < each[0] < end_s):
        greatest_s = max(greatest_s, came_s - newest_s)
        newest_s = max(newest_s, taken_at_s)
    return max(greatest_s, end_s - newest_s)
