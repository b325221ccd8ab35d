"""Which cameras fill a phone's slots first, before it can say what is on its screen."""

import re
from collections.abc import Iterable

from gis.campus import Camera, Campus
from responder.live.messages import FirstOffer, SlotRequest

_DIGITS = re.compile(r"(\d+)")


def first_slots(campus: Campus, building_ids: Iterable[str], offer: FirstOffer) -> list[SlotRequest]:
    """The first cameras in place order, as many as the phone's screen shows at once."""
    cameras = [it for building_id in building_ids for it in _in_place_order(campus, building_id)]
    return [
        SlotRequest(slot=slot, camera_id=camera.camera_id, width_px=offer.width_px)
        for slot, camera in enumerate(cameras[: offer.visible])
    ]


def _in_place_order(campus: Campus, building_id: str) -> list[Camera]:
    """From the ground level, where an officer comes in, upwards; then basements, then outside."""
    ordinals = {level.level_id: level.ordinal for level in campus.levels_of(building_id)}

    def place(camera: Camera) -> tuple[bool, bool, int, list[str | int]]:
        ordinal = ordinals.get(camera.level_id or "", 0)
        return camera.level_id is None, ordinal < 0, abs(ordinal), _natural(camera.name)

    return sorted(campus.cameras_of(building_id), key=place)


def _natural(name: str) -> list[str | int]:
    """Hall 9 before Hall 10: texts and numbers take turns, so that like is compared with like."""
    return [int(part) if part.isdigit() else part.casefold() for part in _DIGITS.split(name)]
