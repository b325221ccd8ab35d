"""What the service and its transcoding processes say to each other, as length-prefixed MessagePack."""

import struct

import msgspec
from msgspec import Struct

from responder.delivery.ladder import Rung
from responder.media.recipe import Recipe
from responder.media.source_unit import SourceUnit

LENGTH = struct.Struct("!I")


class OpenRung(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """Encode this rung of a source from its next frame on, a key frame first."""

    source: int
    rung: Rung
    recipe: Recipe


class CloseRung(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """Nobody watches the rung any more; with the last one the source is forgotten."""

    source: int
    rung: Rung


class MakeKeyframe(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """The next frame of this rung should be a key frame."""

    source: int
    rung: Rung


class FeedUnit(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """The next picture of a source."""

    source: int
    unit: SourceUnit
    sent_at_s: float
    """Unix time, so that the process knows how far it is behind."""
    encode: bool = True
    """False for pictures of the past that only later ones need."""


class Ping(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """Answered by Pong, after everything that was sent before it."""


class Encoded(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """A picture of a rung; `data` in Annex B."""

    source: int
    rung: Rung
    data: bytes
    keyframe: bool
    timestamp: int
    captured_at_s: float


class Slowed(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """The process cannot keep up, or can again: of each rung it now encodes this share of the frames."""

    shares: dict[Rung, float]


class Pong(Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """The process is alive."""


Order = OpenRung | CloseRung | MakeKeyframe | FeedUnit | Ping
Answer = Encoded | Slowed | Pong


def pack(message: Order | Answer) -> bytes:
    """Bytes on the pipe."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
