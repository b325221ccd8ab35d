"""The answer to an offer: N send-only slots in one bundle, ICE-lite with every candidate, DTLS passive."""

import ipaddress
from collections.abc import Iterator, Sequence

import msgspec

from responder.transport.ice import Credentials
from responder.transport.sdp import PLAYOUT_DELAY, TRANSPORT_CC, MediaLine, Offer, VideoFormat

# RFC 8445 section 5.1.2.2 recommends 126 for host candidates; RFC 6544 section 4.2 wants TCP well below UDP.
_UDP_TYPE_PREFERENCE = 126
_TCP_TYPE_PREFERENCE = 90


class SlotSources(msgspec.Struct, frozen=True, kw_only=True):
    """The synchronization sources of one slot: its pictures, and their retransmissions if negotiated."""

    ssrc: int
    rtx_ssrc: int | None


class Reachability(msgspec.Struct, frozen=True, kw_only=True):
    """How a phone reaches us: ICE credentials, addresses and the one port number."""

    credentials: Credentials
    addresses: tuple[str, ...]
    port: int


def answer(
    offer: Offer,
    sources: Sequence[SlotSources],
    reachability: Reachability,
    *,
    session_id: int,
    fingerprint: str,
    cname: str,
) -> str:
    """The SDP answer; `sources` has one entry per slot, `fingerprint` is "sha-256 AB:CD:...".

    Raises ValueError when `sources` does not fit the offer's slots.
    """
    lines = [
        "v=0",
        f"o=- {session_id} 2 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        _bundle(offer),
        "a=msid-semantic:WMS *",
    ]
    slots = dict(zip((line.mid for line in offer.slots), sources, strict=True))
    for line in offer.lines:
        if line.video is None:
            lines += _rejected(line)
            continue
        lines += _slot(line, line.video, slots[line.mid], cname)
        lines += [*_credentials(reachability), f"a=fingerprint:{fingerprint}", "a=setup:passive"]
        # RFC 8843 section 9 is content with the tagged line's; some players (aiortc) read the last line's.
        lines += _candidates(reachability)
    return "".join(f"{each}\r\n" for each in lines)


def answer_fragment(offer: Offer, reachability: Reachability) -> str:
    """The answer to an ICE restart: an `application/trickle-ice-sdpfrag` (RFC 9725 section 4.3.3)."""
    tagged = offer.slots[0]
    lines = [
        "a=ice-lite",
        _bundle(offer),
        _media(tagged, tagged.video.payload_type if tagged.video else 0),
        f"a=mid:{tagged.mid}",
        *_credentials(reachability),
        *_candidates(reachability),
    ]
    return "".join(f"{each}\r\n" for each in lines)


def _bundle(offer: Offer) -> str:
    return f"a=group:BUNDLE {' '.join(line.mid for line in offer.slots)}"


def _media(line: MediaLine, *payload_types: int) -> str:
    return f"m={line.kind} 9 {line.protocol} {' '.join(map(str, payload_types))}"


def _rejected(line: MediaLine) -> list[str]:
    mid = [f"a=mid:{line.mid}"] if line.mid else []
    return [f"m={line.kind} 0 {line.protocol} {line.first_format}", "c=IN IP4 0.0.0.0", "a=inactive", *mid]


def _slot(line: MediaLine, video: VideoFormat, sources: SlotSources, cname: str) -> Iterator[str]:
    rtx = () if video.rtx_payload_type is None else (video.rtx_payload_type,)
    yield _media(line, video.payload_type, *rtx)
    yield from ("c=IN IP4 0.0.0.0", "a=rtcp-mux", "a=rtcp-rsize", "a=sendonly", f"a=mid:{line.mid}")
    yield from _codec(video)
    yield from _extensions(video)
    yield f"a=msid:slot-{line.mid} video-{line.mid}"
    ssrcs = [ssrc for ssrc in (sources.ssrc, sources.rtx_ssrc) if ssrc is not None]
    if len(ssrcs) == 2:
        yield f"a=ssrc-group:FID {ssrcs[0]} {ssrcs[1]}"
    for ssrc in ssrcs:
        yield f"a=ssrc:{ssrc} cname:{cname}"
        yield f"a=ssrc:{ssrc} msid:slot-{line.mid} video-{line.mid}"


def _codec(video: VideoFormat) -> Iterator[str]:
    payload_type = video.payload_type
    yield f"a=rtpmap:{payload_type} H264/90000"
    yield from (f"a=rtcp-fb:{payload_type} {each}" for each in video.feedback)
    yield (
        f"a=fmtp:{payload_type} level-asymmetry-allowed=1;packetization-mode=1;"
        f"profile-level-id={video.profile_level_id}"
    )
    if video.rtx_payload_type is not None:
        yield f"a=rtpmap:{video.rtx_payload_type} rtx/90000"
        yield f"a=fmtp:{video.rtx_payload_type} apt={payload_type}"


def _extensions(video: VideoFormat) -> Iterator[str]:
    for number, uri in ((video.transport_cc_id, TRANSPORT_CC), (video.playout_delay_id, PLAYOUT_DELAY)):
        if number is not None:
            yield f"a=extmap:{number} {uri}"


def _credentials(reachability: Reachability) -> tuple[str, str]:
    credentials = reachability.credentials
    return f"a=ice-ufrag:{credentials.ufrag}", f"a=ice-pwd:{credentials.password}"


def _candidates(reachability: Reachability) -> Iterator[str]:
    for index, address in enumerate(_by_preference(reachability.addresses)):
        where = f"{address} {reachability.port} typ host"
        udp, tcp = (_priority(each, index) for each in (_UDP_TYPE_PREFERENCE, _TCP_TYPE_PREFERENCE))
        yield f"a=candidate:{2 * index + 1} 1 udp {udp} {where}"
        yield f"a=candidate:{2 * index + 2} 1 tcp {tcp} {where} tcptype passive"
    yield "a=end-of-candidates"


def _by_preference(addresses: Sequence[str]) -> list[str]:
    # RFC 8421: IPv6 first, where it is broken the checks find out; stable otherwise.
    return sorted(addresses, key=lambda address: -ipaddress.ip_address(address).version)


def _priority(type_preference: int, index: int) -> int:
    # RFC 8445 section 5.1.2.1, component 1.
    return (type_preference << 24) + ((65_535 - index) << 8) + 255
