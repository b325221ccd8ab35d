"""What a phone reports over SRTCP: lost packets, broken pictures, and how its link fares."""

import time
from collections.abc import Sequence

import pylibsrtp

from responder.delivery import rtcp
from responder.delivery.bandwidth.estimate import BandwidthEstimator
from responder.delivery.errors import RtcpError
from responder.transport.allowance import Allowance
from responder.transport.fanout import FanOut, SlotStreams
from responder.transport.flow import Flow

# A browser with 12 slots sends 20 to 40 datagrams a second; a hostile one gets no more of our time than this.
DATAGRAMS_PER_S = 200
# A datagram can name 65 thousand packets; those of a phone that gets 20 Mbps name 200.
PACKETS_PER_UNIT = 200
# More packets than this were not lost, the link was down: the picture needs a key frame, not a resend.
LOST_PACKETS_MAX = 250


class Feedback:
    """Opens a phone's SRTCP and acts on it; whatever the phone sends, the work is bounded."""

    def __init__(
        self,
        streams: Sequence[SlotStreams],
        flows: Sequence[Flow],
        fan_out: FanOut,
        estimator: BandwidthEstimator,
    ) -> None:
        self.heard = False
        self.loss = 0.0
        self._flows = flows
        self._fan_out = fan_out
        self._estimator = estimator
        self._index_by_ssrc = {each.media.ssrc: index for index, each in enumerate(streams)}
        self._fir_seen: dict[int, int] = {}
        self._allowance = Allowance(DATAGRAMS_PER_S)

    def receive(self, datagram: bytes, srtp: pylibsrtp.Session, now: float) -> None:
        """Take one SRTCP datagram; forged, replayed, malformed or surplus ones change nothing."""
        if not self._allowance.take(now):
            return
        try:
            packets = rtcp.parse(srtp.unprotect_rtcp(datagram))
        except (pylibsrtp.Error, RtcpError):
            return
        for packet in packets:
            self._act(packet, now)

    def _act(self, packet: rtcp.RtcpPacket, now: float) -> None:
        match packet:
            case rtcp.TransportFeedback():
                self._allowance.charge(len(packet.arrivals_us) / PACKETS_PER_UNIT)
                self._estimator.on_feedback(packet, now)
                self._fan_out.follow_estimate(now)
                self.heard, self.loss = True, self._estimator.loss_fraction
            case rtcp.Nack():
                self._resend(packet, now)
            case rtcp.PictureLossIndication():
                self._refresh(packet.media_ssrc, now)
            case rtcp.FullIntraRequest():
                self._intra(packet, now)
            case rtcp.ReceiverReport():
                self._reported(packet, now)
            case rtcp.Remb():
                self._estimator.on_remb(packet)

    def _resend(self, nack: rtcp.Nack, now: float) -> None:
        index = self._index_by_ssrc.get(nack.media_ssrc)
        if index is None:
            return
        self._allowance.charge(len(nack.sequence_numbers) / PACKETS_PER_UNIT)
        self._fan_out.resend(index, nack.sequence_numbers[:LOST_PACKETS_MAX], now)

    def _refresh(self, ssrc: int, now: float) -> None:
        index = self._index_by_ssrc.get(ssrc)
        if index is not None:
            self._flows[index].refresh(now)

    def _intra(self, request: rtcp.FullIntraRequest, now: float) -> None:
        # RFC 5104 section 4.3.1.2: a repeated number is the same request, sent again for safety.
        if (
            request.media_ssrc in self._index_by_ssrc
            and self._fir_seen.get(request.media_ssrc) != request.command_number
        ):
            self._fir_seen[request.media_ssrc] = request.command_number
            self._refresh(request.media_ssrc, now)

    def _reported(self, report: rtcp.ReceiverReport, now: float) -> None:
        blocks = [block for block in report.blocks if block.ssrc in self._index_by_ssrc]
        # Sender reports carry Unix time, so round trips are measured on that clock.
        trips = [rtcp.round_trip_s(block, time.time()) for block in blocks]
        trip = next((each for each in trips if each is not None), None)
        if blocks:
            self.heard, self.loss = True, max(block.fraction_lost for block in blocks)
        self._estimator.on_receiver_report(report, trip, now)
