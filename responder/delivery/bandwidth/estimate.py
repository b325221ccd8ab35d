"""How much the link to a phone carries now, put together from every sign that the phone gives."""

import math
from collections.abc import Sequence

from responder.delivery.bandwidth.delay import DelayBasedRate
from responder.delivery.bandwidth.fallback import ReceiverEstimate
from responder.delivery.bandwidth.feedback import Outcome, SentPackets
from responder.delivery.bandwidth.loss import LossCeiling
from responder.delivery.bandwidth.probing import Prober
from responder.delivery.bandwidth.round_trip import RoundTrip
from responder.delivery.bandwidth.silence import Hearing, Silence
from responder.delivery.bandwidth.start import START_BPS, first_guess_bps
from responder.delivery.bandwidth.trend import Usage
from responder.delivery.bandwidth.window import room_bps
from responder.delivery.rtcp import ReceiverReport, Remb, TransportFeedback

# EDGE carries this; below it nothing but posters makes sense.
MIN_BPS = 30_000.0
# Twelve slots in the best quality that a phone's screen has use for.
MAX_BPS = 30_000_000.0
# libwebrtc: a key frame must not stand in the pacer's queue while the link is idle between frames.
_PACING_FACTOR = 2.5
# A link that was found full once: faster pacing would only move the queue from here into the network.
_CAREFUL_PACING_FACTOR = 1.5
# A probe on top of a longer queue than this would measure that queue.
_STEADY_QUEUE_S = 0.05
# A queue that nothing was heard of for so long has drained.
_QUEUE_MEMORY_S = 0.5
# With a full window packets trickle until answers come.
_TRICKLE_FACTOR = 0.05
_TRICKLE_BPS = 30_000.0
# But on the thinnest links that would hold the queue up.
_MOST_TRICKLE = 0.15
# Until the first answer no more is sent than the start rate gives in this time, then as much more as has come
# through: the link may be an EDGE one.
_BLIND_S = 0.25
# The owner asks this often for the pacing rate when no answer comes.
_ASKED_EVERY_S = 0.1
# Beyond it packets trickle until answers come.
_BLIND_FACTOR = 0.1
# A phone that agreed to answer and has not for so long never will; its receiver reports are all there is.
_DEAF_AFTER_S = 3.0
# Nobody answers: one packet of usual size each 100 ms finds out when the link is back.
_OUTAGE_BPS = 96_000.0
_OUTAGE_PROBE_INTERVAL_S = 0.1
_OUTAGE_PROBE_BYTES = 200
# A radio's burst may carry a probe many times faster than the seconds after it.
_MAX_RISE = 2.0
# An answer is overdue: the link may be worse than it was, by how much nobody knows.
_SILENT_FACTOR = 0.5


class BandwidthEstimator:
    """Estimate of one phone's link.

    The owner says what it sent with `on_sent`, hands in what the phone reports, and at least every 100 ms
    while it sends asks `estimate_bps`, `pacing_bps` and `probe_bytes`. Times are seconds of one monotonic
    clock.
    """

    def __init__(
        self,
        *,
        start_bps: float = START_BPS,
        min_bps: float = MIN_BPS,
        max_bps: float = MAX_BPS,
        transport_cc: bool = True,
    ) -> None:
        """`transport_cc` says whether the phone agreed to give transport-cc feedback."""
        self._transport_cc = transport_cc
        self._min_bps = min_bps
        self._max_bps = max_bps
        self._sent = SentPackets()
        self._delay = self._delay_based(start_bps)
        self._loss = LossCeiling()
        self._silence = Silence()
        self._round_trip = RoundTrip()
        self._fallback = ReceiverEstimate(start_bps=start_bps)
        self._prober = Prober(start_bps=start_bps)
        self._outage_probed_at_s = 0.0
        self._first_sent_at_s: float | None = None
        self._heard = False
        self._arrived_bytes = 0

    @property
    def round_trip_s(self) -> float:
        """Smoothed; an assumption before the first feedback."""
        return self._round_trip.smoothed_s

    @property
    def loss_fraction(self) -> float:
        """Of the packets lately reported on, 0 to 1."""
        return self._loss.fraction

    def on_handshake(self, seconds: float) -> None:
        """The connection took so long to make; to be told before the first packet leaves."""
        bps = min(self._delay.bps, first_guess_bps(seconds))
        self._delay = self._delay_based(bps)
        self._fallback = ReceiverEstimate(start_bps=bps)

    def want(self, bps: float) -> None:
        """What the phone could make use of: probing goes no further."""
        self._prober.schedule.wanted_bps = min(bps, self._max_bps)

    def on_sent(self, first_sequence_number: int, sizes_bytes: Sequence[int], now: float) -> None:
        """Packets with consecutive transport-wide numbers (16 bit) left together; sizes as on the wire."""
        size_bytes = sum(sizes_bytes)
        self._fallback.on_sent(size_bytes)
        if not self._transport_cc:
            return
        if self._first_sent_at_s is None:
            self._first_sent_at_s = now
        probe_id = self._prober.on_sent(len(sizes_bytes), size_bytes, now)
        self._sent.sent(first_sequence_number, sizes_bytes, now, probe_id)

    def on_feedback(self, feedback: TransportFeedback, now: float) -> None:
        """Transport-cc feedback came."""
        outcome = self._sent.resolve(feedback, now)
        if not outcome.arrived and not outcome.lost:
            return
        self._heard = True
        self._arrived_bytes += sum(arrival.size_bytes for arrival in outcome.arrivals)
        if outcome.round_trip_s is not None:
            self._round_trip.add(outcome.round_trip_s, now)
        if self._silence.on_feedback(now):
            self._resume(now)
        self._loss.add(outcome.arrived, outcome.lost, self._delay.bps, self._round_trip.smoothed_s, now)
        self._react(outcome, now)

    def on_path_change(self, now: float) -> None:
        """The phone is reached another way from now on: from Wi-Fi to LTE, or back."""
        self._delay.change_way(now)
        self._round_trip = RoundTrip()

    def on_receiver_report(self, report: ReceiverReport, round_trip_s: float | None, now: float) -> None:
        """A receiver report came; `round_trip_s` is from `rtcp.round_trip_s`."""
        self._fallback.on_report(report, now)
        if round_trip_s is not None and not self._heard:
            self._round_trip.add(round_trip_s, now)

    def on_remb(self, remb: Remb) -> None:
        """The phone's own estimate came; it counts only without transport-cc feedback."""
        self._fallback.on_remb(remb.bitrate_bps)

    def estimate_bps(self, now: float) -> float:
        """What media and its overhead may use together."""
        bps = self._measured_bps(now)
        return self._bounded(bps * _SILENT_FACTOR if self.in_outage(now) else bps)

    def in_outage(self, now: float) -> bool:
        """Whether the phone has not answered for a second or more."""
        return self._hearing(now) is Hearing.OUTAGE

    def pacing_bps(self, now: float) -> float:
        """The pacer's budget: faster than the estimate, so that a key frame need not wait for long.

        And slower once more is on the way than a short queue holds: to be asked after every feedback.
        """
        if self._hearing(now) is Hearing.OUTAGE:
            return _OUTAGE_BPS
        bps = self._bounded(self._measured_bps(now))
        if not self._heard:
            room_bps = math.inf if self._deaf(now) else self._blind_room_bps(bps)
            return max(min(_PACING_FACTOR * bps, room_bps), _BLIND_FACTOR * bps)
        factor = _CAREFUL_PACING_FACTOR if self._delay.met_limit else _PACING_FACTOR
        most_bps = factor * max(bps, self._delay.momentary_bps)
        room_bps = 0.0 if self._delay.in_doubt else min(self._room_bps(), self._blind_room_bps(bps))
        return max(min(most_bps, room_bps), _TRICKLE_FACTOR * bps, min(_TRICKLE_BPS, _MOST_TRICKLE * bps))

    def probe_bytes(self, now: float) -> int:
        """How many bytes of retransmissions or padding are to leave now as a probe; mostly 0.

        To be asked every 5 ms while it answers more than 0; then it counts as sent. At most 250 bytes are
        best sent as padding.
        """
        if self._first_sent_at_s is None or self._deaf(now):
            return 0
        hearing = self._hearing(now)
        if hearing is Hearing.OUTAGE:
            return self._outage_probe_bytes(now)
        steady = hearing is Hearing.WELL and not self._queued(now)
        estimate_bps = self._bounded(self._measured_bps(now))
        return self._prober.bytes_due(estimate_bps, now, steady=steady, used_bps=self._delay.used_bps)

    def _delay_based(self, start_bps: float) -> DelayBasedRate:
        return DelayBasedRate(start_bps=start_bps, min_bps=self._min_bps, max_bps=self._max_bps)

    def _measured_bps(self, now: float) -> float:
        if self._heard or (self._transport_cc and not self._deaf(now)):
            return min(self._delay.bps, self._loss.bps)
        return self._fallback.bps

    def _bounded(self, bps: float) -> float:
        return min(max(bps, self._min_bps), self._max_bps)

    def _deaf(self, now: float) -> bool:
        """Whether feedback was promised and never came: then the phone's reports are all there is."""
        if self._heard or self._first_sent_at_s is None:
            return False
        return now - self._first_sent_at_s > _DEAF_AFTER_S

    def _hearing(self, now: float) -> Hearing:
        return self._silence.hearing(self._sent.oldest_sent_at_s(), self._round_trip.smoothed_s, now)

    def _queued(self, now: float) -> bool:
        """Whether a queue stands; what was seen before a time without packets has drained since."""
        return self._delay.queue_s > _STEADY_QUEUE_S and self._silence.answered_within(_QUEUE_MEMORY_S, now)

    def _blind_room_bps(self, bps: float) -> float:
        """The rate that fills what an unknown link may hold, until the owner asks again."""
        most_bytes = bps / 8 * _BLIND_S + self._arrived_bytes
        return (most_bytes - self._sent.in_flight_bytes) * 8 / _ASKED_EVERY_S

    def _room_bps(self) -> float:
        return room_bps(
            self._delay.momentary_bps,
            self._sent.in_flight_bytes,
            self._round_trip.shortest_s,
            self._silence.interval_s,
        )

    def _react(self, outcome: Outcome, now: float) -> None:
        usage = self._delay.add(outcome.arrivals)
        if self._probe_result(outcome, now):
            return
        self._delay.move(usage, now)
        if usage is Usage.OVERUSE:
            self._prober.schedule.on_overuse(now)

    def _probe_result(self, outcome: Outcome, now: float) -> bool:
        """Whether a probe has just shown what the link carries."""
        result = self._prober.on_arrivals(outcome.arrivals, now)
        if result is None:
            return False
        # A first guess is worth less than a measurement; a known limit is not given up for a single one.
        if result.bps <= self._delay.bps and (self._delay.met_limit or not result.saturated):
            return False
        most_bps = max(self._prober.schedule.wanted_bps, self._delay.bps)
        if self._delay.met_limit:
            most_bps = min(most_bps, _MAX_RISE * self._delay.bps)
        self._delay.set(min(result.bps, most_bps))
        self._loss.lift(result.bps)
        return True

    def _resume(self, now: float) -> None:
        """The phone is back: half of the old rate until a probe tells more."""
        before_bps = self._delay.bps
        self._delay.set(before_bps * _SILENT_FACTOR)
        self._delay.begin_anew()
        self._prober.schedule.recover(before_bps)

    def _outage_probe_bytes(self, now: float) -> int:
        if now - self._outage_probed_at_s < _OUTAGE_PROBE_INTERVAL_S:
            return 0
        self._outage_probed_at_s = now
        return _OUTAGE_PROBE_BYTES
