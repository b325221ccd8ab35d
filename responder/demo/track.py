"""What a simulated camera sends: RTP payloads cut once, and the SDP that announces them."""

import base64
import random
import struct

import av
from msgspec import Struct

from responder.demo.encoding import Codec, Encoding, encoded, flushed, open_encoder
from responder.demo.footage import Clip

# A payload that fills an Ethernet frame, as cameras send it over TCP too.
MAX_PAYLOAD_BYTES = 1400
VIDEO_CLOCK_HZ = 90_000


class Track(Struct, frozen=True, kw_only=True):
    """A loop of frames, each a tuple of RTP payloads; frame n shows frame counter `counters[n]`."""

    media: str
    """The m-line and its attributes, without the control attribute."""
    payload_type: int
    clock_hz: int
    frames_per_s: float
    frames: tuple[tuple[bytes, ...], ...]
    counters: tuple[int, ...]


def track_of(clip: Clip) -> Track:
    """Cuts a clip into RTP payloads."""
    cut, describe, payload_type = {
        Codec.H264: (_h264_payloads, _describe_h264, 96),
        Codec.H265: (_h265_payloads, _describe_h265, 97),
        Codec.MJPEG: (_jpeg_payloads, _describe_jpeg, 26),
    }[clip.codec]
    return Track(
        media=describe(clip),
        payload_type=payload_type,
        clock_hz=VIDEO_CLOCK_HZ,
        frames_per_s=clip.frames_per_s,
        frames=tuple(cut(unit) for unit in clip.units),
        counters=clip.counters,
    )


def silence() -> Track:
    """A microphone in an empty room: 20 ms of PCMU (RFC 3551) per packet."""
    return Track(
        media="m=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n",
        payload_type=0,
        clock_hz=8_000,
        frames_per_s=50.0,
        frames=((b"\xff" * 160,),) * 50,
        counters=tuple(range(50)),
    )


def synthetic_track(*, frame_bytes: int, frames_per_s: int, gop_s: int = 2, seed: int = 1) -> Track:
    """H.264 of an exact size per frame, for load tests.

    Parameter sets and slice headers are valid, what follows is random: its pictures do not decode. 8784 bytes
    make 8 packets in a packetizer of 1100 bytes.
    """
    generator = random.Random(seed)  # noqa: S311 - padding, not a secret
    encoder = open_encoder(Encoding())
    finished = encoded(encoder, av.VideoFrame(1280, 720, "yuv420p"), 0) + flushed(encoder)
    first = b"".join(data for data, _ in finished)
    sps, pps = (nal for nal in split_nals(first) if nal[0] & 0x1F in (7, 8))
    frames = []
    for index in range(gop_s * frames_per_s):
        # first_mb_in_slice 0, slice_type I or P, pps 0 (Exp-Golomb), then nothing like a start code
        header = b"\x65\x88" if index == 0 else b"\x41\x9a"
        slice_nal = header + bytes(generator.choices(range(1, 256), k=frame_bytes - len(header)))
        nals = [sps, pps, slice_nal] if index == 0 else [slice_nal]
        frames.append(_h264_payloads(b"".join(b"\0\0\0\1" + nal for nal in nals)))
    return Track(
        media=_media_h264(sps, pps),
        payload_type=96,
        clock_hz=VIDEO_CLOCK_HZ,
        frames_per_s=frames_per_s,
        frames=tuple(frames),
        counters=tuple(range(len(frames))),
    )


def split_nals(unit: bytes) -> list[bytes]:
    """NAL units of an Annex B access unit (H.264 and H.265), without start codes."""
    return [nal.rstrip(b"\0") for nal in unit.split(b"\0\0\1")[1:]]


def _h264_payloads(unit: bytes) -> tuple[bytes, ...]:
    """RFC 6184: single NAL unit packets and FU-A that fill the packet, as cameras do."""
    return tuple(payload for nal in split_nals(unit) for payload in _h264_packets(nal))


def _h264_packets(nal: bytes) -> list[bytes]:
    if len(nal) <= MAX_PAYLOAD_BYTES:
        return [nal]
    indicator, kind = (nal[0] & 0xE0) | 28, nal[0] & 0x1F
    parts = _parts(nal[1:], MAX_PAYLOAD_BYTES - 2)
    return [bytes((indicator, _fragment_flags(n, len(parts)) | kind)) + part for n, part in enumerate(parts)]


def _h265_payloads(unit: bytes) -> tuple[bytes, ...]:
    """RFC 7798: single NAL unit packets and fragmentation units (type 49)."""
    return tuple(payload for nal in split_nals(unit) for payload in _h265_packets(nal))


def _h265_packets(nal: bytes) -> list[bytes]:
    if len(nal) <= MAX_PAYLOAD_BYTES:
        return [nal]
    kind = nal[0] >> 1 & 0x3F
    header = bytes(((nal[0] & 0x81) | 49 << 1, nal[1]))
    parts = _parts(nal[2:], MAX_PAYLOAD_BYTES - 3)
    return [header + bytes((_fragment_flags(n, len(parts)) | kind,)) + part for n, part in enumerate(parts)]


def _fragment_flags(index: int, count: int) -> int:
    return (0x80 if index == 0 else 0) | (0x40 if index == count - 1 else 0)


def _parts(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def _jpeg_payloads(image: bytes) -> tuple[bytes, ...]:
    """RFC 2435: type 1 (4:2:0), quantisation tables in the first packet (Q = 255)."""
    tables, width_px, height_px, scan = _jpeg_parts(image)
    payloads, offset = [], 0
    while offset < len(scan):
        header = struct.pack(
            "!II", offset & 0xFFFFFF, 1 << 24 | 255 << 16 | width_px // 8 << 8 | height_px // 8
        )
        if offset == 0:
            header += struct.pack("!BBH", 0, 0, len(tables)) + tables
        part = scan[offset : offset + MAX_PAYLOAD_BYTES - len(header)]
        payloads.append(header + part)
        offset += len(part)
    return tuple(payloads)


def _jpeg_parts(image: bytes) -> tuple[bytes, int, int, bytes]:
    """Luma and chroma quantisation tables, width, height and entropy-coded scan of a baseline JPEG."""
    tables, size, at = b"", (0, 0), 2
    while True:
        marker, length = struct.unpack_from("!HH", image, at)
        body = image[at + 4 : at + 2 + length]
        if marker == 0xFFDB:
            tables += b"".join(body[start + 1 : start + 65] for start in range(0, len(body), 65))
        if marker == 0xFFC0:
            size = struct.unpack_from("!HH", body, 1)
        at += 2 + length
        if marker == 0xFFDA:
            # Both components may share one table; RFC 2435 wants two.
            both = tables if len(tables) == 128 else tables * 2
            return both, size[1], size[0], image[at:].removesuffix(b"\xff\xd9")


def _describe_h264(clip: Clip) -> str:
    sps, pps = (nal for nal in split_nals(clip.units[0]) if nal[0] & 0x1F in (7, 8))
    return _media_h264(sps, pps)


def _media_h264(sps: bytes, pps: bytes) -> str:
    parameter_sets = ",".join(base64.b64encode(nal).decode() for nal in (sps, pps))
    return (
        "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
        f"a=fmtp:96 packetization-mode=1;profile-level-id={sps[1:4].hex()};"
        f"sprop-parameter-sets={parameter_sets}\r\n"
    )


def _describe_h265(clip: Clip) -> str:
    return "m=video 0 RTP/AVP 97\r\na=rtpmap:97 H265/90000\r\n"


def _describe_jpeg(clip: Clip) -> str:
    return "m=video 0 RTP/AVP 26\r\na=rtpmap:26 JPEG/90000\r\n"
