"""What a phone is yet to be told: only the newest of each kind: a slow phone is never told old news."""

import asyncio
from collections.abc import AsyncIterator

from responder.live.messages import (
    AccessEnded,
    Attention,
    CameraStatus,
    CameraStatuses,
    LinkReport,
    LiveEnded,
    MapInPlace,
    Markers,
    PermitChanged,
    Pong,
    ServerMessage,
    SlotClock,
    SlotClocks,
    SlotStates,
)


class Outbox:
    """Bounded by construction: one message per kind, one entry per slot or camera."""

    def __init__(self) -> None:
        self._states: SlotStates | None = None
        self._clocks: dict[int, SlotClock] = {}
        self._cameras: dict[str, CameraStatus] = {}
        self._permit: PermitChanged | None = None
        self._pong: Pong | None = None
        self._link: LinkReport | None = None
        self._attention: Attention | None = None
        self._markers: Markers | None = None
        self._map: MapInPlace | None = None
        self._ended: AccessEnded | LiveEnded | None = None
        self._filled = asyncio.Event()

    def put_states(self, states: SlotStates) -> None:
        self._states = states
        self._filled.set()

    def put_clocks(self, clocks: list[SlotClock]) -> None:
        if clocks:
            self._clocks |= {clock.slot: clock for clock in clocks}
            self._filled.set()

    def put_cameras(self, cameras: list[CameraStatus]) -> None:
        self._cameras |= {camera.camera_id: camera for camera in cameras}
        self._filled.set()

    def put_permit(self, permit: PermitChanged) -> None:
        self._permit = permit
        self._filled.set()

    def put_pong(self, pong: Pong) -> None:
        self._pong = pong
        self._filled.set()

    def put_link(self, link: LinkReport) -> None:
        self._link = link
        self._filled.set()

    def put_attention(self, attention: Attention) -> None:
        self._attention = attention
        self._filled.set()

    def put_markers(self, markers: Markers) -> None:
        self._markers = markers
        self._filled.set()

    def put_map(self, in_place: MapInPlace) -> None:
        self._map = in_place
        self._filled.set()

    def end(self, ended: AccessEnded | LiveEnded) -> None:
        """The last message; what else was waiting is of no use any more."""
        self._ended = ended
        self._filled.set()

    async def messages(self) -> AsyncIterator[ServerMessage]:
        """Yields messages as they come, `AccessEnded` or `LiveEnded` last."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            if self._ended is not None:
                yield self._ended
                return
            for message in self._take():
                yield message

    def _take(self) -> list[ServerMessage]:
        taken: list[ServerMessage | None] = [
            self._pong,
            self._permit,
            self._map,
            self._states,
            SlotClocks(clocks=list(self._clocks.values())) if self._clocks else None,
            CameraStatuses(cameras=list(self._cameras.values())) if self._cameras else None,
            self._markers,
            self._link,
            self._attention,
        ]
        self._pong = self._permit = self._map = self._states = None
        self._link = self._attention = self._markers = None
        self._clocks, self._cameras = {}, {}
        return [message for message in taken if message is not None]
