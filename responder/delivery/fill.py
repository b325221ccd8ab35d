"""Divides a link's budget among slots: who gets how many steps of the ladder, in what order."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

# No live picture at all: a poster, or a pause.
NOTHING = -1


class Claim(Struct, frozen=True, kw_only=True):
    """What one slot can be given."""

    costs_bps: tuple[float, ...]
    """Of each step of its ladder, worst picture first."""
    focused: bool
    current: int
    """The step that it has, or `NOTHING`."""
    limit: int
    """The highest step that it may get now."""
    preferred: int
    """The lowest step that fills its place on the screen."""
    most: int
    """The highest step that is of any use to it."""
    headroom: float
    """A step above `current` needs this many times the sum up to it."""
    still_bps: float = 0.0
    """What single pictures take for as long as it has no step."""

    def cost_bps(self, step: int) -> float:
        return 0.0 if step == NOTHING else self.costs_bps[step]


def fill(claims: Sequence[Claim], budget_bps: float) -> list[int]:
    """The step of each claim; their costs together never exceed `budget_bps`.

    Order: the focused base, single pictures of the others, their bases, the focused slot up to its preferred
    step, the others one step each in turn up to theirs, then in the same way up to the most. When the focused
    base does not fit, nobody gets anything: video of other cameras would take the link away from the pictures
    of the one that matters.
    """
    steps = [NOTHING] * len(claims)
    used_bps = 0.0
    stills_bps = sum(claim.still_bps for claim in claims)
    for place, step in _wishes(claims):
        claim = claims[place]
        # A step is climbed from the one below: a slot that was refused one gets none above it.
        if step > claim.limit or steps[place] != step - 1:
            continue
        after_bps = used_bps - claim.cost_bps(steps[place]) + claim.cost_bps(step)
        left_bps = stills_bps - (claim.still_bps if step == 0 else 0.0)
        reserved_bps = 0.0 if claim.focused and step == 0 else left_bps
        if after_bps * (claim.headroom if step > claim.current else 1.0) <= budget_bps - reserved_bps:
            steps[place] = step
            used_bps, stills_bps = after_bps, left_bps
        elif claim.focused and step == 0:
            return [NOTHING] * len(claims)
    return steps


def _wishes(claims: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    """(place, step) in the order in which budget is spent."""
    focused = [place for place, claim in enumerate(claims) if claim.focused]
    others = [place for place, claim in enumerate(claims) if not claim.focused]
    yield from ((place, 0) for place in focused + others)
    for reach in ([claim.preferred for claim in claims], [claim.most for claim in claims]):
        yield from ((place, step) for place in focused for step in range(1, reach[place] + 1))
        turns = range(1, max(reach, default=0) + 1)
        yield from ((place, step) for step in turns for place in others if step <= reach[place])
