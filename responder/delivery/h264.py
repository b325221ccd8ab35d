"""H.264 access units: splitting a camera's bytes into NAL units and those into RTP payloads (RFC 6184)."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from responder.delivery.bits import BitReader
from responder.delivery.errors import H264Error
from responder.delivery.nal import NalType, nal_type, split_annexb, unescape
from responder.delivery.sps import SequenceParameters, parse_sps

__all__ = [
    "MAX_PAYLOAD_BYTES",
    "AccessUnit",
    "H264Error",
    "NalType",
    "ParameterSets",
    "SequenceParameters",
    "access_unit",
    "has_b_slices",
    "nal_type",
    "packetize",
    "parse_sps",
    "split_annexb",
]

# MTU 1280 (IPv6, VPNs) - 40 IPv6 - 8 UDP - 24 RTP with extensions - 16 SRTP tag - 2 RTX leaves 1190; the rest
# is for tunnels on the way that nobody announced.
MAX_PAYLOAD_BYTES = 1100

_STAP_A = 24
_FU_A = 28
_FU_START = 0x80
_FU_END = 0x40
_NRI = 0x60
# Enough of a slice for its first two Exp-Golomb codes, of at most 65 bits each.
_SLICE_HEAD_BYTES = 24


# They carry no picture; browsers ignore them and every byte counts on a weak link.
_DROPPED = frozenset(
    {NalType.ACCESS_UNIT_DELIMITER, NalType.END_OF_SEQUENCE, NalType.END_OF_STREAM, NalType.FILLER}
)
_BEFORE_SLICES = frozenset({NalType.SPS, NalType.PPS, NalType.SEI})
_SLICES = frozenset({NalType.SLICE, NalType.PARTITION_A, NalType.IDR})


class AccessUnit(Struct, frozen=True, kw_only=True):
    """One coded picture: its NAL units without start codes, and without those that carry no picture."""

    nals: tuple[bytes, ...]
    keyframe: bool
    """Holds an IDR slice, so that decoding can begin here once the parameter sets are known."""


def access_unit(nals: Iterable[bytes]) -> AccessUnit:
    """The access unit of `nals`, without delimiters, filler and end marks."""
    kept = tuple(nal for nal in nals if nal_type(nal) not in _DROPPED)
    return AccessUnit(nals=kept, keyframe=any(nal_type(nal) == NalType.IDR for nal in kept))


class ParameterSets:
    """Remembers a stream's SPS and PPS, to repeat them in front of every IDR that lacks them.

    iOS rejects an IDR whose access unit has no SPS and PPS; cameras send them once, in SDP, or always.
    """

    def __init__(self, nals: Iterable[bytes] = ()) -> None:
        self._latest: dict[int, bytes] = {}
        self._remember(nals)

    def complete(self, unit: AccessUnit) -> AccessUnit:
        """`unit` as it is; a key frame gets the latest parameter sets that it lacks in front."""
        self._remember(unit.nals)
        if not unit.keyframe:
            return unit
        present = {nal_type(nal) for nal in unit.nals}
        missing = tuple(nal for kind, nal in sorted(self._latest.items()) if kind not in present)
        return AccessUnit(nals=missing + unit.nals, keyframe=True) if missing else unit

    def _remember(self, nals: Iterable[bytes]) -> None:
        for nal in nals:
            if nal_type(nal) in (NalType.SPS, NalType.PPS):
                self._latest[nal_type(nal)] = nal

    @property
    def sps(self) -> bytes | None:
        """The latest sequence parameter set."""
        return self._latest.get(NalType.SPS)


def packetize(nals: Sequence[bytes], max_payload_bytes: int = MAX_PAYLOAD_BYTES) -> tuple[bytes, ...]:
    """RTP payloads of one access unit, RFC 6184 packetization mode 1; the last one takes the marker bit.

    Parameter sets and SEI in front of the slices travel as one STAP-A where they fit. The fragments of a NAL
    unit are of equal size but the last, which is smaller or equal: one UDP GSO send carries them.
    """
    kept = [nal for nal in nals if nal_type(nal) not in _DROPPED]
    first_slice = next((i for i, nal in enumerate(kept) if nal_type(nal) not in _BEFORE_SLICES), len(kept))
    payloads = _aggregate(kept[:first_slice], max_payload_bytes)
    for nal in kept[first_slice:]:
        payloads += _fragment(nal, max_payload_bytes)
    return tuple(payloads)


def _aggregate(nals: Sequence[bytes], max_payload_bytes: int) -> list[bytes]:
    """STAP-A (RFC 6184 section 5.7.1) of as many neighbours as fit; what stays alone is sent as it is."""
    payloads: list[bytes] = []
    group: list[bytes] = []
    size = 1
    for nal in nals:
        if group and size + 2 + len(nal) > max_payload_bytes:
            payloads += _close(group, max_payload_bytes)
            group, size = [], 1
        group.append(nal)
        size += 2 + len(nal)
    return payloads + _close(group, max_payload_bytes)


def _close(group: Sequence[bytes], max_payload_bytes: int) -> list[bytes]:
    if len(group) < 2:
        return [payload for nal in group for payload in _fragment(nal, max_payload_bytes)]
    # The aggregate is as important as its most important NAL unit (section 5.7.1).
    indicator = max(nal[0] & _NRI for nal in group) | _STAP_A
    return [bytes((indicator,)) + b"".join(len(nal).to_bytes(2, "big") + nal for nal in group)]


def _fragment(nal: bytes, max_payload_bytes: int) -> list[bytes]:
    """The NAL unit itself when it fits, else its FU-A fragments (RFC 6184 section 5.8)."""
    if len(nal) <= max_payload_bytes:
        return [nal]
    indicator = nal[0] & 0xE0 | _FU_A
    kind = nal[0] & 0x1F
    count = -(-(len(nal) - 1) // (max_payload_bytes - 2))
    size = -(-(len(nal) - 1) // count)
    middle = bytes((indicator, kind))
    fragments = [middle + nal[start : start + size] for start in range(1, len(nal), size)]
    fragments[0] = bytes((indicator, kind | _FU_START)) + fragments[0][2:]
    fragments[-1] = bytes((indicator, kind | _FU_END)) + fragments[-1][2:]
    return fragments


def has_b_slices(nals: Iterable[bytes]) -> bool:
    """Whether a slice is bidirectional: such a stream plays out of order in WebRTC and has to be transcoded.

    Raises H264Error when a slice header is cut off.
    """
    return any(_slice_type(nal) % 5 == 1 for nal in nals if nal_type(nal) in _SLICES)


def _slice_type(nal: bytes) -> int:
    """slice_type of table 7-6: 0 or 5 is P, 1 or 6 is B, 2 or 7 is I."""
    reader = BitReader(unescape(nal[1:_SLICE_HEAD_BYTES]))
    reader.unsigned_golomb()  # first_mb_in_slice
    return reader.unsigned_golomb()
