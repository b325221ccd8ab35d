"""RTP packets, read back by an independent parser (aiortc's)."""

from collections.abc import Sequence

import pytest
from aiortc import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap, RtpPacket, unwrap_rtx
from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.retransmission import Resend
from responder.delivery.rtp import HeaderExtensions, PlayoutDelay, RtpStream, RtxStream
from responder.delivery.slot import SlotFrame
from tests.delivery.pictures import picture
from tests.delivery.written import written

MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
TRANSPORT_CC_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
ALL = HeaderExtensions(transport_cc=3, playout_delay=5, mid=9)
SSRC = 0xDEADBEEF


def stream(extensions: HeaderExtensions, mid: str = "slot-4") -> RtpStream:
    """A stream of payload type 102."""
    return RtpStream(
        ssrc=SSRC, payload_type=102, extensions=extensions, mid=mid, playout_delay=PlayoutDelay(max_s=0.5)
    )


def rtx_stream() -> RtxStream:
    """A retransmission stream that is about to wrap around."""
    return RtxStream(ssrc=77, payload_type=103, first_sequence_number=0xFFFF, extensions=ALL)


def slot_frame(
    sizes: Sequence[int], *, keyframe: bool = False, first_sequence_number: int = 10, timestamp: int = 1234
) -> SlotFrame:
    """A frame in its place."""
    return SlotFrame(
        frame=picture(1, keyframe=keyframe, sizes=sizes),
        first_sequence_number=first_sequence_number,
        timestamp=timestamp,
    )


def parsed(packets: Sequence[bytes]) -> list[RtpPacket]:
    """As a receiver that negotiated the extensions reads them."""
    parameters = RTCRtpParameters(
        headerExtensions=[
            RTCRtpHeaderExtensionParameters(id=3, uri=TRANSPORT_CC_URI),
            RTCRtpHeaderExtensionParameters(id=9, uri=MID_URI),
        ]
    )
    extensions = HeaderExtensionsMap()
    extensions.configure(parameters)
    return [RtpPacket.parse(packet, extensions) for packet in packets]


@given(
    sizes=st.lists(st.integers(1, 1100), min_size=1, max_size=30),
    first_sequence_number=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFF_FFFF),
    transport_number=st.integers(0, 0xFFFF),
    keyframe=st.booleans(),
)
def test_a_receiver_reads_what_was_meant(
    sizes: list[int], first_sequence_number: int, timestamp: int, transport_number: int, keyframe: bool
) -> None:
    """Every field of every packet, over any wrap-around."""
    frame = slot_frame(
        sizes, keyframe=keyframe, first_sequence_number=first_sequence_number, timestamp=timestamp
    )

    packets = parsed(written(stream(ALL), frame, transport_number))

    assert [packet.payload for packet in packets] == list(frame.frame.payloads)
    for place, packet in enumerate(packets):
        assert packet.sequence_number == (first_sequence_number + place) & 0xFFFF
        assert packet.extensions.transport_sequence_number == (transport_number + place) & 0xFFFF
        assert (packet.timestamp, packet.ssrc, packet.payload_type) == (timestamp, SSRC, 102)
        assert packet.marker == (place == len(sizes) - 1)
        assert packet.extensions.mid == ("slot-4" if keyframe else None)


@pytest.mark.parametrize(
    ("extensions", "header_bytes"),
    [
        (HeaderExtensions(), 12),
        (HeaderExtensions(transport_cc=3), 20),
        (HeaderExtensions(transport_cc=3, playout_delay=5), 24),
        (HeaderExtensions(playout_delay=5), 20),
        (ALL, 32),
    ],
)
def test_headers_are_as_short_as_they_can_be(extensions: HeaderExtensions, header_bytes: int) -> None:
    """What the phone did not offer is not there; one word of alignment at most."""
    [packet] = written(stream(extensions), slot_frame([50], keyframe=True), 1)

    assert len(packet) == header_bytes + 50
    assert RtpPacket.parse(packet).payload == b"\xab" * 50


def test_playout_delay_goes_with_key_frames() -> None:
    """Twelve bits of least, twelve of most, in 10 ms; other frames save the bytes."""
    [key] = written(stream(HeaderExtensions(playout_delay=5)), slot_frame([9], keyframe=True), 0)
    [other] = written(stream(HeaderExtensions(playout_delay=5)), slot_frame([9]), 0)

    assert key[12:20] == bytes.fromhex("bede0001 52 000032")
    assert len(other) == 12 + 9
    assert PlayoutDelay(min_s=0.02, max_s=99.0).encode() == bytes.fromhex("002fff")


def test_a_part_of_a_frame_has_the_numbers_of_that_part() -> None:
    """The pacer lets a large frame out in parts; only the last part has the marker."""
    media = stream(ALL)
    frame = slot_frame([5, 6, 7, 8])

    first = parsed(written(media, frame, 100, 0, 1))
    middle = parsed(written(media, frame, 101, 1, 3))
    last = parsed(written(media, frame, 103, 3, 4))

    packets = first + middle + last
    assert [packet.sequence_number for packet in packets] == [10, 11, 12, 13]
    assert [packet.marker for packet in packets] == [False, False, False, True]
    assert [packet.extensions.transport_sequence_number for packet in packets] == [100, 101, 102, 103]


def test_packets_and_octets_are_counted_for_the_sender_report() -> None:
    """Payload octets, without headers (RFC 3550 section 6.4.1)."""
    media = stream(ALL)

    written(media, slot_frame([5, 6, 7]), 0)
    written(media, slot_frame([5, 6, 7]), 3, 1, 2)

    assert (media.packet_count, media.octet_count) == (4, 24)


def test_packets_of_equal_payloads_are_equally_long() -> None:
    """Otherwise the kernel could not segment one send."""
    packets = written(stream(ALL), slot_frame([1000] * 7 + [300], keyframe=True), 0)

    assert {len(packet) for packet in packets[:-1]} == {1032}


def test_a_frame_that_does_not_fit_is_an_error() -> None:
    """Nothing is written behind the buffer."""
    with pytest.raises(ValueError, match="different structures"):
        stream(ALL).write(memoryview(bytearray(1000)), slot_frame([990]), 0, 16)


def test_a_retransmission_carries_the_original_number_and_payload() -> None:
    """RFC 4588 section 4: an SSRC, a payload type and numbers of its own."""
    resends = [
        Resend(sequence_number=number, timestamp=5000, marker=marker, payload=b"payload")
        for number, marker in ((0xFFFF, False), (0, True))
    ]

    packets = parsed(rtx_stream().packets(resends, 0xFFFF))

    assert [packet.ssrc for packet in packets] == [77, 77]
    assert [packet.payload_type for packet in packets] == [103, 103]
    assert [packet.sequence_number for packet in packets] == [0xFFFF, 0]
    assert [packet.extensions.transport_sequence_number for packet in packets] == [0xFFFF, 0]
    originals = [unwrap_rtx(packet, payload_type=102, ssrc=SSRC) for packet in packets]
    assert [(it.sequence_number, it.timestamp, it.marker) for it in originals] == [
        (0xFFFF, 5000, False),
        (0, 5000, True),
    ]
    assert [it.payload for it in originals] == [b"payload"] * 2


def test_padding_has_no_payload() -> None:
    """A receiver strips it and is left with nothing; the stream's numbers go on."""
    rtx = rtx_stream()
    raw = rtx.padding(2, 7)

    packets = parsed(raw)

    assert [packet.payload for packet in packets] == [b"", b""]
    assert [packet.padding_size for packet in packets] == [255, 255]
    assert [packet.sequence_number for packet in packets] == [0xFFFF, 0]
    assert [packet.extensions.transport_sequence_number for packet in packets] == [7, 8]
    assert [packet.marker for packet in packets] == [False, False]
