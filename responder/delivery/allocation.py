"""Which rung, poster or pause each slot of a phone gets, so that all together fit its link."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from responder.delivery.ladder import Rung


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
    """Decides for one phone, and remembers what it decided, so that pictures do not flap."""

    def allocate(
        self, demands: Sequence[SlotDemand], estimate_bps: float, now: float
    ) -> tuple[SlotAllocation, ...]:
        """One allocation per demand, in their order; the live rungs together never exceed `estimate_bps`."""
        raise NotImplementedError
