"""What a phone's slots ask of the allocator."""

from collections.abc import Mapping

from responder.access.permit import Permit
from responder.delivery.allocation import SlotDemand
from responder.live.cameras import LiveCameras
from responder.live.messages import SlotRequest


def allowed_requests(
    requests: Mapping[int, SlotRequest], cameras: LiveCameras, permit: Permit, now_s: float
) -> dict[int, SlotRequest]:
    """Those whose camera the permit's holder may be shown. `now_s` is Unix time."""
    return {
        slot: it
        for slot, it in requests.items()
        if it.camera_id is not None and cameras.may_show(permit, it.camera_id, now_s)
    }


def slot_demands(
    allowed: Mapping[int, SlotRequest], cameras: LiveCameras, permit: Permit
) -> list[SlotDemand]:
    """Of the slots whose camera can be watched now, by slot; `allowed` are those that the permit covers."""
    demands = []
    for slot, request in sorted(allowed.items()):
        if request.camera_id is None:
            continue
        offers = cameras.offers(permit, request.camera_id, undecodable=request.undecodable)
        if offers:
            demands.append(
                SlotDemand(
                    slot=slot,
                    camera_id=request.camera_id,
                    focused=request.focused,
                    visible=request.visible,
                    width_px=request.width_px,
                    offers=offers,
                )
            )
    return demands
