"""RTP as a phone sees it, and the RTCP that it sends."""

import struct

from load_tests.counting_peer import CountingPeer


class Packet:
    """An RTP packet as a phone sees it."""

    def __init__(self, data: bytes) -> None:
        _, second, self.sequence_number, self.timestamp, self.ssrc = struct.unpack_from("!BBHII", data)
        self.payload_type, self.marker = second & 0x7F, bool(second & 0x80)
        words = struct.unpack_from("!H", data, 14)[0] if data[0] & 0x10 else -1
        self.payload = data[16 + 4 * words :]

    @property
    def starts_keyframe(self) -> bool:
        """SPS and PPS lead, in one STAP-A."""
        return self.payload[0] & 0x1F == 24


def recorded(phone: CountingPeer) -> list[Packet]:
    """Every RTP packet from now on, opened."""
    packets: list[Packet] = []
    phone.on_rtp = lambda datagram: packets.append(Packet(phone.open_rtp(datagram)))
    return packets


def rtcp(kind: int, fmt: int, ssrc: int, rest: bytes = b"") -> bytes:
    """A feedback packet about a stream (RFC 4585 section 6.1)."""
    return struct.pack("!BBHII", 0x80 | fmt, kind, 2 + len(rest) // 4, 1, ssrc) + rest
