"""Offers of real browsers are understood, broken ones are refused with a reason."""

from pathlib import Path

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.transport.answer import Reachability, SlotSources, answer, answer_fragment
from responder.transport.errors import SdpError
from responder.transport.ice import Credentials
from responder.transport.sdp import (
    CANDIDATES_MAX,
    MEDIA_MAX,
    OFFER_MAX_BYTES,
    VideoFormat,
    parse_fragment,
    parse_offer,
)

# What Chromium 156 offers for one slot with H.264 and rtx preferred.
CHROMIUM = Path(__file__).with_name("chromium_offer.sdp").read_text().replace("\n", "\r\n")
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:sound\r\na=rtpmap:111 opus/48000/2\r\n"
REACHABILITY = Reachability(
    credentials=Credentials(ufrag="ours", password="our-password-of-22-letters"),
    addresses=("192.0.2.1", "2001:db8::1", "203.0.113.1"),
    port=5004,
)


def offer_of(slots: int) -> str:
    """Chromium's offer with a number of slots in one bundle."""
    head, line = CHROMIUM.split("m=video")
    head = head.replace("BUNDLE 0", "BUNDLE " + " ".join(map(str, range(slots))))
    return head + "".join("m=video" + line.replace("a=mid:0", f"a=mid:{slot}") for slot in range(slots))


def answered(text: str) -> str:
    """The answer to an offer, with made-up sources."""
    offer = parse_offer(text)
    sources = [
        SlotSources(ssrc=100 + slot, rtx_ssrc=200 + slot if "apt=" in text else None)
        for slot in range(len(offer.slots))
    ]
    return answer(offer, sources, REACHABILITY, session_id=7, fingerprint="sha-256 AB:CD", cname="responder")


def test_a_browser_offer_gives_its_preferred_h264() -> None:
    """Constrained baseline with packetization-mode 1, its retransmissions, and the offered ids."""
    offer = parse_offer(CHROMIUM)
    assert [line.video for line in offer.slots] == [
        VideoFormat(
            payload_type=108,
            profile_level_id="42e01f",
            rtx_payload_type=109,
            feedback=("nack", "nack pli", "ccm fir", "transport-cc", "goog-remb"),
            transport_cc_id=4,
            playout_delay_id=5,
        )
    ]
    assert offer.ufrag == "Chr1"
    assert offer.dtls.fingerprints[0].algorithm == "sha-256"


def test_twelve_slots_fit_the_size_limit() -> None:
    """A console's full page of cameras is answered in one bundle."""
    assert len(parse_offer(offer_of(12)).slots) == 12


def test_the_answer_is_a_session_description_that_fits_the_offer() -> None:
    """Line by line: same mids, send-only, ICE-lite, DTLS passive, one SSRC and one RTX SSRC per slot."""
    session = SessionDescription.parse(answered(offer_of(2)))
    assert [media.rtp.muxId for media in session.media] == ["0", "1"]
    assert session.group[0].items == ["0", "1"]
    for slot, media in enumerate(session.media):
        assert (media.direction, media.rtcp_mux) == ("sendonly", True)
        assert [codec.payloadType for codec in media.rtp.codecs] == [108, 109]
        assert media.dtls is not None
        assert media.dtls.role == "server"
        assert media.ice is not None
        assert (media.ice.iceLite, media.ice.usernameFragment) == (True, "ours")
        assert [each.ssrc for each in media.ssrc] == [100 + slot, 200 + slot]
        assert [group.items for group in media.ssrc_group] == [[100 + slot, 200 + slot]]
        assert {each.id for each in media.rtp.headerExtensions} == {4, 5}


def test_every_address_is_a_udp_and_a_passive_tcp_candidate() -> None:
    """IPv6 first, UDP before TCP, then the end of candidates, so that the phone need not wait for more."""
    media = SessionDescription.parse(answered(CHROMIUM)).media[0]
    by_priority = sorted(media.ice_candidates, key=lambda each: -each.priority)
    assert [(each.ip, each.protocol, each.tcpType) for each in by_priority] == [
        ("2001:db8::1", "udp", None),
        ("192.0.2.1", "udp", None),
        ("203.0.113.1", "udp", None),
        ("2001:db8::1", "tcp", "passive"),
        ("192.0.2.1", "tcp", "passive"),
        ("203.0.113.1", "tcp", "passive"),
    ]
    assert {each.port for each in media.ice_candidates} == {5004}
    assert media.ice_candidates_complete


def test_lines_of_no_use_are_rejected_and_the_rest_answered() -> None:
    """Sound, a line that only sends, and a codec nobody speaks keep their place with port 0."""
    head, line = CHROMIUM.split("m=video")
    sends = "m=video" + line.replace("a=recvonly", "a=sendonly").replace("a=mid:0", "a=mid:s")
    vp8 = "m=video" + line.replace("H264", "VP8").replace("a=mid:0", "a=mid:v")
    text = answered(head + AUDIO + sends + vp8 + "m=video" + line)
    session = SessionDescription.parse(text)
    assert [media.port for media in session.media] == [0, 0, 0, 9]
    assert [media.rtp.muxId for media in session.media] == ["sound", "s", "v", "0"]
    assert session.group[0].items == ["0"]


def test_lines_outside_the_bundle_are_rejected() -> None:
    """There is one transport; without BUNDLE it carries the first video line."""
    session = SessionDescription.parse(answered(offer_of(3).replace("a=group:BUNDLE 0 1 2\r\n", "")))
    assert [media.port for media in session.media] == [9, 0, 0]


def test_a_phone_without_retransmissions_and_extensions_is_served() -> None:
    """A plain H.264 receiver gets one SSRC and no extension."""
    kept = [
        line
        for line in CHROMIUM.splitlines()
        if not line.startswith(("a=extmap", "a=rtcp-fb")) and "rtx" not in line and "apt=" not in line
    ]
    offer = parse_offer("\r\n".join(kept) + "\r\n")
    video = offer.slots[0].video
    assert video is not None
    assert (video.rtx_payload_type, video.transport_cc_id, video.playout_delay_id) == (None, None, None)
    assert "ssrc-group" not in answered("\r\n".join(kept) + "\r\n")


def test_main_profile_is_taken_when_there_is_nothing_simpler() -> None:
    """Better a picture that most decoders take than none."""
    text = CHROMIUM.replace("42e01f", "ffffff").replace("42001f", "xyz")
    video = parse_offer(text).slots[0].video
    assert video is not None
    assert video.profile_level_id == "4d001f"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (CHROMIUM, "", "no line"),
        (CHROMIUM, "hello", "no line"),
        ("m=video 9 UDP", "m=video nine UDP", "not a session description"),
        ("a=fmtp:102 ", "a=fmtp:99 ", "not a session description"),
        ("a=setup:actpass", "a=setup:sideways", "not a session description"),
        ("packetization-mode=1", "packetization-mode=0", "packetization-mode=1"),
        ("a=recvonly", "a=inactive", "no line"),
        ("a=setup:actpass", "a=setup:passive", "setup:actpass"),
        ("a=setup:actpass\r\n", "", "setup:actpass"),
        ("sha-256", "md5", "SHA-256"),
        ("a=rtcp-mux\r\n", "", "rtcp-mux"),
        ("a=ice-ufrag:Chr1\r\n", "", "ice-ufrag"),
        ("a=ice-pwd:", "a=ice-pwd:?", "ice-pwd"),
        ("a=mid:0", "a=mid:<script>", "token"),
        ("m=video", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\nm=video", "share one"),
        ("s=-", "s=" + "x" * OFFER_MAX_BYTES, "larger than"),
        ("s=-", "s=-" + "\nm=video" * (MEDIA_MAX + 1), "media lines"),
        ("a=recvonly", "a=recvonly" + "\na=candidate:1" * (CANDIDATES_MAX + 1), "candidates"),
    ],
)
def test_an_unusable_offer_is_refused_with_a_reason(old: str, new: str, reason: str) -> None:
    """The phone's developer reads what to change."""
    with pytest.raises(SdpError, match=reason):
        parse_offer(CHROMIUM.replace(old, new))


@settings(deadline=None)  # other work on the machine is not the parser's time
@given(st.data())
def test_no_damage_raises_anything_else(data: st.DataObject) -> None:
    """Lines dropped, doubled, cut or replaced: an answer or SdpError."""
    lines = CHROMIUM.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(lines) - 1))
        cut = data.draw(st.integers(0, len(lines[index])))
        lines[index : index + 1] = data.draw(
            st.sampled_from([[], [lines[index]] * 2, [lines[index][:cut]], [lines[index][:cut] + "%:/ "]])
        ) or [data.draw(st.text(max_size=20))]
    try:
        text = answered("\r\n".join(lines) + "\r\n")
    except SdpError:
        return
    assert SessionDescription.parse(text).media


@settings(deadline=None)  # other work on the machine is not the parser's time
@given(st.text(max_size=300))
def test_no_text_raises_anything_else(text: str) -> None:
    """Random text is refused as an offer and as a fragment."""
    with pytest.raises(SdpError):
        parse_offer(text)
    with pytest.raises(SdpError):
        parse_fragment(text)


def test_a_restart_fragment_is_read_and_answered() -> None:
    """RFC 9725 section 4.3.3: new credentials on both sides, and our candidates again."""
    fragment = parse_fragment(
        "a=ice-options:trickle\r\na=ice-ufrag:next\r\na=ice-pwd:" + "p" * 22 + "\r\nm=x\r\n"
    )
    assert fragment.ufrag == "next"
    text = answer_fragment(parse_offer(offer_of(2)), REACHABILITY)
    lines = text.splitlines()
    assert lines[:4] == ["a=ice-lite", "a=group:BUNDLE 0 1", "m=video 9 UDP/TLS/RTP/SAVPF 108", "a=mid:0"]
    assert "a=ice-ufrag:ours" in lines
    assert lines[-1] == "a=end-of-candidates"
