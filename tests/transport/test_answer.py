"""Every line of an offer is answered: a slot, or a rejection in its place."""

from aiortc.sdp import SessionDescription

from tests.transport.offers import CHROMIUM, answered, offer_of

AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:sound\r\na=rtpmap:111 opus/48000/2\r\n"


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
