"""Which cameras fill a phone's slots first, before it can say what is on its screen."""

from collections.abc import Iterable

from gis.campus import Campus
from gis.place_order import in_place_order
from responder.live.messages import FirstOffer, SlotRequest


def first_slots(campus: Campus, building_ids: Iterable[str], offer: FirstOffer) -> list[SlotRequest]:
    """The first cameras in place order, as many as the phone's screen shows at once."""
    return [
        SlotRequest(slot=slot, camera_id=camera.camera_id, width_px=offer.width_px)
        for slot, camera in enumerate(in_place_order(campus, building_ids)[: offer.visible])
    ]
