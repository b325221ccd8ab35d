"""A rung that this node makes from a camera's stream: once for everybody, while somebody watches."""

import time
from collections.abc import Callable

from responder.delivery.errors import H264Error
from responder.delivery.gop import Frame
from responder.delivery.h264 import access_unit, packetize, split_annexb
from responder.delivery.ladder import Rung
from responder.media.demand import Demand
from responder.media.recipe import RECIPES
from responder.media.relay import Relay
from responder.media.restamp import Restamper
from responder.media.transcode_job import Receiver, TranscodeJob
from responder.media.transcode_messages import Encoded

# A phone that goes up and down the ladder finds the rung still there.
LINGER_S = 3.0


class MadeStream:
    """A RungStream (see `delivery.gop`)."""

    def __init__(self, camera_id: str, rung: Rung, pick: Callable[[], TranscodeJob | None]) -> None:
        """`pick` chooses the stream to make it from; None when the camera has none now."""
        self.camera_id = camera_id
        self.rung = rung
        self._pick = pick
        self.job: TranscodeJob | None = None
        """What makes it now; None while nobody watches, or the camera has no stream to make it from."""
        self.is_wanted = False
        self._relay = Relay(RECIPES[rung].bitrate_bps)
        self._restamper = Restamper()
        self._demand = Demand(linger_s=LINGER_S, begin=self._begin, end=self._end)

    @property
    def bitrate_bps(self) -> float:
        """Measured over the last seconds; what it is made for, or was measured last, while there is none."""
        return self._relay.bitrate_bps

    @property
    def share(self) -> float:
        """Which share of its frames there is time for; less than 1 on an overloaded node."""
        return self.job.share(self.rung) if self.job else 1.0

    def gop(self) -> tuple[Frame, ...]:
        """The frames since the last key frame; empty when there is none."""
        return self._relay.gop()

    def subscribe(self, receive: Callable[[Frame], None]) -> Callable[[], None]:
        """Sends every frame from now on to `receive`, and goes on making it, until called back."""
        unsubscribe = self._relay.subscribe(receive)
        release = self._demand.hold()

        def leave() -> None:
            unsubscribe()
            release()

        return leave

    def request_keyframe(self) -> None:
        """Makes one soon, at most one per half a second, whoever asks."""
        if self.job is not None:
            self.job.request_keyframe(self.rung)

    def reconsider(self) -> None:
        """The stream that it is made from is in trouble: makes it from another one if there is any."""
        if not self.is_wanted:
            return
        job = self._pick()
        if job is not None and job is not self.job:
            self._leave_job()
            self._join(job)

    def stop(self) -> None:
        """Makes it no more, whoever watches."""
        self._demand.cut()

    def _begin(self) -> None:
        self.is_wanted = True
        job = self._pick()
        if job is not None:
            self._join(job)

    def _end(self) -> None:
        self.is_wanted = False
        self._leave_job()

    def _join(self, job: TranscodeJob) -> None:
        self.job = job
        job.open(self.rung, Receiver(encoded=self._receive, restarted=self._relay.leave_gap))

    def _leave_job(self) -> None:
        if self.job is not None:
            self.job.close(self.rung)
            self.job = None
        self._relay.forget()
        self._restamper.reconnected()

    def _receive(self, encoded: Encoded) -> None:
        try:
            unit = access_unit(split_annexb(encoded.data))
        except H264Error:
            self._relay.leave_gap()
            return
        now = time.monotonic()
        self._relay.send(
            packetize(unit.nals),
            keyframe=unit.keyframe,
            timestamp=self._restamper.stamp(encoded.timestamp, now),
            captured_at_s=encoded.captured_at_s,
            now=now,
        )
