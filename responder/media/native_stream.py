"""One of a camera's own streams: read while somebody wants it, numbered and stamped once for every viewer."""

import asyncio
import random
import time
from collections.abc import Callable

import structlog

from responder.delivery.gop import Frame
from responder.delivery.ladder import Rung
from responder.delivery.sps import SequenceParameters
from responder.media.camera_account import CameraAccount
from responder.media.camera_address import AddressRefused, resolve
from responder.media.camera_source import CameraSource, SessionEnd
from responder.media.demand import Demand
from responder.media.intake import Picture
from responder.media.patience import Patience
from responder.media.reconnect import Reconnect, Trouble
from responder.media.relay import Relay
from responder.media.restamp import Restamper
from responder.media.source_unit import Codec, SourceUnit
from responder.media.status import FeedState, FeedStatus
from responder.media.unit_relay import UnitRelay
from responder.settings import CameraNetwork
from responder.supervision import supervise

log = structlog.get_logger(__name__)

_IDLE = FeedStatus(state=FeedState.IDLE)
_CONNECTING = FeedStatus(state=FeedState.CONNECTING)
_LIVE = FeedStatus(state=FeedState.LIVE)
# What cameras are usually set to, until this one has told its own.
_PROBABLE_BITRATE_BPS = {Rung.SOURCE: 2_000_000.0, Rung.MID: 500_000.0}
_PROBABLE_SIZE_PX = {Rung.SOURCE: (1280, 720), Rung.MID: (640, 360)}

_TROUBLES = {
    FeedState.CREDENTIALS_REJECTED: Trouble.CREDENTIALS_REJECTED,
    FeedState.UNSUPPORTED: Trouble.UNSUPPORTED,
}


class NativeStream:
    """A RungStream (see `delivery.gop`) that connects to the camera on demand.

    Its pictures go to viewers as they are, and to `watch_units` for those who decode them.
    """

    def __init__(
        self,
        camera_id: str,
        rung: Rung,
        url: str,
        *,
        account: CameraAccount,
        network: CameraNetwork,
        patience: Patience,
        on_status: Callable[[], None],
    ) -> None:
        self.camera_id = camera_id
        self.rung = rung
        self.status = _IDLE
        self.parameters: SequenceParameters | None = None
        self.is_foreign = False
        """Whether phones cannot play it as it is: another codec, or B-frames. Known once it has played."""
        self._url = url
        self._account = account
        self._network = network
        self._patience = patience
        self._on_status = on_status
        self._relay = Relay(_PROBABLE_BITRATE_BPS[rung])
        self._units = UnitRelay()
        self._demand = Demand(linger_s=patience.linger_s, begin=self._connect, end=self._disconnect)
        self._restamper = Restamper()
        self._reconnect = Reconnect(random.random)
        self._reading: asyncio.Task[None] | None = None
        self._source: CameraSource | None = None
        self._after_gap = True

    @property
    def bitrate_bps(self) -> float:
        """Measured over the last seconds; what was measured last, or is usual, while there is none."""
        return self._relay.bitrate_bps

    @property
    def width_px(self) -> int:
        """As the camera's SPS says; what is usual before."""
        return self.parameters.width_px if self.parameters else _PROBABLE_SIZE_PX[self.rung][0]

    @property
    def height_px(self) -> int:
        """As the camera's SPS says; what is usual before."""
        return self.parameters.height_px if self.parameters else _PROBABLE_SIZE_PX[self.rung][1]

    @property
    def is_promising(self) -> bool:
        """Whether it sends pictures, or may once it is connected."""
        return self.status.state in (FeedState.IDLE, FeedState.CONNECTING, FeedState.LIVE)

    def gop(self) -> tuple[Frame, ...]:
        """The frames since the last key frame; empty when there is none."""
        return self._relay.gop()

    def units(self) -> tuple[SourceUnit, ...]:
        """The units since the last key frame; empty when there is none."""
        return self._units.units()

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Sends every frame from now on to `receive`, and keeps the camera connected, until called back."""
        unsubscribe = self._relay.subscribe(receive)
        release = self._demand.hold()

        def leave() -> None:
            unsubscribe()
            release()

        return leave

    def request_keyframe(self) -> None:
        """Changes nothing: each camera has its own way to be asked, and the cached group answers."""

    def watch_units(self, receive: Callable[[SourceUnit], None]) -> Callable[[], None]:
        """Like `subscribe`, with what a decoder takes."""
        stop_watching = self._units.watch(receive)
        release = self._demand.hold()

        def leave() -> None:
            stop_watching()
            release()

        return leave

    def observe_units(self, receive: Callable[[SourceUnit], None]) -> None:
        """Like `watch_units`, without wanting the camera connected."""
        self._units.watch(receive)

    def hold(self) -> Callable[[], None]:
        """Keeps the camera connected until the returned function is called (once or more often)."""
        return self._demand.hold()

    def disconnect(self) -> CameraSource | None:
        """Lets the camera go at once; returns the session whose thread may still be ending."""
        source = self._source
        self._demand.cut()
        return source

    def _connect(self) -> None:
        reading = supervise(f"camera {self.camera_id} {self.rung}", self._read)
        self._reading = asyncio.get_running_loop().create_task(reading)

    def _disconnect(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if self._source is not None:
            # Cancelling takes effect later; from here on nothing of this camera may arrive.
            self._source.stop()
            self._source = None
        self._forget_session()
        self._set_status(_IDLE)

    async def _read(self) -> None:
        """One session after the other until it is cancelled."""
        self._set_status(_CONNECTING)
        while True:
            await self._wait_for_permission()
            end = await self._session()
            log.info("camera_session_ended", camera_id=self.camera_id, rung=self.rung, state=end.state)
            now = time.monotonic()
            trouble = _TROUBLES.get(end.state, Trouble.LOST)
            if trouble is Trouble.CREDENTIALS_REJECTED:
                self._account.rejected(now)
            pause_s = self._reconnect.failed(trouble, now)
            self._forget_session()
            self._set_status(self._status_after(end, pause_s))
            await asyncio.sleep(pause_s)

    async def _wait_for_permission(self) -> None:
        while wait_s := self._account.wait_s(time.monotonic()):  # noqa: ASYNC110 - a time, not an event
            await asyncio.sleep(wait_s)

    async def _session(self) -> SessionEnd:
        try:
            address = await resolve(self._url, self._network)
        except AddressRefused as refused:
            return SessionEnd(state=FeedState.UNREACHABLE, reason=refused.reason)
        ended: asyncio.Future[SessionEnd] = asyncio.get_running_loop().create_future()
        source = self._source = CameraSource(
            self._account.sign(address),
            silence_s=self._patience.silence_s,
            on_picture=self._receive,
            on_end=ended.set_result,
        )
        try:
            source.start()
            return await ended
        finally:
            source.stop()

    def _status_after(self, end: SessionEnd, pause_s: float) -> FeedStatus:
        """A camera that hung up and is tried again at once is not called unreachable before that failed."""
        if self.status.state is FeedState.LIVE and end.state is FeedState.UNREACHABLE and pause_s == 0:
            return _CONNECTING
        return FeedStatus(state=end.state, reason=end.reason)

    def _receive(self, picture: Picture) -> None:
        now = time.monotonic()
        self._reconnect.played(now)
        self._account.accepted()
        self._note_kind(picture)
        self._after_gap |= picture.after_damage
        self._units.send(
            SourceUnit(
                codec=picture.codec,
                data=picture.data,
                keyframe=picture.keyframe,
                timestamp=picture.camera_timestamp,
                captured_at_s=picture.arrived_at_s,
                after_gap=self._after_gap,
            )
        )
        self._set_status(_LIVE)
        if not self.is_foreign:
            self._pass_frame(picture, now)
        self._after_gap = False

    def _pass_frame(self, picture: Picture, now: float) -> None:
        if picture.after_damage:
            self._relay.leave_gap()
        self._relay.send(
            picture.payloads,
            keyframe=picture.keyframe,
            timestamp=self._restamper.stamp(picture.camera_timestamp, now),
            captured_at_s=picture.arrived_at_s,
            now=now,
        )

    def _note_kind(self, picture: Picture) -> None:
        is_foreign = picture.codec is not Codec.H264 or picture.has_b_frames
        if picture.parameters == self.parameters and is_foreign == self.is_foreign:
            return
        self.parameters, self.is_foreign = picture.parameters, is_foreign
        if is_foreign:
            self._relay.forget()
        log.info(
            "camera_stream_described",
            camera_id=self.camera_id,
            rung=self.rung,
            codec=picture.codec,
            b_frames=picture.has_b_frames,
            profile_level_id=self.parameters and self.parameters.profile_level_id,
            width_px=self.parameters and self.parameters.width_px,
            height_px=self.parameters and self.parameters.height_px,
        )

    def _forget_session(self) -> None:
        """What follows does not continue what was."""
        self._relay.forget()
        self._units.forget()
        self._after_gap = True
        self._restamper.reconnected()

    def _set_status(self, status: FeedStatus) -> None:
        if status != self.status:
            self.status = status
            self._on_status()
