"""What is poured into each slot of a phone: live pictures, or single ones in their turn."""

import math
from collections.abc import Mapping

from responder.delivery.allocation import SlotAllocation
from responder.delivery.gop import RungStream
from responder.delivery.ladder import Rung
from responder.delivery.stills import STILL_RUNG, Still, StillRound, StillStream
from responder.media.rendition import Rendition
from responder.transport.peer import Peer


class Pouring:
    """Remembers which rendition of a camera a slot shows. `now` is of the peer's clock."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._renditions: dict[int, Rendition] = {}
        self._filled_at_s: dict[int, float] = {}
        self._stills: dict[int, StillStream] = {}
        self._round = StillRound()
        self._preferred: int | None = None

    def pour(
        self, renditions: Mapping[int, Rendition], allocations: Mapping[int, SlotAllocation], now: float
    ) -> None:
        """Fills the slots that have a rendition as they were allocated, and empties the others."""
        for slot in range(self._peer.slot_count):
            if slot in renditions:
                self._fill(slot, renditions[slot], allocations[slot].rung, now)
            else:
                self._empty(slot)

    def prefer(self, slot: int | None) -> None:
        """Whose pictures overtake others: the one that a person looks at."""
        self._preferred = slot
        self._peer.prefer(slot)

    def show_stills(self, rate_bps: float, now: float) -> None:
        """Sends the one that is due, if any is and the rate allows it."""
        stills = [
            Still(
                slot=slot,
                size_bytes=frame.size_bytes,
                waited_s=self._waited_s(slot, now),
                focused=slot == self._preferred,
            )
            for slot, stream in self._stills.items()
            if (frame := stream.next) is not None
        ]
        slot = self._round.choose(stills, rate_bps, now)
        if slot is not None:
            self._stills[slot].release()

    def _fill(self, slot: int, rendition: Rendition, rung: Rung | None, now: float) -> None:
        """Another rendition of the camera begins from nothing: masks may hide what the slot still shows."""
        held = self._renditions.get(slot)
        self._renditions[slot] = rendition
        if held is None or held.camera_id != rendition.camera_id:
            self._filled_at_s[slot] = now
        elif held is not rendition:
            self._peer.pour(slot, None)
        if rung is None:
            self._show_singly(slot, rendition.stream(STILL_RUNG))
        else:
            self._stills.pop(slot, None)
            self._peer.pour(slot, rendition.stream(rung))

    def _show_singly(self, slot: int, stream: RungStream) -> None:
        if slot not in self._stills or self._stills[slot].whole is not stream:
            # Live pictures end at once: the first still may be seconds away.
            self._peer.pour(slot, None)
            self._stills[slot] = StillStream(stream)
        self._peer.pour(slot, self._stills[slot])

    def _empty(self, slot: int) -> None:
        self._renditions.pop(slot, None)
        self._stills.pop(slot, None)
        self._peer.pour(slot, None)

    def _waited_s(self, slot: int, now: float) -> float:
        left_at_s = self._peer.left_at_s(slot)
        return now - left_at_s if left_at_s > self._filled_at_s[slot] else math.inf
