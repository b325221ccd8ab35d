"""One phone's live session: marries its permit, its peer and the cameras' feeds."""

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator

from responder.access.audit import Actor, AuditKind
from responder.access.errors import AccessDenied, LinkExpired, NotSignedIn
from responder.access.marker import Marker
from responder.access.permit import Permit
from responder.delivery.allocation import Allocator, Showing, SlotAllocation
from responder.delivery.gop import RungStream
from responder.live import slot_state
from responder.live.briefing import Briefing
from responder.live.budget import NO_CAP_BPS, cap_bps
from responder.live.cameras import LiveCameras
from responder.live.demands import allowed_requests, slot_demands
from responder.live.file_share import FileShare
from responder.live.link_report import link_report
from responder.live.messages import (
    AccessEnded,
    CameraAttention,
    ClientMessage,
    LiveEnded,
    PermitChanged,
    Ping,
    Pong,
    ServerMessage,
    SetBudget,
    SlotClock,
    SlotRequest,
    SlotState,
)
from responder.live.outbox import Outbox
from responder.live.pouring import Pouring
from responder.live.presence import Presence
from responder.live.record import Record, view_event
from responder.live.views import Shown, Views, shown_of
from responder.store.errors import AuditBacklogFull
from responder.transport.peer import Peer

# A worse link is answered before its queue is felt; requests and first frames wake the session at once.
TICK_S = 0.2
# The first frames of twelve slots come within milliseconds: one decision for all of them.
REST_S = 0.04
# Within this time the first probes have told what the link carries.
STARTING_S = 1.5


class LiveSession:
    """Lives on one event loop, from the phone's offer until `ended`.

    Every slot asks the permit at every tick, so a permit that shrinks or runs out takes effect within TICK_S
    even when nobody says so.
    """

    def __init__(
        self, *, live_id: str, permit: Permit, actor: Actor, peer: Peer, cameras: LiveCameras, record: Record
    ) -> None:
        self.live_id = live_id
        self.actor = actor
        self.permit = permit
        self.on_ended: Callable[[], None] = lambda: None
        self.node_share_bps: Callable[[], float] = lambda: math.inf
        self.look_at_others: Callable[[float], list[CameraAttention]] = lambda _: []
        self.look_at_markers: Callable[[Permit], tuple[Marker, ...] | None] = lambda _: None
        self._peer = peer
        self._cameras = cameras
        self._record = record
        self._requests: dict[int, SlotRequest] = {}
        self._release_cameras: Callable[[], None] = lambda: None
        self._allocator = Allocator()
        self.file_share = FileShare(peer.estimate_bps)
        self._cap_bps = NO_CAP_BPS
        self._pouring = Pouring(peer)
        self._views = Views()
        self._outbox = Outbox()
        self._briefing = Briefing(self._outbox, cameras)
        created_at_s = time.monotonic()
        self._presence = Presence(created_at_s)
        self._starting_until_s = created_at_s + STARTING_S
        self._wake = asyncio.Event()
        self.has_ended = False
        peer.on_first_frame = self._frame_sent
        peer.on_closed = self._peer_closed

    @property
    def device_id(self) -> str:
        return self.permit.device_id

    @property
    def answer_sdp(self) -> str:
        return self._peer.answer_sdp

    @property
    def focused(self) -> str | None:
        """The camera that the phone has large, when its permit covers it."""
        focused = next((it.camera_id for it in self._requests.values() if it.focused), None)
        if focused is None or not self._cameras.may_show(self.permit, focused, time.time()):
            return None
        return focused

    @property
    def watching(self) -> list[str]:
        """The cameras whose frames the phone is getting."""
        return self._views.cameras

    @property
    def sent_bytes(self) -> int:
        return self._peer.stats().bytes_sent

    def request(self, slots: list[SlotRequest]) -> None:
        """Replaces what the named slots should show; slots beyond the negotiated ones are ignored."""
        self._requests |= {it.slot: it for it in slots if it.slot < self._peer.slot_count}
        self._hold_cameras()
        self._wake.set()

    def handle(self, message: ClientMessage) -> None:
        """Acts on a control message of the phone."""
        match message:
            case Ping():
                pong = Pong(client_time_ms=message.client_time_ms, server_time_ms=time.time() * 1000)
                self._outbox.put_pong(pong)
            case SetBudget():
                self._cap_bps = cap_bps(message)
                self._wake.set()
            case _:
                self.request(message.slots)

    def messages(self) -> AsyncIterator[ServerMessage]:
        """What to tell the phone; a new control channel first gets the whole state again."""
        self._briefing.start_over()
        self._wake.set()
        return self._outbox.messages()

    @contextlib.contextmanager
    def channel(self) -> Iterator[None]:
        """A control channel is open for as long as this lasts."""
        self._presence.channel_opened()
        try:
            yield
        finally:
            self._presence.channel_closed(time.monotonic())

    def restart_ice(self, fragment: str) -> str:
        """Answers an ICE restart (RFC 8840). Raises SdpError."""
        return self._peer.restart_ice(fragment)

    def change_permit(self, permit: Permit) -> None:
        """Takes effect before it returns: a slot that is no longer allowed sends nothing more."""
        self.permit = permit
        self._outbox.put_permit(
            PermitChanged(expires_at_ms=int(permit.valid_until_s * 1000), lead_agency=permit.lead_agency)
        )
        self._hold_cameras()
        self.tick(time.time(), time.monotonic())

    def camera_changed(self, camera_id: str) -> None:
        """A camera of the site has a new state, or only a new poster, which can wait for the next round."""
        if self._cameras.may_show(self.permit, camera_id, time.time()):
            self._briefing.camera_changed(camera_id)
            self._wake.set()

    def deny(self, denial: AccessDenied) -> None:
        """Ends the session because its access is over."""
        self.end(AccessEnded(reason=denial.reason, detail=str(denial)))

    def end(self, last: AccessEnded | LiveEnded) -> None:
        """Stops everything at once and tells the phone why: no media packet leaves after this returns."""
        if self.has_ended:
            return
        self.has_ended = True
        self._peer.close(last.reason)
        self._release_cameras()
        for shown in self._views.poured({}):
            self._write_down(AuditKind.VIEW_STOPPED, shown, detail=last.reason)
        self._outbox.end(last)
        self._wake.set()
        self.on_ended()

    async def run(self) -> None:
        """Keeps the slots filled until the session ends."""
        while not self.has_ended:
            self._wake.clear()
            self.tick(time.time(), time.monotonic())
            await asyncio.sleep(REST_S)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), TICK_S - REST_S)

    def tick(self, now_s: float, monotonic_s: float) -> None:
        """Decides and acts once. `now_s` is Unix time, `monotonic_s` the peer's clock."""
        if not self.permit.is_valid(now_s):
            self.deny(LinkExpired() if self.permit.username is None else NotSignedIn())
            return
        if self._presence.is_gone(self._peer.checked_at, monotonic_s):
            self.end(LiveEnded(reason="phone-gone", detail="The phone has left."))
            return
        allowed = allowed_requests(self._requests, self._cameras, self.permit, now_s)
        allocations = self._allocate(allowed, monotonic_s)
        self._pour(allowed, allocations, monotonic_s)
        states = [
            self._state(slot, request, slot in allowed, allocations.get(slot), monotonic_s)
            for slot, request in sorted(self._requests.items())
        ]
        self._briefing.tell(states, self._clocks, self.permit, monotonic_s)
        self._briefing.tell_markers(self.look_at_markers(self.permit), self.permit)
        self._briefing.tell_attention(lambda: self._attention(now_s, monotonic_s), monotonic_s)
        self._briefing.tell_link(lambda: link_report(self._peer.stats(), self._cap_bps), monotonic_s)

    def _allocate(self, allowed: dict[int, SlotRequest], monotonic_s: float) -> dict[int, SlotAllocation]:
        demands = slot_demands(allowed, self._cameras, self.permit)
        chosen = self._allocator.allocate(
            demands,
            self._peer.estimate_bps(monotonic_s),
            monotonic_s,
            cap_bps=self._cap_bps,
            share_bps=self.node_share_bps(),
            taken_bps=self.file_share.taken_bps(monotonic_s),
            outage=self._peer.in_outage(monotonic_s),
        )
        self._peer.want(self._allocator.wanted_bps)
        self._pouring.prefer(next((demand.slot for demand in demands if demand.focused), None))
        return {allocation.slot: allocation for allocation in chosen}

    def _pour(
        self, allowed: dict[int, SlotRequest], allocations: dict[int, SlotAllocation], monotonic_s: float
    ) -> None:
        renditions = {
            slot: self._cameras.rendition(self.permit, it.camera_id, undecodable=allowed[slot].undecodable)
            for slot, it in allocations.items()
            if it.showing in (Showing.LIVE, Showing.STILLS)
        }
        for shown in self._views.poured({slot: shown_of(it) for slot, it in renditions.items()}):
            self._write_down(AuditKind.VIEW_STOPPED, shown)
        self._pouring.pour(renditions, allocations, monotonic_s)
        # While nothing gets through they would stand in the way of what comes first after that.
        if not self._peer.in_outage(monotonic_s):
            self._pouring.show_stills(self._allocator.stills_bps, monotonic_s)

    def _state(
        self,
        slot: int,
        request: SlotRequest,
        is_allowed: bool,
        allocation: SlotAllocation | None,
        monotonic_s: float,
    ) -> SlotState:
        if request.camera_id is None:
            return slot_state.empty(request)
        if not is_allowed:
            return slot_state.denied(request)
        return slot_state.shown(
            request,
            self._cameras.feed_status(request.camera_id),
            allocation,
            has_frame=self._views.is_showing(slot, request.camera_id),
            is_starting=monotonic_s < self._starting_until_s,
        )

    def _clocks(self) -> list[SlotClock]:
        return [
            SlotClock(slot=slot, rtp_timestamp=clock.rtp_timestamp, captured_at_ms=clock.captured_at_s * 1000)
            for slot in self._requests
            if (clock := self._peer.slot_clock(slot)) is not None
        ]

    def _attention(self, now_s: float, monotonic_s: float) -> list[CameraAttention]:
        looks = self.look_at_others(monotonic_s)
        return [it for it in looks if self._cameras.may_show(self.permit, it.camera_id, now_s)]

    def _hold_cameras(self) -> None:
        """Keeps the requested cameras connected, so that a slot that is only paused resumes at once."""
        now_s = time.time()
        requested = {it.camera_id for it in self._requests.values() if it.camera_id is not None}
        held = [it for it in requested if self._cameras.may_show(self.permit, it, now_s)]
        release, self._release_cameras = self._release_cameras, self._cameras.hold(held)
        release()

    def _frame_sent(self, slot: int, stream: RungStream) -> None:
        started = self._views.frame_sent(slot, self._cameras.shown(self.permit, stream.camera_id))
        if started is not None:
            self._start_view(started)
        self._wake.set()

    def _start_view(self, shown: Shown) -> None:
        """A view that cannot be written down must not go on."""
        try:
            self._write_down(AuditKind.VIEW_STARTED, shown)
        except AuditBacklogFull:
            self.end(LiveEnded(reason=AuditBacklogFull.reason, detail="Views cannot be recorded right now."))

    def _peer_closed(self, reason: str) -> None:
        self.end(LiveEnded(reason=reason, detail="The video connection ended."))

    def _write_down(self, kind: AuditKind, shown: Shown, *, detail: str = "") -> None:
        self._record.enqueue(view_event(kind, shown, self.permit, self.actor, time.time(), detail))
