"""What a phone is told: the newest of each kind, and the end last."""

import asyncio

from responder.access.marker import MarkerKind
from responder.live.messages import (
    AccessEnded,
    CameraStatus,
    LinkReport,
    Markers,
    MarkerView,
    ServerMessage,
    SlotClock,
    SlotStates,
)
from responder.live.outbox import Outbox
from responder.media.status import FeedState


async def _take(outbox: Outbox, count: int) -> list[ServerMessage]:
    taken: list[ServerMessage] = []
    async with asyncio.timeout(5):
        async for message in outbox.messages():
            taken.append(message)
            if len(taken) == count:
                break
    return taken


def _camera(camera_id: str, state: FeedState) -> CameraStatus:
    return CameraStatus(camera_id=camera_id, state=state, reason="", poster_at_ms=None)


def _marker(marker_id: str) -> MarkerView:
    return MarkerView(
        marker_id=marker_id,
        kind=MarkerKind.ENTRY,
        longitude=-83.0,
        latitude=40.0,
        level_id=None,
        building_id=None,
        note="",
        agency="Police",
        person=None,
        placed_at_ms=1,
        is_own=False,
        may_withdraw=False,
    )


async def test_a_slow_phone_gets_only_the_newest_states() -> None:
    """Of two states that wait, the older is never sent."""
    outbox = Outbox()
    outbox.put_states(SlotStates(slots=[]))
    newest = SlotStates(slots=[])
    outbox.put_states(newest)

    (message,) = await _take(outbox, 1)

    assert message is newest


async def test_of_two_reports_of_the_link_the_newer_counts() -> None:
    """Numbers that a person reads are those of now."""
    outbox = Outbox()
    for sent_bytes in (1, 2):
        outbox.put_link(
            LinkReport(
                protocol="udp",
                estimate_bps=1_000_000,
                cap_bps=None,
                round_trip_ms=40,
                loss=0.0,
                sent_bytes=sent_bytes,
            )
        )

    (message,) = await _take(outbox, 1)

    assert isinstance(message, LinkReport)
    assert message.sent_bytes == 2


async def test_clocks_of_different_slots_are_merged() -> None:
    """Each slot keeps its newest clock; no slot's clock is lost to another's."""
    outbox = Outbox()
    outbox.put_clocks([SlotClock(slot=0, rtp_timestamp=1, captured_at_ms=1.0)])
    outbox.put_clocks([SlotClock(slot=1, rtp_timestamp=2, captured_at_ms=2.0)])
    outbox.put_clocks([SlotClock(slot=0, rtp_timestamp=3, captured_at_ms=3.0)])

    (message,) = await _take(outbox, 1)

    assert {(clock.slot, clock.rtp_timestamp) for clock in message.clocks} == {(0, 3), (1, 2)}  # type: ignore[union-attr] # the one message is SlotClocks


async def test_camera_states_are_merged_by_camera() -> None:
    """A camera that stalls and recovers before the phone listens is told once, as it is now."""
    outbox = Outbox()
    outbox.put_cameras([_camera("gym", FeedState.STALLED), _camera("library", FeedState.LIVE)])
    outbox.put_cameras([_camera("gym", FeedState.LIVE)])

    (message,) = await _take(outbox, 1)

    assert {(it.camera_id, it.state) for it in message.cameras} == {  # type: ignore[union-attr] # the one message is CameraStatuses
        ("gym", FeedState.LIVE),
        ("library", FeedState.LIVE),
    }


async def test_the_end_is_told_at_once_and_last() -> None:
    """An ended access overtakes everything that was waiting, and nothing follows it."""
    outbox = Outbox()
    outbox.put_states(SlotStates(slots=[]))
    ended = AccessEnded(reason="link-revoked", detail="The sender has ended this link.")
    outbox.end(ended)

    async with asyncio.timeout(5):
        messages = [message async for message in outbox.messages()]

    assert messages == [ended]


async def test_markers_are_told_as_they_are_now() -> None:
    """One that was placed and withdrawn before the phone listened is never told."""
    outbox = Outbox()
    outbox.put_markers(Markers(markers=[_marker("m1"), _marker("m2")]))
    outbox.put_markers(Markers(markers=[_marker("m2")]))

    (message,) = await _take(outbox, 1)

    assert message == Markers(markers=[_marker("m2")])
