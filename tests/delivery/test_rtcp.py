"""RTCP, against an independent implementation (aiortc's) and against garbage."""

import pytest
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpByePacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    pack_remb_fci,
)
from hypothesis import example, given
from hypothesis import strategies as st

from load_tests.transport_feedback_writer import feedback_packet
from responder.delivery import rtcp
from responder.delivery.rtcp import RtcpError

MEDIA = 0xCAFE
BLOCK = RtcpReceiverInfo(
    ssrc=MEDIA, fraction_lost=64, packets_lost=-3, highest_sequence=70_000, jitter=90, lsr=5, dlsr=65_536
)


def test_a_receiver_report_is_read() -> None:
    """Fractions, seconds, and a negative count of lost packets."""
    [report] = rtcp.parse(bytes(RtcpRrPacket(ssrc=1, reports=[BLOCK])))

    assert report == rtcp.ReceiverReport(
        sender_ssrc=1,
        blocks=(
            rtcp.ReportBlock(
                ssrc=MEDIA,
                fraction_lost=0.25,
                packets_lost=-3,
                highest_sequence_number=70_000,
                jitter=90,
                last_sender_report=5,
                delay_since_last_sender_report_s=1.0,
            ),
        ),
    )


def test_a_sender_report_of_a_phone_holds_blocks_too() -> None:
    """A phone that sends something itself reports in its SR."""
    info = RtcpSenderInfo(ntp_timestamp=1, rtp_timestamp=2, packet_count=3, octet_count=4)

    [report] = rtcp.parse(bytes(RtcpSrPacket(ssrc=9, sender_info=info, reports=[BLOCK, BLOCK])))

    assert isinstance(report, rtcp.ReceiverReport)
    assert (report.sender_ssrc, len(report.blocks)) == (9, 2)


@given(st.sets(st.integers(0, 0xFFFF), min_size=1, max_size=40))
def test_a_nack_lists_the_lost_packets(lost: set[int]) -> None:
    """Each item names one packet and up to 16 behind it."""
    packet = RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=MEDIA, lost=sorted(lost))

    [nack] = rtcp.parse(bytes(packet))

    assert isinstance(nack, rtcp.Nack)
    assert nack.media_ssrc == MEDIA
    assert set(nack.sequence_numbers) == lost
    assert len(nack.sequence_numbers) == len(lost)


def test_a_nack_wraps_around() -> None:
    """The packets behind 65535 are 0 and 1."""
    [nack] = rtcp.parse(bytes.fromhex("81cd0003 00000001 0000cafe ffff0003"))

    assert nack == rtcp.Nack(media_ssrc=MEDIA, sequence_numbers=(0xFFFF, 0, 1))


def test_picture_loss_is_read() -> None:
    """A PLI names one stream."""
    [pli] = rtcp.parse(bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=1, media_ssrc=MEDIA)))

    assert pli == rtcp.PictureLossIndication(media_ssrc=MEDIA)


def test_a_full_intra_request_names_streams_in_its_items() -> None:
    """RFC 5104: the media SSRC of the head is 0, each item has an SSRC and a number."""
    requests = rtcp.parse(bytes.fromhex("84ce0006 00000001 00000000 0000cafe 05000000 0000beef 06000000"))

    assert requests == (
        rtcp.FullIntraRequest(media_ssrc=0xCAFE, command_number=5),
        rtcp.FullIntraRequest(media_ssrc=0xBEEF, command_number=6),
    )


@given(st.integers(0, 2**40), st.lists(st.integers(0, 2**32 - 1), max_size=20))
def test_a_receiver_estimate_is_read(bitrate_bps: int, ssrcs: list[int]) -> None:
    """18 bits of mantissa: no more than one part in 131072 is lost."""
    fci = pack_remb_fci(bitrate_bps, ssrcs)

    [remb] = rtcp.parse(bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=fci)))

    assert isinstance(remb, rtcp.Remb)
    assert remb.media_ssrcs == tuple(ssrcs)
    assert bitrate_bps * (1 - 2**-17) <= remb.bitrate_bps <= bitrate_bps


def test_another_applications_message_is_skipped() -> None:
    """Payload-specific format 15 belongs to anybody."""
    fci = b"ABCD" + bytes(8)

    assert rtcp.parse(bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=fci))) == ()


def test_a_compound_is_read_in_order_and_unknown_kinds_are_skipped() -> None:
    """RR, SDES, transport-cc with padding, an unknown feedback, BYE."""
    compound = b"".join(
        (
            bytes(RtcpRrPacket(ssrc=1, reports=[])),
            bytes(RtcpSdesPacket(chunks=[])),
            feedback_packet(9, [1000, None, 2000]),
            bytes.fromhex("9dcd0002 00000001 0000cafe"),
            bytes(RtcpByePacket(sources=[1])),
        )
    )

    report, feedback = rtcp.parse(compound)

    assert isinstance(report, rtcp.ReceiverReport)
    assert isinstance(feedback, rtcp.TransportFeedback)
    assert feedback.arrivals_us == (1000, None, 2000)


@pytest.mark.parametrize(
    ("packet", "complaint"),
    [
        ("81", "shorter than its header"),
        ("01c90001 00000001", "version 0"),
        ("80c90002 00000001", "longer than its datagram"),
        ("81c90001 00000001", "shorter than its blocks"),
        ("80c90000", "shorter than its blocks"),
        ("81cd0001 00000001", "shorter than its two SSRCs"),
        ("84ce0003 00000001 00000000 0000cafe", "FIR ends"),
        ("8fce0003 00000001 00000000 52454d42", "REMB is shorter"),
        ("8fce0004 00000001 00000000 52454d42 02000000", "REMB is shorter"),
        ("8fcd0003 00000001 0000cafe 00000001", "shorter than its header"),
        ("a0c90001 00000009", "padding is longer"),
        ("a0c90001 00000000", "padding is longer"),
        ("a0c90000", "padding is longer"),
        ("a1cd0003 00000001 0000cafe 00000001", "NACK ends"),
    ],
)
def test_a_malformed_packet_is_an_error_that_says_why(packet: str, complaint: str) -> None:
    """Strict bounds: nothing is guessed."""
    with pytest.raises(RtcpError, match=complaint):
        rtcp.parse(bytes.fromhex(packet))


heads = st.tuples(
    st.sampled_from([0x80, 0x81, 0x84, 0x8F, 0x9F, 0xAF]), st.integers(200, 207), st.integers(0, 12)
).map(lambda it: bytes((it[0], it[1], 0, it[2])))


@given(st.lists(st.tuples(heads, st.binary(max_size=48)), max_size=4))
@example([(b"\x8f\xcd\x00\x05", bytes(8) + b"\x00\x01\xff\xff" + bytes(12))])
def test_garbage_never_escapes_as_another_error(pieces: list[tuple[bytes, bytes]]) -> None:
    """Bytes that look like RTCP are parsed or refused, never a crash."""
    datagram = b"".join(head + body for head, body in pieces)
    try:
        packets = rtcp.parse(datagram)
    except RtcpError:
        return
    # The smallest, a report without blocks and a FIR, take eight bytes each.
    assert len(packets) <= len(datagram) / 8


def test_a_sender_report_is_understood() -> None:
    """SR and SDES in one datagram; 64 bit NTP time; counters wrap."""
    datagram = rtcp.sender_report(
        ssrc=MEDIA,
        sent_at_s=1_700_000_000.5,
        rtp_timestamp=2**32 + 7,
        packet_count=2**32 + 3,
        octet_count=99,
        cname="campus",
    )

    report, description = RtcpPacket.parse(datagram)

    assert isinstance(report, RtcpSrPacket)
    info = report.sender_info
    assert (report.ssrc, info.rtp_timestamp, info.packet_count, info.octet_count) == (MEDIA, 7, 3, 99)
    assert info.ntp_timestamp == (1_700_000_000 + 2_208_988_800 << 32) + 2**31
    assert isinstance(description, RtcpSdesPacket)
    assert [(chunk.ssrc, chunk.items) for chunk in description.chunks] == [(MEDIA, [(1, b"campus")])]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 300])
def test_a_description_ends_on_a_word(size: int) -> None:
    """Whatever the length of the name; it is cut at 255 bytes."""
    datagram = rtcp.sender_report(
        ssrc=1, sent_at_s=0, rtp_timestamp=0, packet_count=0, octet_count=0, cname="n" * size
    )

    [_, description] = RtcpPacket.parse(datagram)

    assert isinstance(description, RtcpSdesPacket)
    assert description.chunks[0].items == [(1, b"n" * min(size, 255))]


def test_a_goodbye_is_understood() -> None:
    """It names the streams, 31 at most."""
    [packet] = RtcpPacket.parse(rtcp.bye(range(40)))

    assert isinstance(packet, RtcpByePacket)
    assert packet.sources == list(range(31))


@given(st.floats(0.001, 60), st.floats(0, 10))
def test_the_round_trip_follows_from_a_report(way_s: float, wait_s: float) -> None:
    """What the clock shows, less when the sender report left, less how long the phone waited."""
    sent_at_s = 1_700_000_000.0
    report = rtcp.sender_report(
        ssrc=1, sent_at_s=sent_at_s, rtp_timestamp=0, packet_count=0, octet_count=0, cname="n"
    )
    block = rtcp.ReportBlock(
        ssrc=1,
        fraction_lost=0,
        packets_lost=0,
        highest_sequence_number=0,
        jitter=0,
        last_sender_report=int.from_bytes(report[10:14], "big"),
        delay_since_last_sender_report_s=wait_s,
    )

    round_trip_s = rtcp.round_trip_s(block, sent_at_s + way_s + wait_s)

    # Both times are cut to 1/65536 s.
    assert round_trip_s == pytest.approx(way_s, abs=1e-4)


def test_without_a_sender_report_there_is_no_round_trip() -> None:
    """Nor when the phone claims to have waited longer than it can have."""
    [report] = rtcp.parse(bytes(RtcpRrPacket(ssrc=1, reports=[BLOCK])))
    assert isinstance(report, rtcp.ReceiverReport)
    [block] = report.blocks
    now_s = (block.last_sender_report >> 16) - 2_208_988_800.0

    assert rtcp.round_trip_s(block, now_s + 0.5) is None
    unknown = rtcp.ReportBlock(
        ssrc=1,
        fraction_lost=0,
        packets_lost=0,
        highest_sequence_number=0,
        jitter=0,
        last_sender_report=0,
        delay_since_last_sender_report_s=0,
    )
    assert rtcp.round_trip_s(unknown, now_s) is None


@pytest.mark.parametrize(
    ("datagram", "expected"),
    [("80c80000 00000000", True), ("8fcd0000 00000000", True), ("80660000 00000000", False), ("80c8", False)],
)
def test_rtcp_is_told_from_rtp(datagram: str, expected: bool) -> None:
    """RFC 5761: by the second byte."""
    assert rtcp.is_rtcp(bytes.fromhex(datagram)) is expected
