"""What a phone is told about each of its slots."""

from responder.delivery.allocation import Showing, SlotAllocation
from responder.live.messages import Delivery, SlotRequest, SlotState
from responder.media.status import FeedState, FeedStatus

# The feed has pictures, or will have as soon as its camera answers.
_HOPEFUL = frozenset({FeedState.IDLE, FeedState.CONNECTING, FeedState.LIVE})


def empty(request: SlotRequest) -> SlotState:
    """Nobody asked for a camera in this slot."""
    return _state(request, Delivery.EMPTY)


def denied(request: SlotRequest) -> SlotState:
    """The permit does not cover the camera, or there is none of that name: the answer is the same."""
    return _state(request, Delivery.DENIED, reason="This camera is not part of what was shared with you.")


def shown(
    request: SlotRequest,
    status: FeedStatus,
    allocation: SlotAllocation | None,
    *,
    has_frame: bool,
    is_starting: bool,
) -> SlotState:
    """A permitted slot: the camera's own trouble first, then what the phone's link allows.

    `is_starting` while nobody can know yet what the link allows: nothing is said of it then.
    """
    if status.state not in _HOPEFUL:
        return _state(request, Delivery.OFFLINE, reason=status.reason)
    if allocation is None:
        return _state(request, Delivery.WAITING, reason="Connecting to the camera.")
    if allocation.showing is Showing.PAUSED:
        return _state(request, Delivery.PAUSED, reason=allocation.reason)
    if allocation.showing is not Showing.LIVE and is_starting:
        return _state(request, Delivery.WAITING, reason="Starting live video.")
    if allocation.showing is Showing.STILLS and has_frame:
        return _state(request, Delivery.STILLS, reason=allocation.reason)
    if allocation.showing is not Showing.LIVE:
        return _state(request, Delivery.POSTER, reason=allocation.reason)
    if not has_frame:
        return _state(request, Delivery.WAITING, allocation=allocation, reason="Waiting for a picture.")
    return _state(request, Delivery.LIVE, allocation=allocation, reason=allocation.reason)


def _state(
    request: SlotRequest, delivery: Delivery, *, allocation: SlotAllocation | None = None, reason: str = ""
) -> SlotState:
    return SlotState(
        slot=request.slot,
        camera_id=request.camera_id,
        delivery=delivery,
        rung=allocation.rung if allocation else None,
        reason=reason,
    )
