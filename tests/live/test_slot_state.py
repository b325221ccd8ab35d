"""What a phone is told of a slot: the camera's own trouble first, then what the link allows."""

from responder.delivery.allocation import Showing, SlotAllocation
from responder.delivery.ladder import Rung
from responder.live import slot_state
from responder.live.messages import Delivery, SlotRequest, SlotState
from responder.media.status import FeedState, FeedStatus

LIVE = FeedStatus(state=FeedState.LIVE)
STALLED = FeedStatus(state=FeedState.STALLED, reason="The camera stopped sending pictures.")
TOO_SLOW = SlotAllocation(
    slot=0, camera_id="gym", showing=Showing.POSTER, rung=None, reason="The connection is too slow."
)
SINGLY = SlotAllocation(
    slot=0, camera_id="gym", showing=Showing.STILLS, rung=None, reason="The connection is too slow."
)
OFF_SCREEN = SlotAllocation(
    slot=0, camera_id="gym", showing=Showing.PAUSED, rung=None, reason="Not on the screen."
)
MID = SlotAllocation(slot=0, camera_id="gym", showing=Showing.LIVE, rung=Rung.MID, reason="")


def _shown(
    status: FeedStatus,
    allocation: SlotAllocation | None,
    *,
    has_frame: bool = True,
    is_starting: bool = False,
) -> SlotState:
    request = SlotRequest(slot=0, camera_id="gym")
    return slot_state.shown(request, status, allocation, has_frame=has_frame, is_starting=is_starting)


def test_a_slot_is_live_only_after_its_first_frame() -> None:
    """Before the first frame has left, the slot waits."""
    assert _shown(LIVE, MID, has_frame=False).delivery is Delivery.WAITING
    assert _shown(LIVE, MID).delivery is Delivery.LIVE


def test_a_camera_in_trouble_is_offline_whatever_the_link_allows() -> None:
    """The camera's reason is told, not the link's."""
    for allocation in (MID, TOO_SLOW, None):
        state = _shown(STALLED, allocation)
        assert (state.delivery, state.reason, state.rung) == (Delivery.OFFLINE, STALLED.reason, None)


def test_a_link_that_cannot_carry_the_slot_gets_posters_and_says_why() -> None:
    """The slot names the link's trouble; off the screen it is only paused."""
    assert _shown(LIVE, TOO_SLOW).delivery is Delivery.POSTER
    assert _shown(LIVE, TOO_SLOW).reason == TOO_SLOW.reason
    assert _shown(LIVE, OFF_SCREEN).delivery is Delivery.PAUSED


def test_single_pictures_are_told_once_one_is_on_its_way() -> None:
    """Until then the phone fetches a photo."""
    assert _shown(LIVE, SINGLY, has_frame=False).delivery is Delivery.POSTER
    assert _shown(LIVE, SINGLY).delivery is Delivery.STILLS
    assert _shown(LIVE, SINGLY).reason == SINGLY.reason


def test_a_link_is_not_called_slow_before_anybody_can_know() -> None:
    """While the link is being probed, a slot without a rung waits."""
    for allocation in (TOO_SLOW, SINGLY):
        assert _shown(LIVE, allocation, is_starting=True).delivery is Delivery.WAITING


def test_a_denied_slot_says_nothing_of_the_camera() -> None:
    """A camera out of the permit and one that does not exist get the same answer."""
    forbidden = slot_state.denied(SlotRequest(slot=0, camera_id="gym"))
    unknown = slot_state.denied(SlotRequest(slot=0, camera_id="no-such-camera"))

    assert forbidden.delivery is unknown.delivery is Delivery.DENIED
    assert forbidden.reason == unknown.reason
