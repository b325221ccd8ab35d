"""An RTSP 1.0 server for many simulated cameras on one port: `rtsp://host:port/<camera_id>/main|sub`."""

import asyncio
import secrets
import struct
import time
from collections.abc import Iterable, Sequence

from responder.demo.camera import Fault, SimulatedCamera
from responder.demo.digest import challenge, is_authorized
from responder.demo.playout import Playout, Sent, Stream
from responder.demo.rtsp_message import Request, RequestReader, RtspError, response
from responder.demo.track import Track

# A client that reads this slowly gets no more frames until it has caught up, as a camera's small buffer does.
BACKLOG_BYTES = 1 << 20
# Interval of sender reports (RFC 3550 section 6.2 asks for 5 s).
REPORT_INTERVAL_S = 5.0
# Seconds from 1900 (NTP) to 1970 (Unix).
NTP_EPOCH_S = 2_208_988_800

METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"


class UnknownStream(KeyError):
    """No simulated camera or stream of this name."""


class RtspServer:
    """Serves cameras to RTSP clients over TCP; lives on one event loop."""

    def __init__(
        self,
        cameras: Iterable[SimulatedCamera],
        *,
        username: str,
        password: str,
        on_sent: Sent = lambda camera_id, stream, counter, sent_at_s: None,
    ) -> None:
        self.cameras = {camera.camera_id: camera for camera in cameras}
        self.username = username
        self.password = password
        self.playout = Playout(on_sent)
        self.connections: set[RtspConnection] = set()
        self._server: asyncio.Server | None = None
        self._host = ""

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listens; port 0 takes a free one. Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: RtspConnection(self), host, port)
        self._host = host

    async def stop(self) -> None:
        """Hangs up on everybody."""
        self.playout.stop()
        if self._server is not None:
            self._server.close()
            for connection in tuple(self.connections):
                connection.hang_up()
            await self._server.wait_closed()

    @property
    def port(self) -> int:
        """The port that it listens on. Raises RuntimeError before `start`."""
        if self._server is None:
            raise RuntimeError("not started")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def url(self, camera_id: str, stream: str = "main") -> str:
        """Address of a stream, without credentials."""
        return f"rtsp://{self._host}:{self.port}/{camera_id}/{stream}"

    def stream(self, camera_id: str, stream: str) -> Stream:
        """Raises UnknownStream."""
        try:
            return self.cameras[camera_id].streams[stream]
        except KeyError as error:
            raise UnknownStream(f"{camera_id}/{stream}") from error

    def sent_at_s(self, camera_id: str, stream: str, counter: int) -> float | None:
        """Unix time at which the frame that shows this counter was last sent; None before."""
        return self.stream(camera_id, stream).sent_at_s.get(counter)


class RtspConnection(asyncio.Protocol):
    """One client; it plays one stream per connection, as clients do."""

    def __init__(self, server: RtspServer) -> None:
        self._server = server
        self._reader = RequestReader()
        self._nonce = secrets.token_hex(16)
        self._session_id = secrets.token_hex(8)
        self._camera: SimulatedCamera | None = None
        self._stream: Stream | None = None
        self._rtp: RtpSender | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The TCP connection is open."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("needs a stream transport")
        self._transport = transport
        self._server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The TCP connection is gone."""
        self._server.connections.discard(self)
        if self._camera is not None:
            self._camera.connections.discard(self)
        self._stop_playing()

    def data_received(self, data: bytes) -> None:
        """Requests, or RTCP of the client."""
        try:
            for request in self._reader.receive(data):
                self._handle(request)
        except RtspError:
            self._transport.write(response(400, {}))
            self._transport.close()

    def hang_up(self) -> None:
        """Closes the connection without a word."""
        self._transport.abort()

    def _handle(self, request: Request) -> None:
        if request.method == "OPTIONS":
            self._answer(request, 200, {"Public": METHODS})
            return
        try:
            self._find(request.url)
        except UnknownStream:
            self._answer(request, 404)
            return
        if self._camera is not None and Fault.REFUSE in self._camera.faults:
            self.hang_up()
        elif not self._is_authorized(request):
            self._answer(request, 401, {"WWW-Authenticate": challenge(self._nonce)})
        else:
            self._serve(request)

    def _find(self, url: str) -> None:
        """Learns from the first request's path which camera this connection is for."""
        path = url.partition("://")[2].partition("/")[2].strip("/").split("/")
        if len(path) < 2:
            raise UnknownStream(url)
        self._stream = self._server.stream(path[0], path[1])
        self._camera = self._server.cameras[path[0]]
        self._camera.connections.add(self)

    def _is_authorized(self, request: Request) -> bool:
        if self._camera is not None and Fault.REJECT in self._camera.faults:
            return False
        return is_authorized(
            request.headers.get("authorization", ""),
            method=request.method,
            nonce=self._nonce,
            username=self._server.username,
            password=self._server.password,
        )

    def _serve(self, request: Request) -> None:
        if request.method == "DESCRIBE":
            self._describe(request)
        elif request.method == "SETUP":
            self._setup(request)
        elif request.method == "PLAY":
            self._play(request)
        elif request.method == "GET_PARAMETER":
            self._answer(request, 200, {"Session": self._session_id})
        elif request.method == "TEARDOWN":
            self._stop_playing()
            self._answer(request, 200, {"Session": self._session_id})
            self._transport.close()
        else:
            self._answer(request, 501)

    def _describe(self, request: Request) -> None:
        if self._stream is None:
            return
        body = (
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=Camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n"
            f"{self._stream.track.media}a=control:trackID=1\r\n"
        )
        headers = {"Content-Type": "application/sdp", "Content-Base": f"{request.url.rstrip('/')}/"}
        self._answer(request, 200, headers, body)

    def _setup(self, request: Request) -> None:
        transport = request.headers.get("transport", "")
        if "RTP/AVP/TCP" not in transport:
            self._answer(request, 461)
            return
        self._rtp = RtpSender(self._transport)
        headers = {
            "Transport": "RTP/AVP/TCP;unicast;interleaved=0-1",
            "Session": f"{self._session_id};timeout=60",
        }
        self._answer(request, 200, headers)

    def _play(self, request: Request) -> None:
        if self._rtp is None or self._stream is None:
            self._answer(request, 455)
            return
        self._answer(request, 200, {"Session": self._session_id, "Range": "npt=0.000-"})
        self._server.playout.join(self._stream, self._rtp)

    def _stop_playing(self) -> None:
        if self._rtp is not None and self._stream is not None:
            self._server.playout.leave(self._stream, self._rtp)

    def _answer(
        self, request: Request, status: int, headers: dict[str, str] | None = None, body: str = ""
    ) -> None:
        sequence = {"CSeq": request.headers.get("cseq", "0")}
        self._transport.write(response(status, sequence | (headers or {}), body))


class RtpSender:
    """Puts frames into one client's connection (RFC 2326 section 10.12, RFC 3550)."""

    _HEADER = struct.Struct("!BBHBBHII")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._ssrc = secrets.randbits(32)
        self._sequence_number = secrets.randbits(16)
        self._packets = self._octets = 0
        self._reported_at_s = 0.0

    def send_frame(self, track: Track, payloads: Sequence[bytes], timestamp: int) -> None:
        """Writes one frame; its last packet has the marker bit."""
        if self._transport.get_write_buffer_size() > BACKLOG_BYTES:
            return
        chunks: list[bytes] = []
        for remaining, payload in zip(range(len(payloads) - 1, -1, -1), payloads, strict=True):
            kind = track.payload_type | (0 if remaining else 0x80)
            size = 12 + len(payload)
            sequence_number = self._sequence_number = self._sequence_number + 1 & 0xFFFF
            chunks += (
                self._HEADER.pack(0x24, 0, size, 0x80, kind, sequence_number, timestamp, self._ssrc),
                payload,
            )
        self._packets += len(payloads)
        self._octets += sum(map(len, payloads))
        self._report(timestamp)
        self._transport.write(b"".join(chunks))

    def _report(self, timestamp: int) -> None:
        now = time.time()
        if now - self._reported_at_s < REPORT_INTERVAL_S:
            return
        self._reported_at_s = now
        ntp = int((now + NTP_EPOCH_S) * (1 << 32))
        counts = self._packets & 0xFFFF_FFFF, self._octets & 0xFFFF_FFFF
        report = struct.pack("!BBHIQIII", 0x80, 200, 6, self._ssrc, ntp, timestamp, *counts)
        self._transport.write(struct.pack("!BBH", 0x24, 1, len(report)) + report)
