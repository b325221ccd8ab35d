"""One of a camera's own streams: read while somebody wants it, numbered and stamped once for every viewer."""

import asyncio
import random
import time
from collections.abc import Callable

import structlog

from responder.delivery.gop import Frame, Gop
from responder.delivery.ladder import Rung
from responder.delivery.sps import SequenceParameters
from responder.media.bitrate import BitrateMeter
from responder.media.camera_account import CameraAccount
from responder.media.camera_address import AddressRefused, resolve
from responder.media.camera_source import CameraSource, SessionEnd
from responder.media.intake import Picture
from responder.media.patience import Patience
from responder.media.reconnect import Reconnect, Trouble
from responder.media.restamp import Restamper
from responder.media.status import FeedState, FeedStatus
from responder.settings import CameraNetwork
from responder.supervision import supervise

log = structlog.get_logger(__name__)

_IDLE = FeedStatus(state=FeedState.IDLE)
_CONNECTING = FeedStatus(state=FeedState.CONNECTING)
_LIVE = FeedStatus(state=FeedState.LIVE)
_B_FRAMES = FeedStatus(
    state=FeedState.UNSUPPORTED,
    reason="The camera sends B-frames, which phones play jerkily. Switch them off in the camera.",
)
_PROBABLE_BITRATE_BPS = {Rung.SOURCE: 2_000_000.0, Rung.MID: 500_000.0}

_TROUBLES = {
    FeedState.CREDENTIALS_REJECTED: Trouble.CREDENTIALS_REJECTED,
    FeedState.UNSUPPORTED: Trouble.UNSUPPORTED,
}


class NativeStream:
    """A RungStream (see `delivery.gop`) that connects to the camera on demand.

    Frame numbers and timestamps go on over any reconnection; a number is left out where pictures may be
    missing, so that viewers wait for the next key frame.
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
        on_keyframe: Callable[[Picture], None],
    ) -> None:
        """`on_keyframe` gets every key frame; both callbacks run on the event loop."""
        self.camera_id = camera_id
        self.rung = rung
        self.status = _IDLE
        self.parameters: SequenceParameters | None = None
        self._url = url
        self._account = account
        self._network = network
        self._patience = patience
        self._on_status = on_status
        self._on_keyframe = on_keyframe
        self._subscribers: list[Callable[[Frame], None]] = []
        self._holds = 0
        self._gop = Gop()
        self._bitrate = BitrateMeter()
        self._bitrate_bps = _PROBABLE_BITRATE_BPS[rung]
        self._restamper = Restamper()
        self._reconnect = Reconnect(random.random)
        self._next_index = 0
        self._reading: asyncio.Task[None] | None = None
        self._source: CameraSource | None = None
        self._linger: asyncio.TimerHandle | None = None

    @property
    def bitrate_bps(self) -> float:
        """Measured over the last seconds; what was measured last, or is usual, while there is none."""
        return self._bitrate_bps

    @property
    def is_playable(self) -> bool:
        """Whether it is worth subscribing: it plays, or will once it is connected."""
        return self.status.state in (FeedState.IDLE, FeedState.CONNECTING, FeedState.LIVE)

    def gop(self) -> tuple[Frame, ...]:
        """The frames since the last key frame; empty when there is none."""
        return self._gop.frames()

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Sends every frame from now on to `receive`, and keeps the camera connected, until called back."""
        self._subscribers.append(receive)
        release = self.hold()

        def unsubscribe() -> None:
            if receive in self._subscribers:
                self._subscribers.remove(receive)
            release()

        return unsubscribe

    def hold(self) -> Callable[[], None]:
        """Keeps the camera connected until the returned function is called (once or more often)."""
        self._holds += 1
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._reading is None:
            reading = supervise(f"camera {self.camera_id} {self.rung}", self._read)
            self._reading = asyncio.get_running_loop().create_task(reading)
        held = True

        def release() -> None:
            nonlocal held
            if held:
                held = False
                self._release()

        return release

    def disconnect(self) -> CameraSource | None:
        """Lets the camera go at once; returns the session whose thread may still be ending."""
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        source, self._source = self._source, None
        if source is not None:
            # Cancelling takes effect later; from here on nothing of this camera may arrive.
            source.stop()
        self._forget_session()
        self._set_status(_IDLE)
        return source

    def _release(self) -> None:
        self._holds -= 1
        if self._holds == 0 and self._reading is not None:
            loop = asyncio.get_running_loop()
            self._linger = loop.call_later(self._patience.linger_s, self.disconnect)

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
        self._note_parameters(picture)
        self._set_status(_B_FRAMES if picture.has_b_frames else _LIVE)
        if picture.after_damage:
            self._next_index += 1
        frame = self._frame(picture, now)
        self._next_index += 1
        self._gop.append(frame)
        for receive in tuple(self._subscribers):
            receive(frame)
        if frame.keyframe:
            self._on_keyframe(picture)

    def _frame(self, picture: Picture, now: float) -> Frame:
        size_bytes = sum(map(len, picture.payloads))
        self._bitrate.add(size_bytes, now)
        self._bitrate_bps = self._bitrate.rate_bps() or self._bitrate_bps
        return Frame(
            index=self._next_index,
            timestamp=self._restamper.stamp(picture.camera_timestamp, now),
            captured_at_s=picture.arrived_at_s,
            keyframe=picture.unit.keyframe,
            payloads=picture.payloads,
            size_bytes=size_bytes,
        )

    def _note_parameters(self, picture: Picture) -> None:
        if picture.parameters == self.parameters or picture.parameters is None:
            return
        self.parameters = picture.parameters
        log.info(
            "camera_stream_described",
            camera_id=self.camera_id,
            rung=self.rung,
            profile_level_id=self.parameters.profile_level_id,
            width_px=self.parameters.width_px,
            height_px=self.parameters.height_px,
        )

    def _forget_session(self) -> None:
        """What follows does not continue what was: one number is left out."""
        self._next_index += 1
        self._gop.clear()
        self._bitrate.clear()
        self._restamper.reconnected()

    def _set_status(self, status: FeedStatus) -> None:
        if status != self.status:
            self.status = status
            self._on_status()
