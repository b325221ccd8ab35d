"""RTP packets of a slot: headers with extensions for a whole frame in one go, retransmissions and padding."""

from collections.abc import Sequence
from struct import Struct as Layout

from msgspec import Struct

from responder.delivery.retransmission import Resend
from responder.delivery.slot import SlotFrame
from responder.delivery.train import Train, lay_out

# RFC 3550 section 5.1: version 2; padding and extension bits; marker bit beside the payload type.
_VERSION = 0x80
_PADDING = 0x20
_EXTENSION = 0x10
_MARKER = 0x80
# "One-byte header" extensions, RFC 8285 section 4.2.
_ONE_BYTE_EXTENSIONS = 0xBEDE
_PLAYOUT_DELAY_UNIT_S = 0.01
# The largest number that the last byte of a padded packet can hold.
_MAX_PADDING_BYTES = 255


class HeaderExtensions(Struct, frozen=True, kw_only=True):
    """Ids (1 to 14) that the peer offered; `None` for an extension that it did not offer."""

    transport_cc: int | None = None
    """draft-holmer-rmcat-transport-wide-cc-extensions-01: a 16 bit number over all streams of a peer."""
    playout_delay: int | None = None
    """http://www.webrtc.org/experiments/rtp-hdrext/playout-delay, sent with key frames."""
    mid: int | None = None
    """RFC 9143 section 15: names the m-line, sent with key frames."""


class PlayoutDelay(Struct, frozen=True, kw_only=True):
    """Bounds for the player's smoothing buffer; both zero would switch smoothing off altogether."""

    min_s: float = 0.0
    # Enough for the jitter of a cellular link; what comes later is better shown late than smoothly.
    max_s: float = 0.4

    def encode(self) -> bytes:
        """Two 12 bit numbers in units of 10 ms."""
        low, high = (
            min(0xFFF, round(bound_s / _PLAYOUT_DELAY_UNIT_S)) for bound_s in (self.min_s, self.max_s)
        )
        return (low << 12 | high).to_bytes(3, "big")


class _PlainHeader:
    """Fixed fields and extensions that are the same in every packet."""

    def __init__(self, ssrc: int, elements: bytes) -> None:
        extension = _extension_head(elements) + _padded(elements) if elements else b""
        self._first_byte = _VERSION | (_EXTENSION if elements else 0)
        self._end = ssrc.to_bytes(4, "big") + extension
        self._layout = Layout(f"!2sH{4 + len(self._end)}s")
        self.size_bytes = self._layout.size

    def write(
        self,
        into: memoryview,
        places: Sequence[int],
        type_byte: int,
        sequence_number: int,
        timestamp: int,
        transport_number: int,
    ) -> None:
        """A header at each place; `type_byte` is the payload type with its marker bit."""
        pack_into, head = self._layout.pack_into, bytes((self._first_byte, type_byte))
        end = timestamp.to_bytes(4, "big") + self._end
        for number, place in enumerate(places, sequence_number):
            pack_into(into, place, head, number & 0xFFFF, end)


class _NumberedHeader:
    """The same with a transport-wide sequence number as the first element: one `pack_into` call a packet."""

    def __init__(self, ssrc: int, transport_cc_id: int, elements: bytes) -> None:
        # The number takes three bytes of the padded length; an element's head byte is its id and its length
        # minus one (RFC 8285 section 4.2).
        self._rest = _padded(bytes(3) + elements)[3:]
        words = (3 + len(self._rest)) // 4
        self._ssrc_to_number = (
            ssrc.to_bytes(4, "big")
            + _ONE_BYTE_EXTENSIONS.to_bytes(2, "big")
            + words.to_bytes(2, "big")
            + bytes((transport_cc_id << 4 | 1,))
        )
        self._layout = Layout(f"!2sH{4 + len(self._ssrc_to_number)}sH{len(self._rest)}s")
        self.size_bytes = self._layout.size

    def write(
        self,
        into: memoryview,
        places: Sequence[int],
        type_byte: int,
        sequence_number: int,
        timestamp: int,
        transport_number: int,
    ) -> None:
        """A header at each place; `type_byte` is the payload type with its marker bit."""
        pack_into, rest = self._layout.pack_into, self._rest
        # What is the same in all of them is put together once: this is done for every packet to every phone.
        head = bytes((_VERSION | _EXTENSION, type_byte))
        middle = timestamp.to_bytes(4, "big") + self._ssrc_to_number
        ahead = transport_number - sequence_number
        for number, place in enumerate(places, sequence_number):
            pack_into(into, place, head, number & 0xFFFF, middle, number + ahead & 0xFFFF, rest)


def _padded(elements: bytes) -> bytes:
    return elements + bytes(-len(elements) % 4)


def _extension_head(elements: bytes) -> bytes:
    return _ONE_BYTE_EXTENSIONS.to_bytes(2, "big") + (-(-len(elements) // 4)).to_bytes(2, "big")


def _element(extension_id: int, data: bytes) -> bytes:
    return bytes((extension_id << 4 | len(data) - 1,)) + data


def _header(ssrc: int, transport_cc_id: int | None, elements: bytes) -> _PlainHeader | _NumberedHeader:
    if transport_cc_id is None:
        return _PlainHeader(ssrc, elements)
    return _NumberedHeader(ssrc, transport_cc_id, elements)


class RtpStream:
    """Packets of one SSRC: media, and what sender reports say about it."""

    def __init__(
        self,
        *,
        ssrc: int,
        payload_type: int,
        extensions: HeaderExtensions,
        mid: str = "",
        playout_delay: PlayoutDelay | None = None,
    ) -> None:
        self.ssrc = ssrc
        self.packet_count = 0
        self.octet_count = 0
        self._payload_type = payload_type
        announcements = b""
        if extensions.playout_delay is not None and playout_delay is not None:
            announcements += _element(extensions.playout_delay, playout_delay.encode())
        if extensions.mid is not None and mid:
            announcements += _element(extensions.mid, mid.encode())
        self._plain = _header(ssrc, extensions.transport_cc, b"")
        self._announcing = _header(ssrc, extensions.transport_cc, announcements)

    def write(
        self,
        into: memoryview,
        slot_frame: SlotFrame,
        transport_number: int,
        trailer_bytes: int,
        start: int = 0,
        stop: int | None = None,
    ) -> Train:
        """Write RTP packets of the payloads `start:stop` of a frame, at least one, with room behind each.

        They are numbered from `transport_number` on (16 bit), and of equal size where the payloads are, so
        that one GSO send carries them. Raises ValueError when `into` is too small.
        """
        payloads = slot_frame.frame.payloads
        stop = len(payloads) if stop is None else stop
        header = self._announcing if slot_frame.frame.keyframe else self._plain
        train = lay_out(payloads[start:stop], header.size_bytes, trailer_bytes)
        into[: len(train.image)] = train.image
        header.write(
            into,
            train.places,
            self._payload_type,
            slot_frame.first_sequence_number + start,
            slot_frame.timestamp,
            transport_number,
        )
        if stop == len(payloads):
            into[train.places[-1] + 1] |= _MARKER
        self.packet_count += stop - start
        self.octet_count += train.payload_bytes
        return train


class RtxStream:
    """Retransmissions of one media stream on an SSRC of their own (RFC 4588), and padding for probes."""

    def __init__(
        self, *, ssrc: int, payload_type: int, first_sequence_number: int, extensions: HeaderExtensions
    ) -> None:
        self.ssrc = ssrc
        self.packet_count = 0
        self.octet_count = 0
        self._payload_type = payload_type
        self._sequence_number = first_sequence_number
        self._timestamp = 0
        self._header = _header(ssrc, extensions.transport_cc, b"")

    def packets(self, resends: Sequence[Resend], transport_number: int) -> list[bytes]:
        """One packet per resend: the original sequence number, then the original payload (section 4)."""
        built: list[bytes] = []
        for i, resend in enumerate(resends):
            self._timestamp = resend.timestamp
            payload = resend.sequence_number.to_bytes(2, "big") + resend.payload
            marked_type = self._payload_type | (_MARKER if resend.marker else 0)
            built.append(self._build(marked_type, transport_number + i, payload))
        return built

    def padding(self, count: int, transport_number: int) -> list[bytes]:
        """`count` packets of nothing but padding: a probe on a link that has carried no media yet."""
        body = bytes(_MAX_PADDING_BYTES - 1) + bytes((_MAX_PADDING_BYTES,))
        built = [self._build(self._payload_type, transport_number + i, body) for i in range(count)]
        return [bytes((packet[0] | _PADDING,)) + packet[1:] for packet in built]

    def _build(self, marked_type: int, transport_number: int, payload: bytes) -> bytes:
        header = bytearray(self._header.size_bytes)
        self._header.write(
            memoryview(header), (0,), marked_type, self._sequence_number, self._timestamp, transport_number
        )
        self._sequence_number = (self._sequence_number + 1) & 0xFFFF
        self.packet_count += 1
        self.octet_count += len(payload)
        return bytes(header) + payload
