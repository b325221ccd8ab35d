"""One phone's transport: ICE-lite, DTLS, SRTP, its video slots and its bandwidth estimate."""

import asyncio
import time
from collections.abc import Callable, Iterator
from enum import StrEnum

import msgspec
from aiortc.rtcdtlstransport import RTCCertificate

from responder.delivery import rtcp
from responder.delivery.bandwidth.estimate import BandwidthEstimator
from responder.delivery.gop import RungStream
from responder.delivery.slot import CLOCK_HZ
from responder.transport.answer import Reachability, answer_fragment
from responder.transport.dtls import DtlsSession, HandshakeFailed, SrtpSessions
from responder.transport.errors import SdpError
from responder.transport.fanout import FanOut, SlotStreams
from responder.transport.feedback import Feedback
from responder.transport.flow import Flow
from responder.transport.ice import Path
from responder.transport.port import Sender
from responder.transport.sdp import Offer, parse_fragment

# Players synchronise and measure round trips by sender reports; once a second is the usual pace.
REPORT_S = 1.0
# A report with its SDES takes at most 72 bytes here; this many share a datagram.
REPORTS_PER_DATAGRAM = 14


# RFC 3550 section 6.6: the count has five bits.
BYE_SSRCS = 31


class PeerState(StrEnum):
    """Where a peer's life stands."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    CLOSED = "closed"


class SlotClock(msgspec.Struct, frozen=True, kw_only=True):
    """Where a slot's RTP clock stands: the 32-bit RTP timestamp of a frame captured at a Unix time."""

    rtp_timestamp: int
    captured_at_s: float


class PeerStats(msgspec.Struct, frozen=True, kw_only=True):
    """What a peer has done so far; `protocol` is "udp" or "tcp", None without a path."""

    state: PeerState
    protocol: str | None
    packets_sent: int
    bytes_sent: int
    packets_dropped: int
    packets_resent: int
    keyframes_requested: int
    rtt_s: float | None
    loss: float
    estimate_bps: float


class Negotiated(msgspec.Struct, frozen=True, kw_only=True):
    """What `Peers.create` agreed with the phone, and how its ICE side is renewed."""

    peer_id: str
    offer: Offer
    answer_sdp: str
    cname: str
    certificate: RTCCertificate
    streams: tuple[SlotStreams, ...]
    renew_ice: Callable[[str], Reachability]


class Peer:
    """One phone: made by `Peers.create`, closed by its owner, by the phone or by silence.

    `on_first_frame(slot_index, stream)` is called when the first frame of a newly poured stream has been
    handed to the network; `on_closed(reason)` exactly once, whoever closes. Reasons: "handshake-timeout",
    "handshake-failed", "consent-lost", "closed-by-phone", or what was passed to `close`.
    `checked_at` is when the phone last proved that it is there: an authenticated check of any of its paths.
    Times passed as `now` are `time.monotonic()` seconds.
    """

    def __init__(
        self,
        negotiated: Negotiated,
        estimator: BandwidthEstimator,
        on_ended: Callable[["Peer"], None],
        now: float,
    ) -> None:
        """`on_ended` is for `Peers`, which also keeps `checked_at`; owners set `on_closed`."""
        self.peer_id = negotiated.peer_id
        self.answer_sdp = negotiated.answer_sdp
        self.slot_count = len(negotiated.streams)
        self.state = PeerState.CONNECTING
        self.path: Path | None = None
        self.checked_at = now
        self.on_first_frame: Callable[[int, RungStream], None] = _unheard
        self.on_closed: Callable[[str], None] = _unheard
        self._negotiated = negotiated
        self._remote_ufrag = negotiated.offer.ufrag
        self._estimator = estimator
        self._on_ended = on_ended
        self._fan_out = FanOut(negotiated.streams, estimator)
        self._flows = [
            Flow(index, each.slot, self._fan_out, self._first_frame_left)
            for index, each in enumerate(negotiated.streams)
        ]
        self._feedback = Feedback(negotiated.streams, self._flows, self._fan_out, estimator)
        self._dtls = DtlsSession(
            negotiated.certificate,
            negotiated.offer.dtls,
            send=self._send_record,
            on_closed=lambda: self.close("closed-by-phone"),
        )
        self._srtp: SrtpSessions | None = None
        self._reached_at: float | None = None
        self._reported_at = 0.0
        self._reported_packets = dict[int, int]()
        self._connecting = asyncio.get_running_loop().create_task(self._connect())

    def pour(self, slot_index: int, stream: RungStream | None) -> None:
        """Show `stream` in a slot from its next IDR (or cached GOP) on; None empties it.

        The same stream again changes nothing. Raises IndexError for a slot that was not negotiated.
        """
        if self.state is not PeerState.CLOSED:
            self._flows[slot_index].pour(stream, time.monotonic())

    def restart_ice(self, fragment: str) -> str:
        """Answer an ICE restart (RFC 8840 `application/trickle-ice-sdpfrag`), keeping DTLS and SRTP.

        Returns the answering fragment, or "" when the phone only trickled candidates (nothing to answer:
        an ICE-lite agent does not need them). Raises SdpError.
        """
        ufrag = parse_fragment(fragment).ufrag
        if self.state is PeerState.CLOSED:
            raise SdpError("this session has ended")
        if ufrag == self._remote_ufrag:
            return ""
        self._remote_ufrag = ufrag
        return answer_fragment(self._negotiated.offer, self._negotiated.renew_ice(self.peer_id))

    def estimate_bps(self, now: float) -> float:
        """What the phone's link carries, in bits per second, headers included."""
        return self._estimator.estimate_bps(now)

    def in_outage(self, now: float) -> bool:
        """Whether the phone has not answered for a second or more."""
        return self._estimator.in_outage(now)

    def want(self, bitrate_bps: float) -> None:
        """What the phone could make use of: the search for more bandwidth goes no further."""
        self._estimator.want(bitrate_bps)

    def prefer(self, slot_index: int | None) -> None:
        """Let the frames of one slot overtake those of others: the picture that a person looks at."""
        self._fan_out.prefer(slot_index)

    def left_at_s(self, slot_index: int) -> float:
        """When a picture of a slot last began to leave; minus infinity before the first one."""
        return self._fan_out.left_at_s(slot_index)

    def slot_clock(self, slot_index: int) -> SlotClock | None:
        """The slot's RTP time <-> capture time, or None before its first frame."""
        clock = self._flows[slot_index].slot.clock()
        return None if clock is None else SlotClock(rtp_timestamp=clock[0], captured_at_s=clock[1])

    def stats(self) -> PeerStats:
        """Counters so far."""
        return PeerStats(
            state=self.state,
            protocol=None if self.path is None else self.path.protocol,
            packets_sent=self._fan_out.packets_sent,
            bytes_sent=self._fan_out.bytes_sent,
            packets_dropped=self._fan_out.packets_dropped,
            packets_resent=self._fan_out.packets_resent,
            keyframes_requested=sum(flow.keyframes_requested for flow in self._flows),
            rtt_s=self._estimator.round_trip_s if self._feedback.heard else None,
            loss=self._feedback.loss,
            estimate_bps=self._estimator.estimate_bps(time.monotonic()),
        )

    def close(self, reason: str) -> None:
        """End at once: RTCP BYE and DTLS close_notify first, not one media packet after it returns."""
        if self.state is PeerState.CLOSED:
            return
        self.state = PeerState.CLOSED
        self._connecting.cancel()
        goodbyes = list(self._goodbyes())
        for flow in self._flows:
            flow.stop()
        self._fan_out.close(goodbyes, self._dtls.close())
        self._on_ended(self)
        self.on_closed(reason)

    def follow(self, path: Path | None, sender: Sender | None) -> None:
        """Send over another path from now on; None while there is none."""
        now = time.monotonic()
        if self.path is not None and path is not None:
            self._estimator.on_path_change(now)
        if self._reached_at is None:
            self._reached_at = now
        self.path = path
        self._fan_out.sender = sender

    def receive(self, datagram: bytes, now: float) -> None:
        """Take a datagram from a validated path: DTLS and SRTCP, by their first byte (RFC 7983)."""
        if 20 <= datagram[0] <= 63:
            self._dtls.receive(datagram)
        elif 128 <= datagram[0] <= 191 and self._srtp is not None and rtcp.is_rtcp(datagram):
            self._feedback.receive(datagram, self._srtp.incoming, now)

    def tick(self, now: float) -> None:
        """Follow the estimate, show what was held back, report once a second. Due every 100 ms."""
        if self.state is not PeerState.CONNECTED:
            return
        self._fan_out.tick(now)
        for flow in self._flows:
            flow.tick(now)
        if now - self._reported_at >= REPORT_S:
            self._reported_at = now
            self._fan_out.report(self._reports())

    async def _connect(self) -> None:
        try:
            self._srtp = await self._dtls.handshake()
        except TimeoutError:
            self.close("handshake-timeout")
        except HandshakeFailed:
            self.close("handshake-failed")
        else:
            self._connected(self._srtp, time.monotonic())

    def _connected(self, srtp: SrtpSessions, now: float) -> None:
        self.state = PeerState.CONNECTED
        if self._reached_at is not None:
            self._estimator.on_handshake(now - self._reached_at)
        self._fan_out.open(srtp.outgoing, now)
        for flow in self._flows:
            flow.begin(now)
        # The first probe follows the first pictures at once: the other slots wait for what it finds.
        self._fan_out.tick(now)

    def _send_record(self, record: bytes) -> None:
        if self._fan_out.sender is not None:
            self._fan_out.sender.send(record)

    def _first_frame_left(self, slot_index: int, stream: RungStream) -> None:
        self.on_first_frame(slot_index, stream)

    def _reports(self) -> Iterator[bytes]:
        reports = [each for each in map(self._sender_report, self._negotiated.streams) if each]
        for start in range(0, len(reports), REPORTS_PER_DATAGRAM):
            yield b"".join(reports[start : start + REPORTS_PER_DATAGRAM])

    def _sender_report(self, streams: SlotStreams) -> bytes:
        """SR and SDES of one slot; empty while it shows nothing new, which a thin link need not be told."""
        clock = streams.slot.clock()
        media = streams.media
        if clock is None or media.packet_count == self._reported_packets.get(media.ssrc):
            return b""
        self._reported_packets[media.ssrc] = media.packet_count
        timestamp, captured_at_s = clock
        now_s = time.time()
        return rtcp.sender_report(
            ssrc=media.ssrc,
            sent_at_s=now_s,
            rtp_timestamp=timestamp + round((now_s - captured_at_s) * CLOCK_HZ),
            packet_count=media.packet_count,
            octet_count=media.octet_count,
            cname=self._negotiated.cname,
        )

    def _goodbyes(self) -> Iterator[bytes]:
        ssrcs = [each.media.ssrc for each in self._negotiated.streams]
        for start in range(0, len(ssrcs), BYE_SSRCS):
            yield rtcp.bye(ssrcs[start : start + BYE_SSRCS])


def _unheard(*_: object) -> None:
    """Nobody listens yet."""
