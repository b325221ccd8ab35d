"""One RTSP session with a camera, from connecting to its end, read by libav in a thread of its own."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from msgspec import Struct

from responder.media.foreign_intake import ForeignIntake
from responder.media.intake import H264Intake, Picture
from responder.media.source_unit import Codec
from responder.media.status import FeedState

_OPTIONS = {
    "rtsp_transport": "tcp",
    # A camera decides what it answers, so libav may speak nothing but RTSP over TCP (or TLS).
    "protocol_whitelist": "tcp,tls",
    # Pieces as they come: see `access_units`.
    "fflags": "noparse+nofillin",
    # The SDP says all that is needed; looking at pictures first would take seconds.
    "probesize": "32",
    "analyzeduration": "1",
}
_T = TypeVar("_T")


class SessionEnd(Struct, frozen=True, kw_only=True):
    """Why a session ended; `reason` is one sentence for a person."""

    state: FeedState
    reason: str


class CameraSource:
    """Reads until the camera or `stop` ends it. Callbacks run on the event loop, none after `stop`."""

    def __init__(
        self,
        url: str,
        *,
        silence_s: float,
        on_picture: Callable[[Picture], None],
        on_end: Callable[[SessionEnd], None],
    ) -> None:
        """`url` holds a literal address and the credentials; it is never logged."""
        self._url = url
        self._silence_s = silence_s
        self._on_picture = on_picture
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._stopped = False
        self._handover = threading.Lock()
        # libav cannot be interrupted while it waits for a silent camera: a stopped thread ends by itself
        # within `silence_s`, and does not keep the process from ending.
        self.thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Connects."""
        self.thread.start()

    def stop(self) -> None:
        """No callback runs any more; the connection is closed with the next packet."""
        with self._handover:
            self._stopped = True

    def _run(self) -> None:
        self._hand_over(self._on_end, self._session())

    def _session(self) -> SessionEnd:
        started_at = time.monotonic()
        try:
            with self._open("video") as container:
                return self._read(container, started_at)
        except av.HTTPUnauthorizedError:
            return _end(FeedState.CREDENTIALS_REJECTED, "The camera rejects the user name or password.")
        except av.HTTPForbiddenError:
            return _end(FeedState.CREDENTIALS_REJECTED, "The camera's account may not watch it.")
        except av.HTTPNotFoundError:
            return _end(FeedState.UNREACHABLE, "The camera has no stream at this address.")
        except av.HTTPOtherClientError:
            return self._session_without_video()
        except av.ConnectionRefusedError:
            return _end(FeedState.UNREACHABLE, "The camera refuses connections.")
        except av.FFmpegError:
            # Its text holds the URL with the password: it goes nowhere.
            return _end(FeedState.UNREACHABLE, "The camera does not answer, or hung up.")

    def _session_without_video(self) -> SessionEnd:
        """The camera offers nothing to play; asks once more whether it has at least sound, to say so."""
        try:
            with self._open("video+audio") as container:
                if container.streams.video:
                    return _end(FeedState.UNREACHABLE, "The camera was not ready.")
                return _end(FeedState.UNSUPPORTED, "The camera sends sound, but no video.")
        except av.FFmpegError:
            return _end(FeedState.UNREACHABLE, "The camera refuses to play.")

    def _open(self, media: str) -> InputContainer:
        """Only video is asked for: nobody listens in a school."""
        options = _OPTIONS | {"allowed_media_types": media}
        timeout = (self._silence_s, self._silence_s)
        return av.open(self._url, "r", format="rtsp", options=options, timeout=timeout)

    def _read(self, container: InputContainer, started_at: float) -> SessionEnd:
        stream = container.streams.video[0]
        try:
            codec = Codec(stream.codec_context.name if stream.codec_context else "unknown")
        except ValueError:
            return _end(FeedState.UNSUPPORTED, "The camera sends video of an unknown kind. Set it to H.264.")
        # libav waits for a first packet while it opens, and gives up on it without an error.
        if time.monotonic() - started_at >= self._silence_s:
            return _STALLED
        try:
            self._demux(container, stream, codec)
        except av.ExitError:
            return _STALLED
        return _end(FeedState.UNREACHABLE, "The camera hung up.")

    def _demux(self, container: InputContainer, stream: VideoStream, codec: Codec) -> None:
        extradata = stream.codec_context.extradata
        intake = H264Intake(extradata) if codec is Codec.H264 else ForeignIntake(codec, extradata)
        for packet in container.demux(stream):
            if self._stopped:
                return
            # The end of the stream is an empty packet.
            if packet.size:
                for picture in intake.packet(bytes(packet), packet.pts, time.time()):
                    self._hand_over(self._on_picture, picture)

    def _hand_over(self, callback: Callable[[_T], None], value: _T) -> None:
        """The lock makes sure that nothing is handed to a loop that closed after `stop`."""
        with self._handover:
            if not self._stopped:
                self._loop.call_soon_threadsafe(self._unless_stopped, callback, value)

    def _unless_stopped(self, callback: Callable[[_T], None], value: _T) -> None:
        if not self._stopped:
            callback(value)


def _end(state: FeedState, reason: str) -> SessionEnd:
    return SessionEnd(state=state, reason=reason)


_STALLED = _end(FeedState.STALLED, "The camera is connected, but stopped sending pictures.")
