"""Which cameras fill a phone's slots first, before it can say what is on its screen."""

from collections.abc import Iterable
from itertools import islice

from responder.live.messages import FirstOffer, SlotRequest


def first_slots(camera_ids: Iterable[str], offer: FirstOffer) -> list[SlotRequest]:
    """The first of the cameras, in the wall's order: as many as the phone's screen shows at once."""
    return [
        SlotRequest(slot=slot, camera_id=camera_id, width_px=offer.width_px)
        for slot, camera_id in enumerate(islice(camera_ids, offer.visible))
    ]
