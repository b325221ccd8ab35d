"""RTCP: what a peer reports and asks for (RFC 3550, 4585, 5104), and what a sender says about its streams."""

from collections.abc import Callable, Sequence
from struct import Struct as Layout

from msgspec import Struct

from responder.delivery.errors import RtcpError
from responder.delivery.transport_feedback import TransportFeedback, decode_transport_feedback

__all__ = [
    "FullIntraRequest",
    "Nack",
    "PictureLossIndication",
    "ReceiverReport",
    "Remb",
    "ReportBlock",
    "RtcpError",
    "RtcpPacket",
    "TransportFeedback",
    "bye",
    "is_rtcp",
    "parse",
    "round_trip_s",
    "sender_report",
]

_SENDER_REPORT = 200
_RECEIVER_REPORT = 201
_SOURCE_DESCRIPTION = 202
_BYE = 203
_TRANSPORT_LAYER_FEEDBACK = 205
_PAYLOAD_SPECIFIC_FEEDBACK = 206
_CNAME = 1
_REMB_NAME = b"REMB"
# 1 January 1900 to 1 January 1970.
_NTP_EPOCH_S = 2_208_988_800
_HEAD = Layout("!BBH")
_REPORT_BLOCK = Layout("!IB3sIIII")
_NACK_ITEM = Layout("!HH")
_SENDER_INFO = Layout("!BBHIQIII")


class ReportBlock(Struct, frozen=True, kw_only=True):
    """One stream as its receiver sees it (RFC 3550 section 6.4.1)."""

    ssrc: int
    fraction_lost: float
    """Since the previous report, 0 to 1."""
    packets_lost: int
    """Since the beginning; negative when duplicates came."""
    highest_sequence_number: int
    """With the count of cycles in the upper 16 bits."""
    jitter: int
    """In units of the RTP clock."""
    last_sender_report: int
    """Middle 32 bits of the NTP time of the last sender report; 0 when none came."""
    delay_since_last_sender_report_s: float


class ReceiverReport(Struct, frozen=True, kw_only=True):
    """An RR, or the report blocks of an SR."""

    sender_ssrc: int
    blocks: tuple[ReportBlock, ...]


class Nack(Struct, frozen=True, kw_only=True):
    """Packets that did not arrive (RFC 4585 section 6.2.1)."""

    media_ssrc: int
    sequence_numbers: tuple[int, ...]


class PictureLossIndication(Struct, frozen=True, kw_only=True):
    """The decoder cannot go on without a key frame (RFC 4585 section 6.3.1)."""

    media_ssrc: int


class FullIntraRequest(Struct, frozen=True, kw_only=True):
    """A key frame is asked for (RFC 5104 section 4.3.1); a repeated number is the same request."""

    media_ssrc: int
    command_number: int


class Remb(Struct, frozen=True, kw_only=True):
    """Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb-03)."""

    bitrate_bps: int
    media_ssrcs: tuple[int, ...]


RtcpPacket = ReceiverReport | Nack | PictureLossIndication | FullIntraRequest | Remb | TransportFeedback


def is_rtcp(datagram: bytes) -> bool:
    """Whether an SRTP datagram is RTCP, by its second byte (RFC 5761 section 4)."""
    return len(datagram) >= 8 and 192 <= datagram[1] <= 223


def parse(compound: bytes) -> tuple[RtcpPacket, ...]:
    """The packets of a decrypted compound or reduced-size (RFC 5506) datagram, in order.

    Kinds that delivery does not act upon are skipped. Raises RtcpError when any packet is malformed.
    """
    packets: list[RtcpPacket] = []
    at = 0
    while at < len(compound):
        first, kind, body = _next_packet(compound, at)
        at += 4 + len(body)
        packets += _parse_body(kind, first & 0x1F, _unpadded(first, body))
    return tuple(packets)


def _next_packet(compound: bytes, at: int) -> tuple[int, int, bytes]:
    if at + 4 > len(compound):
        raise RtcpError("a packet is shorter than its header")
    first, kind, words = _HEAD.unpack_from(compound, at)
    if first >> 6 != 2:
        raise RtcpError(f"version {first >> 6} instead of 2")
    body = compound[at + 4 : at + 4 + words * 4]
    if len(body) < words * 4:
        raise RtcpError("a packet is longer than its datagram")
    return first, kind, body


def _unpadded(first: int, body: bytes) -> bytes:
    if not first & 0x20:
        return body
    if not body or not 0 < body[-1] <= len(body):
        raise RtcpError("padding is longer than its packet")
    return body[: -body[-1]]


def _parse_body(kind: int, count: int, body: bytes) -> Sequence[RtcpPacket]:
    """`count` is the report count or the feedback message type, by kind."""
    if kind == _SENDER_REPORT:
        return (_reports(body, 24, count),)
    if kind == _RECEIVER_REPORT:
        return (_reports(body, 4, count),)
    parser = _FEEDBACK_PARSERS.get((kind, count))
    if parser is None:
        return ()
    if len(body) < 8:
        raise RtcpError("a feedback packet is shorter than its two SSRCs")
    return parser(_ssrc(body, 4), body[8:])


def _ssrc(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 4], "big")


def _reports(body: bytes, at: int, count: int) -> ReceiverReport:
    if len(body) < at + count * _REPORT_BLOCK.size:
        raise RtcpError("a report is shorter than its blocks")
    blocks = (_REPORT_BLOCK.unpack_from(body, at + i * _REPORT_BLOCK.size) for i in range(count))
    return ReceiverReport(
        sender_ssrc=_ssrc(body, 0),
        blocks=tuple(
            ReportBlock(
                ssrc=ssrc,
                fraction_lost=fraction / 256,
                packets_lost=int.from_bytes(lost, "big", signed=True),
                highest_sequence_number=highest,
                jitter=jitter,
                last_sender_report=last,
                delay_since_last_sender_report_s=delay / 65536,
            )
            for ssrc, fraction, lost, highest, jitter, last, delay in blocks
        ),
    )


def _parse_nack(media_ssrc: int, items: bytes) -> Sequence[RtcpPacket]:
    if len(items) % 4:
        raise RtcpError("a NACK ends within an item")
    numbers: list[int] = []
    for first, following in _NACK_ITEM.iter_unpack(items):
        numbers.append(first)
        numbers += ((first + 1 + bit) & 0xFFFF for bit in range(16) if following >> bit & 1)
    return (Nack(media_ssrc=media_ssrc, sequence_numbers=tuple(numbers)),)


def _parse_pli(media_ssrc: int, rest: bytes) -> Sequence[RtcpPacket]:
    return (PictureLossIndication(media_ssrc=media_ssrc),)


def _parse_fir(_: int, items: bytes) -> Sequence[RtcpPacket]:
    if len(items) % 8:
        raise RtcpError("a FIR ends within an item")
    return [
        FullIntraRequest(media_ssrc=_ssrc(items, at), command_number=items[at + 4])
        for at in range(0, len(items), 8)
    ]


def _parse_remb(_: int, message: bytes) -> Sequence[RtcpPacket]:
    """A name, a count of SSRCs, 6 bits of exponent, 18 of mantissa, the SSRCs (section 2.2 of the draft)."""
    if message[:4] != _REMB_NAME:
        return ()  # another application's message
    if len(message) < 8 or len(message) < 8 + 4 * message[4]:
        raise RtcpError("a REMB is shorter than its SSRCs")
    exponent, mantissa = message[5] >> 2, (message[5] & 3) << 16 | message[6] << 8 | message[7]
    ssrcs = tuple(_ssrc(message, 8 + 4 * i) for i in range(message[4]))
    return (Remb(bitrate_bps=mantissa << exponent, media_ssrcs=ssrcs),)


def _parse_transport_feedback(_: int, body: bytes) -> Sequence[RtcpPacket]:
    return (decode_transport_feedback(body),)


# By packet type and feedback message type.
_FEEDBACK_PARSERS: dict[tuple[int, int], Callable[[int, bytes], Sequence[RtcpPacket]]] = {
    (_TRANSPORT_LAYER_FEEDBACK, 1): _parse_nack,
    (_TRANSPORT_LAYER_FEEDBACK, 15): _parse_transport_feedback,
    (_PAYLOAD_SPECIFIC_FEEDBACK, 1): _parse_pli,
    (_PAYLOAD_SPECIFIC_FEEDBACK, 4): _parse_fir,
    (_PAYLOAD_SPECIFIC_FEEDBACK, 15): _parse_remb,
}


def sender_report(
    *, ssrc: int, sent_at_s: float, rtp_timestamp: int, packet_count: int, octet_count: int, cname: str
) -> bytes:
    """A compound of SR and SDES (RFC 3550 sections 6.4.1 and 6.5).

    `sent_at_s` is the Unix time of sending; `rtp_timestamp` what the stream's clock shows at that time.
    """
    report = _SENDER_INFO.pack(
        0x80,
        _SENDER_REPORT,
        6,
        ssrc,
        _ntp(sent_at_s),
        rtp_timestamp & 0xFFFF_FFFF,
        packet_count & 0xFFFF_FFFF,
        octet_count & 0xFFFF_FFFF,
    )
    return report + _source_description(ssrc, cname.encode()[:255])


def _source_description(ssrc: int, cname: bytes) -> bytes:
    chunk = ssrc.to_bytes(4, "big") + bytes((_CNAME, len(cname))) + cname
    # A chunk ends with at least one zero, on a word's boundary.
    chunk += bytes(4 - len(chunk) % 4)
    return _HEAD.pack(0x81, _SOURCE_DESCRIPTION, len(chunk) // 4) + chunk


def bye(ssrcs: Sequence[int]) -> bytes:
    """BYE for at most 31 streams (RFC 3550 section 6.6)."""
    body = b"".join(ssrc.to_bytes(4, "big") for ssrc in ssrcs[:31])
    return _HEAD.pack(0x80 | len(body) // 4, _BYE, len(body) // 4) + body


def round_trip_s(block: ReportBlock, now_s: float) -> float | None:
    """Time to the peer and back (RFC 3550 section 6.4.1); `None` before it got a sender report.

    `now_s` is on the clock that sender reports carry.
    """
    if block.last_sender_report == 0:
        return None
    now_middle = _ntp(now_s) >> 16 & 0xFFFF_FFFF
    passed_s = ((now_middle - block.last_sender_report) & 0xFFFF_FFFF) / 65536
    round_trip = passed_s - block.delay_since_last_sender_report_s
    # Past half of the 18 hours that the field can hold, the report is about nothing that was sent.
    return round_trip if 0 <= round_trip < 32768 else None


def _ntp(unix_s: float) -> int:
    """64 bit NTP time: seconds since 1900, and their fraction."""
    return round((unix_s + _NTP_EPOCH_S) * (1 << 32)) & 0xFFFF_FFFF_FFFF_FFFF
