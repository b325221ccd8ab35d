"""Offers of real browsers are understood, broken ones are refused with a reason."""

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.transport.answer import answer_fragment
from responder.transport.errors import SdpError
from responder.transport.sdp import (
    CANDIDATES_MAX,
    MEDIA_MAX,
    OFFER_MAX_BYTES,
    VideoFormat,
    parse_fragment,
    parse_offer,
)
from tests.transport.offers import CHROMIUM, REACHABILITY, answered, offer_of


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
