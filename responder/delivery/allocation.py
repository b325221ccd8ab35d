"""Which rung, poster or pause each slot of a phone gets, so that all together fit its link."""

import math
from collections.abc import Sequence
from enum import Enum, StrEnum
from typing import NamedTuple

from msgspec import Struct, structs

from responder.delivery.fill import NOTHING, Claim, fill
from responder.delivery.hysteresis import HEADROOM, ClimbGate, SlotMemory
from responder.delivery.ladder import Rung
from responder.delivery.stills import STILL_BPS, STILL_RUNG, stills_bps

# What headers, SRTP and retransmissions add to a rung's payload.
OVERHEAD = 1.1
# A picture may be stretched this much before the next rung is worth its bits.
_STRETCH = 1.34
# More than its place asks for, a small picture gets only where it will stay.
_SPARE_HEADROOM = 1.7
# Device pixels assumed when the size is unknown: a tile of half a phone's screen, and the whole of it.
_TILE_WIDTH_PX = 480
_FOCUSED_WIDTH_PX = 1080

# A data saver's budget: the focused camera small and a few thumbnails, 270 MB an hour.
DATA_SAVER_BPS = 600_000.0

_PAUSED = "Not on the screen."
_NO_OFFER = "The camera sends no pictures yet."
_INTERRUPTED = "The connection is interrupted."


class RungOffer(Struct, frozen=True, kw_only=True):
    """What a feed can send on a rung now, measured."""

    rung: Rung
    bitrate_bps: float
    width_px: int
    height_px: int


class SlotDemand(Struct, frozen=True, kw_only=True):
    """What the phone shows in a slot. The order of demands is their priority."""

    slot: int
    camera_id: str
    offers: tuple[RungOffer, ...]
    focused: bool = False
    visible: bool = True
    width_px: int = 0
    """Width of the picture on the screen in device pixels; 0 when unknown."""


class _Limit(Enum):
    """What keeps pictures from being better: what is said where there is none, and where there is less."""

    LINK = (
        "The connection is too slow for live video here.",
        "Lower quality, because the connection is slow.",
    )
    PERSON = "No live video here, to save data.", "Lower quality, to save data."
    NODE = "No live video here, because many are watching.", "Lower quality, because many are watching."


class Showing(StrEnum):
    """How a slot's camera is shown."""

    LIVE = "live"
    STILLS = "stills"
    """Key frames of the lowest rung, one at a time (see `stills`)."""
    POSTER = "poster"
    """Nothing of the slot's own: the phone fetches photos."""
    PAUSED = "paused"


class SlotAllocation(Struct, frozen=True, kw_only=True):
    """What a slot gets."""

    slot: int
    camera_id: str
    showing: Showing
    rung: Rung | None
    """The rung to pour in; `None` unless live."""
    reason: str
    """One sentence for a person when the slot gets less than it has use for, else empty."""


class _Case(NamedTuple):
    """One demand with all that the decision needs."""

    demand: SlotDemand
    memory: SlotMemory
    ladder: Sequence[RungOffer]
    claim: Claim


class Allocator:
    """Decides for one phone, and remembers what it decided, so that pictures do not flap.

    Down at once. Up slowly: one step at a time, with headroom that has lasted, and not again for a while
    after the link could not carry it; but a picture that the phone has just begun to show climbs with the
    estimate.
    """

    def __init__(self) -> None:
        self._memories: dict[int, SlotMemory] = {}
        self._gate = ClimbGate()
        self._cap_bps = math.inf
        self.wanted_bps = 0.0
        """What the latest demands could make use of, overhead included: how far to probe."""
        self.stills_bps = 0.0
        """What the latest live pictures leave to stills."""

    def allocate(
        self,
        demands: Sequence[SlotDemand],
        estimate_bps: float,
        now: float,
        *,
        cap_bps: float = math.inf,
        share_bps: float = math.inf,
        taken_bps: float = 0.0,
        outage: bool = False,
    ) -> tuple[SlotAllocation, ...]:
        """One allocation per demand, in their order; the live rungs together never exceed `estimate_bps`.

        Nor `cap_bps`, what the person lets the phone use: `DATA_SAVER_BPS`, or any other rate; nor
        `share_bps`, what the node has for this phone. `taken_bps` of the estimate is for something else now,
        which says nothing of the link. In an `outage` only the focused slot keeps its lowest rung, to show
        the first picture that gets through.
        """
        limit = _limiting(estimate_bps, cap_bps, share_bps)
        demands_changed = self._remember(demands, now)
        self._follow_cap(cap_bps, now)
        cases = [self._case(demand, now, outage=outage) for demand in demands]
        shown = [case.claim for case in cases if not case.memory.paused(now)]
        self.wanted_bps = min(HEADROOM * sum(map(_useful_bps, shown)), cap_bps, share_bps)
        budget_bps = min(estimate_bps - taken_bps, cap_bps, share_bps)
        decisions = list(zip(cases, self._climb(cases, budget_bps, now), strict=True))
        live_bps = sum(case.claim.cost_bps(step) for case, step in decisions)
        self.stills_bps = stills_bps(budget_bps, live_bps)
        for case, step in decisions:
            calm = demands_changed or limit is not _Limit.LINK or outage or taken_bps > 0
            _settle(case, step, now, calm=calm)
        return tuple(_allocation(case, step, now, outage=outage, limit=limit) for case, step in decisions)

    def _follow_cap(self, cap_bps: float, now: float) -> None:
        """A person who allows more waits for better pictures: they climb as fast as the estimate does."""
        if cap_bps != self._cap_bps:
            self._cap_bps = cap_bps
            for memory in self._memories.values():
                memory.freshen(now)

    def _remember(self, demands: Sequence[SlotDemand], now: float) -> bool:
        """Keeps a memory for each demand and none besides; whether the phone asked for something else."""
        memories: dict[int, SlotMemory] = {}
        changed = len(demands) != len(self._memories)
        for demand in demands:
            memory = self._memories.get(demand.slot)
            if memory is None or memory.camera_id != demand.camera_id:
                memory = SlotMemory(demand.camera_id, now)
                changed = True
            changed |= memory.look(now, focused=demand.focused, visible=demand.visible)
            memories[demand.slot] = memory
        self._memories = memories
        return changed

    def _case(self, demand: SlotDemand, now: float, *, outage: bool) -> _Case:
        memory = self._memories[demand.slot]
        if outage:
            memory.freshen(now)
        ladder = _ladder(demand)
        current = next((step for step, offer in enumerate(ladder) if offer.rung is memory.rung), NOTHING)
        limit = NOTHING if memory.paused(now) else _limit(memory, current, now, outage=outage)
        preferred = _preferred(demand, ladder)
        best = len(ladder) - 1
        is_spare = not demand.focused and current >= preferred
        claim = Claim(
            costs_bps=tuple(offer.bitrate_bps * OVERHEAD for offer in ladder),
            focused=demand.focused,
            current=current,
            limit=min(limit, best),
            preferred=preferred,
            most=best if demand.focused else max(preferred, self._smooth(ladder)),
            still_bps=0.0 if demand.focused or memory.paused(now) or not _has_stills(demand) else STILL_BPS,
            headroom=_SPARE_HEADROOM if is_spare else memory.headroom(now),
        )
        return _Case(demand, memory, ladder, claim)

    def _smooth(self, ladder: Sequence[RungOffer]) -> int:
        """The lowest step that moves as the camera does; nobody pays for it where a person saves data."""
        if self._cap_bps < math.inf:
            return NOTHING
        return next((step for step, offer in enumerate(ladder) if offer.rung is not Rung.THUMB), NOTHING)

    def _climb(self, cases: Sequence[_Case], estimate_bps: float, now: float) -> list[int]:
        """Fills the link, with at most one climb among the pictures that are already live and settled."""
        claims = [case.claim for case in cases]
        steps = fill(claims, estimate_bps)
        settled = [
            place
            for place, case in enumerate(cases)
            if NOTHING < case.claim.current < steps[place] and not case.memory.fresh(now)
        ]
        climber = self._gate.pick(settled, now)
        held = {place for place in settled if place != climber}
        if not held:
            return steps
        return fill(
            [
                structs.replace(claim, limit=claim.current) if place in held else claim
                for place, claim in enumerate(claims)
            ],
            estimate_bps,
        )


def _limit(memory: SlotMemory, current: int, now: float, *, outage: bool) -> int:
    """The highest step that hysteresis allows."""
    if outage:
        return 0 if memory.focused else NOTHING
    if memory.fresh(now):
        return len(Rung)
    if not memory.may_climb(now):
        return current
    # The picture that matters goes straight to what the link carries: each switch costs a key frame.
    return len(Rung) if memory.focused else current + 1


def _settle(case: _Case, step: int, now: float, *, calm: bool) -> None:
    """Remembers the decision; a fall that neither the phone nor an outage caused was congestion."""
    claim = case.claim
    if step == claim.current:
        return
    case.memory.settle(None if step == NOTHING else case.ladder[step].rung, now)
    if step < claim.current and not calm and claim.limit >= claim.current:
        case.memory.ban(now)


def _has_stills(demand: SlotDemand) -> bool:
    """Whether single pictures are cheap."""
    return any(offer.rung is STILL_RUNG for offer in demand.offers)


def _limiting(estimate_bps: float, cap_bps: float, share_bps: float) -> _Limit:
    if min(cap_bps, share_bps) > estimate_bps:
        return _Limit.LINK
    return _Limit.PERSON if cap_bps <= share_bps else _Limit.NODE


def _allocation(case: _Case, step: int, now: float, *, outage: bool, limit: _Limit) -> SlotAllocation:
    if case.memory.paused(now):
        showing, reason = Showing.PAUSED, _PAUSED
    elif not case.ladder:
        showing, reason = Showing.POSTER, _NO_OFFER
    elif step == NOTHING:
        showing = Showing.STILLS if _has_stills(case.demand) else Showing.POSTER
        reason = _INTERRUPTED if outage else limit.value[0]
    elif step < case.claim.preferred:
        showing, reason = Showing.LIVE, limit.value[1]
    else:
        showing, reason = Showing.LIVE, ""
    return SlotAllocation(
        slot=case.demand.slot,
        camera_id=case.demand.camera_id,
        showing=showing,
        rung=None if step == NOTHING else case.ladder[step].rung,
        reason=reason,
    )


def _ladder(demand: SlotDemand) -> list[RungOffer]:
    """The offers, worst picture first; GOOD is an encoding more, made for the large picture alone."""
    offers = (offer for offer in demand.offers if demand.focused or offer.rung is not Rung.GOOD)
    return sorted(offers, key=lambda offer: offer.rung.rank, reverse=True)


def _preferred(demand: SlotDemand, ladder: Sequence[RungOffer]) -> int:
    """The lowest step that fills the slot's place on the screen."""
    width_px = demand.width_px or (_FOCUSED_WIDTH_PX if demand.focused else _TILE_WIDTH_PX)
    wide_enough = (step for step, offer in enumerate(ladder) if offer.width_px * _STRETCH >= width_px)
    return next(wide_enough, len(ladder) - 1)


def _useful_bps(claim: Claim) -> float:
    """What a slot can make use of: the focused one its best, which a person may zoom into."""
    return claim.cost_bps(len(claim.costs_bps) - 1 if claim.focused else claim.preferred)
