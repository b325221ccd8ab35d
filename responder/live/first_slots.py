"""Which cameras fill a phone's slots first, before it can say what is on its screen."""

from collections.abc import Iterable

from responder.live.messages import FirstOffer, SlotRequest


def first_slots(camera_ids: Iterable[str], offer: FirstOffer) -> list[SlotRequest]:
    """The camera that was large, and the first of all: as many as the phone's screen shows at once.

    `camera_ids` are in the wall's order. What is not among them was large behind another link.
    """
    ids = list(camera_ids)
    visible = ids[: offer.visible]
    if offer.focused not in ids:
        return [_tile(slot, camera_id, offer) for slot, camera_id in enumerate(visible)]
    tiles = [camera_id for camera_id in visible if camera_id != offer.focused]
    return [
        SlotRequest(slot=0, camera_id=offer.focused, focused=True),
        *(_tile(slot, camera_id, offer) for slot, camera_id in enumerate(tiles, 1)),
    ]


def _tile(slot: int, camera_id: str, offer: FirstOffer) -> SlotRequest:
    return SlotRequest(slot=slot, camera_id=camera_id, width_px=offer.width_px)
