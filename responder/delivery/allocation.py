"""Which rung, poster or pause each slot of a phone gets, so that all together fit its link."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct, structs

from responder.delivery.fill import NOTHING, Claim, fill
from responder.delivery.hysteresis import HEADROOM, ClimbGate, SlotMemory
from responder.delivery.ladder import Rung

# What headers, SRTP and retransmissions add to a rung's payload.
OVERHEAD = 1.1
# A picture may be stretched this much before the next rung is worth its bits.
_STRETCH = 1.34
# Device pixels assumed when the size is unknown: a tile of half a phone's screen, and the whole of it.
_TILE_WIDTH_PX = 480
_FOCUSED_WIDTH_PX = 1080

_PAUSED = "Not on the screen."
_NO_OFFER = "The camera sends no pictures yet."
_INTERRUPTED = "The connection is interrupted."
_TOO_SLOW = "The connection is too slow for live video here."
_REDUCED = "Lower quality, because the connection is slow."


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


class Showing(StrEnum):
    """How a slot's camera is shown."""

    LIVE = "live"
    POSTER = "poster"
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


class Allocator:
    """Decides for one phone, and remembers what it decided, so that pictures do not flap.

    Down at once. Up slowly: one step at a time, with headroom that has lasted, and not again for a while
    after the link could not carry it; but a picture that the phone has just begun to show climbs with the
    estimate.
    """

    def __init__(self) -> None:
        self._memories: dict[int, SlotMemory] = {}
        self._gate = ClimbGate()
        self.wanted_bps = 0.0
        """What the latest demands could make use of, overhead included: how far to probe."""

    def allocate(
        self, demands: Sequence[SlotDemand], estimate_bps: float, now: float, *, outage: bool = False
    ) -> tuple[SlotAllocation, ...]:
        """One allocation per demand, in their order; the live rungs together never exceed `estimate_bps`.

        In an `outage` only the focused slot keeps its lowest rung, to show the first picture that gets
        through.
        """
        demands_changed = self._remember(demands, now)
        ladders = [_ladder(demand) for demand in demands]
        claims = [
            self._claim(demand, ladder, now, outage=outage)
            for demand, ladder in zip(demands, ladders, strict=True)
        ]
        self.wanted_bps = HEADROOM * sum(_useful_bps(claim) for claim in claims if claim.limit != NOTHING)
        steps = self._climb(claims, demands, estimate_bps, now)
        calm = demands_changed or outage
        for demand, ladder, claim, step in zip(demands, ladders, claims, steps, strict=True):
            self._settle(self._memories[demand.slot], ladder, claim, step, now, calm=calm)
        return tuple(
            self._allocation(demand, ladder, claim, step, now, outage=outage)
            for demand, ladder, claim, step in zip(demands, ladders, claims, steps, strict=True)
        )

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

    def _claim(self, demand: SlotDemand, ladder: Sequence[RungOffer], now: float, *, outage: bool) -> Claim:
        memory = self._memories[demand.slot]
        current = next((step for step, offer in enumerate(ladder) if offer.rung is memory.rung), NOTHING)
        highest = len(ladder) - 1
        if memory.paused(now):
            limit = NOTHING
        elif outage:
            memory.freshen(now)
            limit = min(highest, 0 if demand.focused else NOTHING)
        elif memory.fresh(now):
            limit = highest
        elif memory.may_climb(now):
            # The picture that matters goes straight to what the link carries: each switch costs a key frame.
            limit = highest if demand.focused else min(highest, current + 1)
        else:
            limit = min(highest, current)
        return Claim(
            costs_bps=tuple(offer.bitrate_bps * OVERHEAD for offer in ladder),
            focused=demand.focused,
            current=current,
            limit=limit,
            preferred=_preferred(demand, ladder),
            headroom=1.0 if memory.rung is None and memory.fresh(now) else HEADROOM,
        )

    def _climb(
        self, claims: Sequence[Claim], demands: Sequence[SlotDemand], estimate_bps: float, now: float
    ) -> list[int]:
        """Fills the link, with at most one step up among the pictures that are already live and settled."""
        steps = fill(claims, estimate_bps)
        settled = [
            place
            for place, (claim, demand) in enumerate(zip(claims, demands, strict=True))
            if NOTHING < claim.current < steps[place] and not self._memories[demand.slot].fresh(now)
        ]
        climber = self._gate.pick(settled, now)
        if settled == [climber] or not settled:
            return steps
        held = [
            structs.replace(claim, limit=claim.current) if place in settled and place != climber else claim
            for place, claim in enumerate(claims)
        ]
        return fill(held, estimate_bps)

    @staticmethod
    def _settle(
        memory: SlotMemory, ladder: Sequence[RungOffer], claim: Claim, step: int, now: float, *, calm: bool
    ) -> None:
        """Remembers the decision; a fall that neither the phone nor an outage caused was congestion."""
        if step == claim.current:
            return
        memory.settle(None if step == NOTHING else ladder[step].rung, now)
        if step < claim.current and not calm and claim.limit >= claim.current:
            memory.ban(now)

    def _allocation(
        self,
        demand: SlotDemand,
        ladder: Sequence[RungOffer],
        claim: Claim,
        step: int,
        now: float,
        *,
        outage: bool,
    ) -> SlotAllocation:
        if self._memories[demand.slot].paused(now):
            showing, reason = Showing.PAUSED, _PAUSED
        elif not ladder:
            showing, reason = Showing.POSTER, _NO_OFFER
        elif step == NOTHING:
            showing, reason = Showing.POSTER, _INTERRUPTED if outage else _TOO_SLOW
        else:
            showing, reason = Showing.LIVE, "" if step >= claim.preferred else _REDUCED
        return SlotAllocation(
            slot=demand.slot,
            camera_id=demand.camera_id,
            showing=showing,
            rung=None if step == NOTHING else ladder[step].rung,
            reason=reason,
        )


def _ladder(demand: SlotDemand) -> list[RungOffer]:
    """The offers, worst picture first."""
    return sorted(demand.offers, key=lambda offer: offer.rung.rank, reverse=True)


def _preferred(demand: SlotDemand, ladder: Sequence[RungOffer]) -> int:
    """The lowest step that fills the slot's place on the screen."""
    width_px = demand.width_px or (_FOCUSED_WIDTH_PX if demand.focused else _TILE_WIDTH_PX)
    wide_enough = (step for step, offer in enumerate(ladder) if offer.width_px * _STRETCH >= width_px)
    return next(wide_enough, len(ladder) - 1)


def _useful_bps(claim: Claim) -> float:
    """What a slot can make use of: the focused one its best, which a person may zoom into."""
    return claim.cost_bps(len(claim.costs_bps) - 1 if claim.focused else claim.preferred)
