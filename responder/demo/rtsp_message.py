"""RTSP 1.0 messages and interleaved frames, read from a byte stream (RFC 2326), without IO."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

# A request of an RTSP client is some hundred bytes.
MAX_REQUEST_BYTES = 16_384

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
    501: "Not Implemented",
}


class RtspError(ValueError):
    """The peer sent something that is not RTSP."""


class Request(Struct, frozen=True, kw_only=True):
    """One request; header names in lower case."""

    method: str
    url: str
    headers: dict[str, str]


class RequestReader:
    """Turns received bytes into requests; interleaved frames (RTCP of the client) are skipped."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def receive(self, data: bytes) -> Iterator[Request]:
        """The requests completed by these bytes. Raises RtspError."""
        self._buffer += data
        while self._buffer:
            if self._buffer[:1] == b"$":
                if not self._skip_interleaved():
                    return
                continue
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                self._check_length()
                return
            request = _parse(bytes(self._buffer[:end]))
            length = _content_length(request)
            if len(self._buffer) < end + 4 + length:
                return
            del self._buffer[: end + 4 + length]
            yield request

    def _skip_interleaved(self) -> bool:
        if len(self._buffer) < 4:
            return False
        length = 4 + int.from_bytes(self._buffer[2:4], "big")
        if len(self._buffer) < length:
            return False
        del self._buffer[:length]
        return True

    def _check_length(self) -> None:
        if len(self._buffer) > MAX_REQUEST_BYTES:
            raise RtspError("request without end")


def response(status: int, headers: Mapping[str, str], body: str = "") -> bytes:
    """Bytes of a response."""
    lines = [f"RTSP/1.0 {status} {REASONS[status]}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}")
    return "\r\n".join([*lines, "", body]).encode()


def _parse(head: bytes) -> Request:
    try:
        first, *rest = head.decode("ascii").split("\r\n")
        method, url, version = first.split(" ")
        headers = dict(line.split(":", 1) for line in rest)
    except ValueError as error:
        raise RtspError("malformed request") from error
    if version != "RTSP/1.0":
        raise RtspError("not RTSP 1.0")
    return Request(
        method=method,
        url=url,
        headers={name.strip().lower(): value.strip() for name, value in headers.items()},
    )


def _content_length(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > MAX_REQUEST_BYTES:
        raise RtspError("bad content length")
    return int(length)
