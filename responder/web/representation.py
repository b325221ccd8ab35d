"""One document as it goes over the wire: encoded and compressed once, not sent again while unchanged."""

import gzip
import hashlib
import re
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.openapi import ResponseSpec
from msgspec import Struct

_JSON = "application/json"

# Below this, a packet is a packet: compressing saves no round trip.
MIN_COMPRESSED_BYTES = 1024

# A weight of zero (RFC 9110 12.4.2).
_REFUSED = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")

# What a permit covers, and the permit itself, may change at any time: a browser asks, and is told 304.
ASK_EVERY_TIME = "private, no-cache"

# For the description of the routes that answer with a representation.
NOT_MODIFIED = {304: ResponseSpec(None, generate_examples=False, description="The client holds it already.")}


class Representation(Struct, frozen=True, kw_only=True):
    """`encodings` maps a content coding to the compressed body, best first."""

    body: bytes
    media_type: str
    etag: str
    encodings: dict[str, bytes]


def represent(body: bytes, media_type: str, brotli: bytes | None = None) -> Representation:
    """Compresses the body with gzip when that is worth it; `brotli` is a body compressed beforehand."""
    encodings = {} if brotli is None else {"br": brotli}
    if len(body) >= MIN_COMPRESSED_BYTES and not media_type.startswith(("image/png", "image/webp", "font/")):
        encodings["gzip"] = gzip.compress(body, mtime=0)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Representation(body=body, media_type=media_type, etag=etag, encodings=encodings)


def respond(
    request: Request[Any, Any, Any], document: Representation, cache_control: str = ASK_EVERY_TIME
) -> Response[bytes | None]:
    """200 in the best coding that the client takes, or 304 when it holds the document (RFC 9110 13.1.2)."""
    headers = {"Cache-Control": cache_control, "ETag": document.etag, "Vary": "Accept-Encoding"}
    if holds(request.headers.get("if-none-match", ""), document.etag):
        return Response(b"", status_code=304, headers=headers, media_type=document.media_type)
    coding, body = _negotiate(request.headers.get("accept-encoding", ""), document)
    if coding is not None:
        headers["Content-Encoding"] = coding
    return Response(body, headers=headers, media_type=document.media_type)


def respond_once(request: Request[Any, Any, Any], answer: Struct) -> Response[bytes]:
    """JSON for this request alone, compressed: over a weak link every packet of it costs time."""
    coding, body = _negotiate(
        request.headers.get("accept-encoding", ""), represent(msgspec.json.encode(answer), _JSON)
    )
    headers = {"Vary": "Accept-Encoding"} | ({} if coding is None else {"Content-Encoding": coding})
    return Response(body, headers=headers, media_type=_JSON)


def holds(if_none_match: str, etag: str) -> bool:
    """A proxy that recompresses makes the tag weak; for a GET that is as good (RFC 9110 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags


def _negotiate(accept_encoding: str, document: Representation) -> tuple[str | None, bytes]:
    accepted = {_accepted_coding(part) for part in accept_encoding.lower().split(",")}
    for coding, body in document.encodings.items():
        if coding in accepted:
            return coding, body
    return None, document.body


def _accepted_coding(part: str) -> str | None:
    coding, _, weight = part.partition(";")
    return None if _REFUSED.fullmatch(weight) else coding.strip()
