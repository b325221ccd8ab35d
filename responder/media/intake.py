"""From a camera's H.264 packets to pictures that are ready for every viewer."""

from msgspec import Struct

from responder.delivery.errors import H264Error
from responder.delivery.h264 import (
    AccessUnit,
    ParameterSets,
    SequenceParameters,
    access_unit,
    has_b_slices,
    packetize,
    parse_sps,
    split_annexb,
)
from responder.media.access_units import AssembledUnit, Assembler
from responder.media.source_unit import Codec


class Picture(Struct, frozen=True, kw_only=True):
    """One coded picture as it came: not yet numbered, with the camera's own time."""

    codec: Codec
    data: bytes
    """What a decoder takes: Annex B, a key frame with its parameter sets; or a JPEG."""
    keyframe: bool
    payloads: tuple[bytes, ...]
    """For RTP; empty when phones cannot play the codec."""
    camera_timestamp: int | None
    """The camera's 90 kHz clock, None when it sent none."""
    arrived_at_s: float
    """Unix time at which its first packet was read."""
    parameters: SequenceParameters | None
    """What the SPS in force says; None when the camera has not sent a readable one."""
    has_b_frames: bool
    """Whether the stream has shown bidirectional pictures, which browsers play out of order."""
    after_damage: bool
    """Whether something before it was lost, so that it can only be decoded if it is a key frame."""


class H264Intake:
    """Assembles, completes key frames with SPS and PPS, and packetizes. Lives in a reader's thread.

    Pictures before the first key frame are left out: nobody can decode them.
    """

    def __init__(self, extradata: bytes | None) -> None:
        """`extradata` holds the SDP's parameter sets in Annex B, if it had any."""
        self._assembler = Assembler()
        self._sets = ParameterSets(_parameter_sets(extradata))
        self._parsed: tuple[bytes, SequenceParameters] | None = None
        self._has_b_frames = False
        self._began = False
        self._damage_told = 0

    def packet(self, data: bytes, timestamp: int | None, now_s: float) -> list[Picture]:
        """The pictures that this packet completes; `now_s` is Unix time."""
        units = self._assembler.add(data, timestamp, now_s)
        pictures = [self._picture(unit) for unit in units]
        return [picture for picture in pictures if picture is not None]

    def _picture(self, assembled: AssembledUnit) -> Picture | None:
        unit = self._sets.complete(access_unit(assembled.nals))
        self._began |= unit.keyframe
        if not self._began or not unit.nals:
            return None
        self._look_for_b_frames(unit)
        damaged, self._damage_told = self._assembler.damaged > self._damage_told, self._assembler.damaged
        return Picture(
            codec=Codec.H264,
            data=b"".join(b"\0\0\0\1" + nal for nal in unit.nals),
            keyframe=unit.keyframe,
            payloads=packetize(unit.nals),
            camera_timestamp=assembled.timestamp,
            arrived_at_s=assembled.arrived_at_s,
            parameters=self._parameters(),
            has_b_frames=self._has_b_frames,
            after_damage=damaged,
        )

    def _look_for_b_frames(self, unit: AccessUnit) -> None:
        try:
            self._has_b_frames |= has_b_slices(unit.nals)
        except H264Error:
            # A slice too short to read shows nothing; a decoder will say so, too.
            return

    def _parameters(self) -> SequenceParameters | None:
        sps = self._sets.sps
        if sps is None:
            return None
        if self._parsed is None or self._parsed[0] != sps:
            try:
                self._parsed = sps, parse_sps(sps)
            except H264Error:
                return None
        return self._parsed[1]


def _parameter_sets(extradata: bytes | None) -> list[bytes]:
    try:
        return split_annexb(extradata) if extradata else []
    except H264Error:
        # A broken SDP: most cameras repeat them in the stream.
        return []
