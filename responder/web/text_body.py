"""Requests whose body is text of one media type, such as SDP: reading and describing them."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from responder.web.errors import Refusal
from responder.web.wire import ProblemType

SDP_TYPE = "application/sdp"
FRAGMENT_TYPE = "application/trickle-ice-sdpfrag"


async def read_text(request: Request[Any, Any, Any], media_type: str, max_bytes: int) -> str:
    """The request's body, when it is of the one type and size that the route takes. Raises Refusal."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != media_type:
        raise Refusal(ProblemType.UNSUPPORTED_MEDIA_TYPE, f"Send {media_type}.")
    body = await request.body()
    if len(body) > max_bytes:
        raise Refusal(ProblemType.TOO_LARGE, f"At most {max_bytes} bytes are read here.")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Refusal(ProblemType.BAD_REQUEST, "The body is not UTF-8 text.") from error


@dataclass
class SdpOperation(Operation):
    """Describes a route that takes a session description."""

    def __post_init__(self) -> None:
        self.request_body = _text_of(SDP_TYPE)


@dataclass
class FragmentOperation(Operation):
    """Describes a route that takes a fragment of one (RFC 8840)."""

    def __post_init__(self) -> None:
        self.request_body = _text_of(FRAGMENT_TYPE)


def _text_of(media_type: str) -> RequestBody:
    return RequestBody(
        content={media_type: OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))}, required=True
    )
