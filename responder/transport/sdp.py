"""What a phone's offer asks for: receive-only H.264 video in one bundle (RFC 8829, RFC 8866)."""

import re
from collections.abc import Iterator

import msgspec
from aiortc.rtcdtlstransport import X509_DIGEST_ALGORITHMS, RTCDtlsParameters
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.sdp import MediaDescription, SessionDescription

from responder.transport.errors import SdpError

# Twelve video lines with H.264 alone are ~20 KB; what is larger offers codecs that nobody here speaks.
OFFER_MAX_BYTES = 32 << 10
MEDIA_MAX = 64
# A phone with Wi-Fi, cellular and a VPN gathers fewer than 20 per line.
CANDIDATES_MAX = 32

TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
PLAYOUT_DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"

# Every phone decodes constrained baseline in hardware; Main and High follow in case one offers nothing else.
_PROFILES = ("42e0", "4200", "4d00", "6400", "640c")
_PROTOCOLS = ("UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVPF")
_FEEDBACK = ("nack", "nack pli", "ccm fir", "transport-cc", "goog-remb")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~/-]{1,64}")
_ICE_CHARS = re.compile(r"[A-Za-z0-9+/]{4,256}")
# aiortc.sdp has no error of its own: a bad line surfaces as any of these.
_PARSE_ERRORS = (AssertionError, AttributeError, IndexError, KeyError, StopIteration, TypeError, ValueError)


class VideoFormat(msgspec.Struct, frozen=True, kw_only=True):
    """How one accepted line wants its H.264: the offer's own numbers, to be echoed."""

    payload_type: int
    profile_level_id: str
    rtx_payload_type: int | None
    feedback: tuple[str, ...]
    transport_cc_id: int | None
    playout_delay_id: int | None


class MediaLine(msgspec.Struct, frozen=True, kw_only=True):
    """One m-line; `video` is None for a line that must be rejected."""

    kind: str
    protocol: str
    first_format: str
    mid: str
    video: VideoFormat | None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A phone's offer: every line in order, and how to reach and recognise the phone."""

    lines: tuple[MediaLine, ...]
    ufrag: str
    dtls: RTCDtlsParameters

    @property
    def slots(self) -> tuple[MediaLine, ...]:
        """The accepted lines in order: slot 0, 1, ..."""
        return tuple(line for line in self.lines if line.video is not None)


class Fragment(msgspec.Struct, frozen=True, kw_only=True):
    """What a trickle fragment says of the phone's ICE side (RFC 8840)."""

    ufrag: str


def parse_offer(text: str) -> Offer:
    """Read an offer; raises SdpError with a reason for the phone."""
    _check_size(text)
    try:
        session = SessionDescription.parse(text)
    except _PARSE_ERRORS:
        raise SdpError("the offer is not a session description (RFC 8866)") from None
    lines = tuple(_lines(session))
    mids = [line.mid for line in lines if line.mid]
    if len(set(mids)) < len(mids):
        raise SdpError("two media lines share one a=mid")
    if not any(line.video for line in lines):
        raise SdpError("the offer has no line that receives H.264 video with packetization-mode=1")
    first = session.media[next(index for index, line in enumerate(lines) if line.video)]
    return Offer(lines=lines, ufrag=_ufrag(first), dtls=_dtls(first))


def parse_fragment(text: str) -> Fragment:
    """Read an `application/trickle-ice-sdpfrag` body; raises SdpError."""
    _check_size(text)
    attributes = dict(re.findall(r"^a=(ice-ufrag|ice-pwd):(\S+)\s*$", text, re.MULTILINE))
    ufrag = attributes.get("ice-ufrag", "")
    if not _ICE_CHARS.fullmatch(ufrag) or not _ICE_CHARS.fullmatch(attributes.get("ice-pwd", "")):
        raise SdpError("the fragment has no a=ice-ufrag and a=ice-pwd (RFC 8840)")
    return Fragment(ufrag=ufrag)


def _check_size(text: str) -> None:
    if len(text.encode()) > OFFER_MAX_BYTES:
        raise SdpError(f"the description is larger than {OFFER_MAX_BYTES} bytes: offer H.264 and rtx alone")
    if text.count("\nm=") > MEDIA_MAX:
        raise SdpError(f"the description has more than {MEDIA_MAX} media lines")
    if any(section.count("\na=candidate:") > CANDIDATES_MAX for section in text.split("\nm=")):
        raise SdpError(f"a media line has more than {CANDIDATES_MAX} candidates")


def _lines(session: SessionDescription) -> Iterator[MediaLine]:
    bundle = next((group.items for group in session.group if group.semantic == "BUNDLE"), [])
    tagged = None
    for media in session.media:
        mid = media.rtp.muxId or ""
        video = _video(media)
        # One transport carries everything: a line outside the first one's bundle has none.
        if video is not None and tagged is not None and not {mid, tagged} <= set(bundle):
            video = None
        tagged = mid if tagged is None and video is not None else tagged
        yield MediaLine(
            kind=_token(media.kind),
            protocol=_token(media.profile),
            first_format=_token(str(media.fmt[0])),
            mid=_token(mid) if mid else "",
            video=video,
        )


def _video(media: MediaDescription) -> VideoFormat | None:
    receives = media.direction in (None, "recvonly", "sendrecv")
    if media.kind != "video" or not receives or media.profile not in _PROTOCOLS or not media.rtp.muxId:
        return None
    codec = min(filter(_usable, media.rtp.codecs), key=_preference, default=None)
    if codec is None or codec.payloadType is None:
        return None
    return _format(media, codec, codec.payloadType)


def _usable(codec: RTCRtpCodecParameters) -> bool:
    if codec.mimeType.lower() != "video/h264" or codec.clockRate != 90_000 or not _seven_bits(codec):
        return False
    return str(codec.parameters.get("packetization-mode")) == "1" and _preference(codec) < len(_PROFILES)


def _seven_bits(codec: RTCRtpCodecParameters) -> bool:
    return codec.payloadType is not None and codec.payloadType < 128


def _preference(codec: RTCRtpCodecParameters) -> int:
    profile = _profile_level_id(codec)[:4]
    return _PROFILES.index(profile) if profile in _PROFILES else len(_PROFILES)


def _profile_level_id(codec: RTCRtpCodecParameters) -> str:
    # RFC 6184 section 8.1: without the parameter, baseline at level 1 is meant.
    value = str(codec.parameters.get("profile-level-id", "42000a")).lower()
    return value if re.fullmatch("[0-9a-f]{6}", value) else ""


def _format(media: MediaDescription, codec: RTCRtpCodecParameters, payload_type: int) -> VideoFormat:
    offered = {f"{each.type} {each.parameter or ''}".strip() for each in codec.rtcpFeedback}
    transport_cc_id = _extension_id(media, TRANSPORT_CC) if "transport-cc" in offered else None
    return VideoFormat(
        payload_type=payload_type,
        profile_level_id=_profile_level_id(codec),
        rtx_payload_type=_rtx_payload_type(media, payload_type),
        feedback=tuple(each for each in _FEEDBACK if each in offered),
        transport_cc_id=transport_cc_id,
        playout_delay_id=_extension_id(media, PLAYOUT_DELAY),
    )


def _rtx_payload_type(media: MediaDescription, payload_type: int) -> int | None:
    return next(
        (
            codec.payloadType
            for codec in media.rtp.codecs
            if codec.mimeType.lower() == "video/rtx"
            and codec.parameters.get("apt") == payload_type
            and _seven_bits(codec)
        ),
        None,
    )


def _extension_id(media: MediaDescription, uri: str) -> int | None:
    # RFC 8285 section 4.2: the one-byte form, which every browser takes, has ids 1 to 14.
    ids = (each.id for each in media.rtp.headerExtensions if each.uri == uri)
    return next((each for each in ids if 1 <= each <= 14), None)


def _ufrag(media: MediaDescription) -> str:
    ufrag = (media.ice.usernameFragment if media.ice else None) or ""
    password = (media.ice.password if media.ice else None) or ""
    if not _ICE_CHARS.fullmatch(ufrag) or not _ICE_CHARS.fullmatch(password):
        raise SdpError("the offer has no usable a=ice-ufrag and a=ice-pwd (RFC 8839)")
    return ufrag


def _dtls(media: MediaDescription) -> RTCDtlsParameters:
    if media.dtls is None or media.dtls.role == "server":
        raise SdpError("the offer must say a=setup:actpass or a=setup:active")
    if not any(each.algorithm.lower() in X509_DIGEST_ALGORITHMS for each in media.dtls.fingerprints):
        raise SdpError("the offer has no a=fingerprint with SHA-256, SHA-384 or SHA-512")
    if not media.rtcp_mux:
        raise SdpError("the offer must say a=rtcp-mux")
    return media.dtls


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise SdpError("a media line's name, protocol, format or mid is not a token (RFC 8866)")
    return text
