"""What is poured into each slot of a phone."""

from responder.delivery.ladder import Rung
from responder.media.rendition import Rendition
from responder.transport.peer import Peer


class Pouring:
    """Remembers which rendition of a camera a slot shows."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._renditions: dict[int, Rendition | None] = {}

    def pour(self, slot: int, rendition: Rendition | None, rung: Rung | None) -> None:
        """Another rendition of the camera begins from nothing: masks may hide what the slot still shows."""
        held, self._renditions[slot] = self._renditions.get(slot), rendition
        if held and rendition and held is not rendition and held.camera_id == rendition.camera_id:
            self._peer.pour(slot, None)
        self._peer.pour(slot, rendition.stream(rung) if rendition and rung else None)
