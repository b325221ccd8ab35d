"""Puts access units together from the pieces of H.264 that a demuxer without parser hands out.

libav's parser knows that a picture is complete when the next one begins: one frame late, 67 ms at 15 frames
per second. Without it the demuxer hands out every RTP payload as it comes (whole NAL units with start codes,
or a fragment of one), with the picture's timestamp. A new timestamp tells for certain that the picture before
it is complete; `responder.media.picture_end` usually tells at once.
"""

from msgspec import Struct

from responder.delivery.errors import H264Error
from responder.delivery.nal import split_annexb
from responder.media.picture_end import PictureEnd

# A picture larger than this is not one: a camera whose timestamps stand still would fill the memory.
MAX_UNIT_BYTES = 4_000_000


class AssembledUnit(Struct, frozen=True, kw_only=True):
    """The NAL units of one picture, without start codes."""

    nals: tuple[bytes, ...]
    timestamp: int | None
    arrived_at_s: float
    """When its first packet came."""


class Assembler:
    """Takes packets in order, hands out each picture once it is complete."""

    def __init__(self) -> None:
        self._end = PictureEnd()
        self._pieces: list[bytes] = []
        self._bytes = 0
        self._timestamp: int | None = None
        self._arrived_at_s = 0.0
        self._is_out = False
        self.damaged = 0
        """How many pictures were handed out without their rest, or not at all."""

    @property
    def immediate(self) -> bool:
        """Whether pictures come out with their last packet rather than with the next picture's first one."""
        return self._end.proven

    def add(self, data: bytes, timestamp: int | None, now: float) -> list[AssembledUnit]:
        """The pictures completed by this packet: usually none or one, in rare cases two."""
        units = []
        if timestamp != self._timestamp:
            units += self._take()
            self._end.next_picture()
            self._timestamp, self._arrived_at_s, self._is_out = timestamp, now, False
        if self._is_out:
            # More of a picture that was believed to be complete.
            self.damaged += not self._end.hopeless
            self._end.give_up()
            return units
        self._collect(data)
        if self._end.packet(data) and self._end.proven:
            units += self._take()
            self._is_out = True
        return units

    def _collect(self, data: bytes) -> None:
        self._pieces.append(data)
        self._bytes += len(data)
        if self._bytes > MAX_UNIT_BYTES:
            self._pieces, self._bytes = [], 0
            self.damaged += 1

    def _take(self) -> list[AssembledUnit]:
        pieces, self._pieces, self._bytes = self._pieces, [], 0
        try:
            nals = tuple(split_annexb(b"".join(pieces)))
        except H264Error:
            # The session was joined, or a picture given up, in the middle of a NAL unit.
            return []
        if not nals:
            return []
        return [AssembledUnit(nals=nals, timestamp=self._timestamp, arrived_at_s=self._arrived_at_s)]
