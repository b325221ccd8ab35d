"""Every phone on this node: makes a peer of an offer, finds the peer of a datagram, ends the silent ones."""

import asyncio
import base64
import secrets
import time
from collections.abc import Callable

from responder.delivery.bandwidth.estimate import BandwidthEstimator
from responder.delivery.rtp import HeaderExtensions, PlayoutDelay, RtpStream, RtxStream
from responder.delivery.slot import Slot
from responder.transport.answer import Reachability, SlotSources, answer
from responder.transport.dtls import Identity, fingerprint
from responder.transport.errors import TooManyHandshakes
from responder.transport.fanout import SlotStreams
from responder.transport.ice import Credentials, IceLite, Path
from responder.transport.peer import Negotiated, Peer, PeerState
from responder.transport.port import MediaPort
from responder.transport.sdp import MediaLine, Offer, VideoFormat, parse_offer

# A link opened by a whole agency is 100 phones in 10 s, of which a handshake takes one each.
HANDSHAKES_MAX = 256
# How late a new pacing rate, a probe or a held-back picture may be: a phone's feedback comes as often.
TICK_S = 0.1
# RFC 8445 section 5.3 asks for 24 and 128 random bits; a longer fragment cannot be hit by accident.
UFRAG_BYTES = 6
PASSWORD_BYTES = 18


def estimator(transport_cc: bool) -> BandwidthEstimator:
    """The usual one of a phone's link; `transport_cc` says whether the phone agreed to give feedback."""
    return BandwidthEstimator(transport_cc=transport_cc)


class Peers:
    """The peers behind one media port."""

    def __init__(
        self, media_port: MediaPort, estimators: Callable[[bool], BandwidthEstimator] = estimator
    ) -> None:
        """Use `media_port`, which must be started before the first `create`.

        `estimators` makes a peer's estimator, like `estimator`: measurements compare others with it.
        """
        self._port = media_port
        self._estimators = estimators
        self._ice = IceLite()
        self._identity = Identity()
        self._peers: dict[str, Peer] = {}
        self._timer: asyncio.TimerHandle | None = None
        media_port.attach(self._receive, self._path_lost)

    def __len__(self) -> int:
        """How many peers are open."""
        return len(self._peers)

    def create(self, offer_sdp: str, now: float) -> Peer:
        """Answer an offer of receive-only H.264 video; `now` is `time.monotonic()`.

        Raises SdpError with a reason for the phone, TooManyHandshakes when it should try again.
        """
        offer = parse_offer(offer_sdp)
        connecting = sum(peer.state is PeerState.CONNECTING for peer in self._peers.values())
        if connecting >= HANDSHAKES_MAX:
            raise TooManyHandshakes(f"{connecting} phones are connecting")
        negotiated = self._negotiate(offer, now)
        numbered = any(line.video and line.video.transport_cc_id for line in offer.slots)
        peer = Peer(negotiated, self._estimators(numbered), self._ended, now)
        self._peers[peer.peer_id] = peer
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)
        return peer

    def close_all(self, reason: str) -> None:
        """Close every peer, as at shutdown."""
        for peer in list(self._peers.values()):
            peer.close(reason)

    def _negotiate(self, offer: Offer, now: float) -> Negotiated:
        peer_id, cname = secrets.token_hex(8), secrets.token_hex(8)
        credentials = _new_credentials()
        self._ice.admit(peer_id, credentials, now)
        certificate = self._identity.certificate()
        streams = tuple(_streams(line, line.video) for line in offer.slots if line.video is not None)
        answer_sdp = answer(
            offer,
            [_sources(each) for each in streams],
            self._reachability(credentials),
            session_id=secrets.randbits(62),
            fingerprint=fingerprint(certificate),
            cname=cname,
        )
        return Negotiated(
            peer_id=peer_id,
            offer=offer,
            answer_sdp=answer_sdp,
            cname=cname,
            certificate=certificate,
            streams=streams,
            renew_ice=self._renew_ice,
        )

    def _reachability(self, credentials: Credentials) -> Reachability:
        return Reachability(
            credentials=credentials, addresses=self._port.advertised_addresses(), port=self._port.port
        )

    def _renew_ice(self, peer_id: str) -> Reachability:
        credentials = _new_credentials()
        self._ice.restart(peer_id, credentials)
        return self._reachability(credentials)

    def _receive(self, datagram: bytes, path: Path) -> bool:
        """Give a datagram to its peer; returns whether it has one."""
        now = time.monotonic()
        # RFC 7983: a first byte of 0 to 3 is STUN.
        if datagram[0] < 4:
            return self._check(datagram, path, now)
        owner = self._ice.owner_of(path)
        if owner is None:
            return False
        self._peers[owner].receive(datagram, now)
        return True

    def _check(self, datagram: bytes, path: Path, now: float) -> bool:
        answered = self._ice.receive(datagram, path, now)
        sender = None if answered is None else self._port.sender(path)
        if answered is None or sender is None:
            return False
        sender.send(answered.response)
        self._peers[answered.owner].checked_at = now
        self._follow(answered.owner, answered.selected)
        if answered.abandoned is not None:
            self._port.hang_up(answered.abandoned)
        return True

    def _path_lost(self, path: Path) -> None:
        owner = self._ice.path_lost(path)
        if owner is not None:
            self._follow(owner, self._ice.selected(owner))

    def _follow(self, owner: str, path: Path | None) -> None:
        peer = self._peers[owner]
        if path != peer.path:
            peer.follow(path, None if path is None else self._port.sender(path))

    def _ended(self, peer: Peer) -> None:
        self._peers.pop(peer.peer_id, None)
        for path in self._ice.withdraw(peer.peer_id):
            self._port.hang_up(path)

    def _tick(self) -> None:
        self._timer = None
        now = time.monotonic()
        for owner in self._ice.silent(now):
            self._peers[owner].close("consent-lost")
        for peer in list(self._peers.values()):
            peer.tick(now)
        if self._peers:
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)


def _new_credentials() -> Credentials:
    # Base64's alphabet is that of ICE; both lengths are multiples of three, so there is no padding.
    ufrag, password = (
        base64.b64encode(secrets.token_bytes(size)).decode() for size in (UFRAG_BYTES, PASSWORD_BYTES)
    )
    return Credentials(ufrag=ufrag, password=password)


def _streams(line: MediaLine, video: VideoFormat) -> SlotStreams:
    extensions = HeaderExtensions(transport_cc=video.transport_cc_id, playout_delay=video.playout_delay_id)
    media = RtpStream(
        ssrc=_new_ssrc(),
        payload_type=video.payload_type,
        extensions=extensions,
        mid=line.mid,
        playout_delay=PlayoutDelay(),
    )
    # RFC 3711 section 3.3.1: below 2**15 a loss at the start cannot be taken for a wrap.
    slot = Slot(first_sequence_number=secrets.randbits(15), first_timestamp=secrets.randbits(32))
    rtx = None
    if video.rtx_payload_type is not None:
        rtx = RtxStream(
            ssrc=_new_ssrc(),
            payload_type=video.rtx_payload_type,
            first_sequence_number=secrets.randbits(15),
            extensions=extensions,
        )
    return SlotStreams(slot, media, rtx)


def _new_ssrc() -> int:
    # Zero means "none" in RTCP.
    return secrets.randbelow(2**32 - 1) + 1


def _sources(streams: SlotStreams) -> SlotSources:
    return SlotSources(ssrc=streams.media.ssrc, rtx_ssrc=None if streams.rtx is None else streams.rtx.ssrc)
