"""Pictures of cameras that send what phones cannot play: they are decoded here, so they need no packets."""

from collections.abc import Iterable

from responder.media.intake import Picture
from responder.media.source_unit import Codec

# ITU-T H.265 table 7-1: intra random access point pictures.
_FIRST_IRAP, _LAST_IRAP = 16, 23
# A picture larger than this is not one.
MAX_UNIT_BYTES = 4_000_000
_START_CODE = b"\0\0\1"


class ForeignIntake:
    """Joins what has the same timestamp: a picture is complete when the next one begins; a JPEG by itself.

    Lives in a reader's thread.
    """

    def __init__(self, codec: Codec, extradata: bytes | None) -> None:
        """`extradata` holds the SDP's parameter sets of H.265 in Annex B, if it had any."""
        self._codec = codec
        self._extradata = extradata or b""
        self._pieces: list[bytes] = []
        self._bytes = 0
        self._timestamp: int | None = None
        self._arrived_at_s = 0.0
        self._began = False

    def packet(self, data: bytes, timestamp: int | None, now_s: float) -> list[Picture]:
        """The pictures that this packet completes; `now_s` is Unix time."""
        if self._codec is Codec.MJPEG:
            return [self._picture(data, timestamp, now_s, keyframe=True)]
        complete = self._take() if timestamp != self._timestamp else []
        if not self._pieces:
            self._timestamp, self._arrived_at_s = timestamp, now_s
        self._pieces.append(data)
        self._bytes += len(data)
        if self._bytes > MAX_UNIT_BYTES:
            self._pieces, self._bytes = [], 0
        return complete

    def _take(self) -> list[Picture]:
        data, self._pieces, self._bytes = b"".join(self._pieces), [], 0
        keyframe = _is_random_access(data.split(_START_CODE)[1:])
        self._began |= keyframe
        if not self._began:
            return []
        if keyframe:
            data = self._extradata + data
        return [self._picture(data, self._timestamp, self._arrived_at_s, keyframe=keyframe)]

    def _picture(self, data: bytes, timestamp: int | None, arrived_at_s: float, *, keyframe: bool) -> Picture:
        return Picture(
            codec=self._codec,
            data=data,
            keyframe=keyframe,
            payloads=(),
            camera_timestamp=timestamp,
            arrived_at_s=arrived_at_s,
            parameters=None,
            has_b_frames=False,
            after_damage=False,
        )


def _is_random_access(nals: Iterable[bytes]) -> bool:
    return any(nal and _FIRST_IRAP <= nal[0] >> 1 & 0x3F <= _LAST_IRAP for nal in nals)
