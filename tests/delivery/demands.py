"""What slots ask for in the tests of the allocation, and a session that asks as a live one does."""

import math
from collections.abc import Sequence

from responder.delivery.allocation import Allocator, RungOffer, SlotAllocation, SlotDemand
from responder.delivery.ladder import Rung

WIDTHS = {Rung.SOURCE: 1920, Rung.HIGH: 1280, Rung.GOOD: 960, Rung.MID: 640, Rung.LOW: 480, Rung.THUMB: 320}
RATES = {
    Rung.SOURCE: 4_000_000,
    Rung.HIGH: 1_500_000,
    Rung.GOOD: 900_000,
    Rung.MID: 500_000,
    Rung.LOW: 220_000,
    Rung.THUMB: 80_000,
}


def offer(rung: Rung, bitrate_bps: float | None = None) -> RungOffer:
    """A rung of a 16:9 camera at its usual rate."""
    width_px = WIDTHS[rung]
    return RungOffer(
        rung=rung,
        bitrate_bps=RATES[rung] if bitrate_bps is None else bitrate_bps,
        width_px=width_px,
        height_px=width_px * 9 // 16,
    )


ALL_RUNGS = tuple(offer(rung) for rung in Rung)
NATIVE = (offer(Rung.SOURCE, 1_500_000), offer(Rung.MID, 400_000))


def demand(
    slot: int,
    *,
    camera_id: str | None = None,
    offers: tuple[RungOffer, ...] = ALL_RUNGS,
    focused: bool = False,
    visible: bool = True,
    width_px: int = 600,
) -> SlotDemand:
    """A tile of 600 device pixels unless told otherwise."""
    return SlotDemand(
        slot=slot,
        camera_id=camera_id or f"camera-{slot}",
        offers=offers,
        focused=focused,
        visible=visible,
        width_px=width_px,
    )


def rungs(allocations: Sequence[SlotAllocation]) -> list[Rung | None]:
    """What each slot got."""
    return [allocation.rung for allocation in allocations]


class Session:
    """An allocator asked every 200 ms, as a live session does."""

    def __init__(self, demands: Sequence[SlotDemand]) -> None:
        self.allocator = Allocator()
        self.demands = demands
        self.now = 100.0
        self.history: list[list[Rung | None]] = []

    def run(
        self,
        seconds: float,
        estimate_bps: float,
        *,
        cap_bps: float = math.inf,
        taken_bps: float = 0.0,
        outage: bool = False,
    ) -> list[Rung | None]:
        """What the slots have at the end."""
        for _ in range(round(seconds / 0.2)):
            self.now += 0.2
            latest = self.allocator.allocate(
                self.demands,
                estimate_bps,
                self.now,
                cap_bps=cap_bps,
                taken_bps=taken_bps,
                outage=outage,
            )
            self.history.append(rungs(latest))
        return self.history[-1]

    def changes(self) -> int:
        """How often any slot's picture changed."""
        return sum(before != after for before, after in zip(self.history, self.history[1:], strict=False))
