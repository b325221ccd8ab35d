"""The estimator as a whole, over a link that the test plays; longer stories are in `tests/simulation`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.delivery.bandwidth.estimate import MAX_BPS, MIN_BPS, BandwidthEstimator
from responder.delivery.bandwidth.start import first_guess_bps
from responder.delivery.rtcp import ReceiverReport, Remb, ReportBlock
from responder.delivery.transport_feedback import TransportFeedback

START_BPS = 1_000_000.0
PACKET_BYTES = 1000
ONE_WAY_S = 0.02
FEEDBACK_S = 0.06


class Link:
    """Sends at a rate, answers probes, and gives feedback from the other end of a link."""

    def __init__(self, estimator: BandwidthEstimator) -> None:
        self.estimator = estimator
        self.now = 0.0
        self.number = 65_000
        self.free_at_s = 0.0
        self.unreported: list[tuple[int, float]] = []
        self.probed_bytes = 0
        self.one_way_s = ONE_WAY_S

    def run(
        self, seconds: float, link_bps: float, *, send_bps: float | None = None, answers: bool = True
    ) -> None:
        """Steps of 5 ms; sends what the estimate allows unless told a rate."""
        owed = 0.0
        for _ in range(round(seconds / 0.005)):
            self.now += 0.005
            estimate_bps = self.estimator.estimate_bps(self.now)
            owed += (estimate_bps if send_bps is None else send_bps) * 0.005 / 8
            count = int(owed // PACKET_BYTES)
            owed -= count * PACKET_BYTES
            probe = -(-self.estimator.probe_bytes(self.now) // PACKET_BYTES)
            self.probed_bytes += probe * PACKET_BYTES
            self.send(count + probe, link_bps)
            if answers and round(self.now / 0.005) % round(FEEDBACK_S / 0.005) == 0:
                self.answer()

    def send(self, count: int, link_bps: float) -> None:
        """Packets leave now."""
        if not count:
            return
        self.estimator.on_sent(self.number & 0xFFFF, [PACKET_BYTES] * count, self.now)
        for _ in range(count):
            self.free_at_s = max(self.free_at_s, self.now) + PACKET_BYTES * 8 / link_bps
            self.unreported.append((self.number, self.free_at_s + self.one_way_s))
            self.number += 1

    def answer(self) -> None:
        """Feedback about all packets that have arrived."""
        arrived = [it for it in self.unreported if it[1] + self.one_way_s <= self.now]
        if arrived:
            self.unreported = self.unreported[len(arrived) :]
            times = tuple(round(at_s * 1e6) for _, at_s in arrived)
            feedback = TransportFeedback(
                feedback_count=0, base_sequence_number=arrived[0][0] & 0xFFFF, arrivals_us=times
            )
            self.estimator.on_feedback(feedback, self.now)


def new_link(*, min_bps: float = MIN_BPS, max_bps: float = MAX_BPS) -> Link:
    """A phone that wants 20 Mbps."""
    estimator = BandwidthEstimator(start_bps=START_BPS, min_bps=min_bps, max_bps=max_bps)
    estimator.want(20_000_000)
    return Link(estimator)


def test_a_long_handshake_makes_a_slow_start() -> None:
    """And a short one no faster one; at 184 kbps a quarter of a second is 6 packets."""
    estimator = BandwidthEstimator(start_bps=START_BPS)
    estimator.on_handshake(0.1)
    assert estimator.estimate_bps(0.0) == START_BPS
    estimator.on_handshake(1.0)
    assert estimator.estimate_bps(0.0) == first_guess_bps(1.0)
    estimator.on_sent(0, [PACKET_BYTES] * 6, 0.0)
    assert estimator.pacing_bps(0.0) < first_guess_bps(1.0)


def test_it_begins_with_the_start_rate() -> None:
    """And paces faster than that."""
    estimator = BandwidthEstimator(start_bps=START_BPS)

    assert estimator.estimate_bps(0.0) == START_BPS
    assert estimator.pacing_bps(0.0) == 2.5 * START_BPS
    assert estimator.probe_bytes(0.0) == 0  # nothing was sent: there is no link to probe yet


def test_a_fast_link_is_found_within_half_a_second() -> None:
    """By probes that double."""
    link = new_link()
    link.run(0.5, 100_000_000)

    assert link.estimator.estimate_bps(link.now) > 10_000_000


def test_probing_goes_no_further_than_what_is_wanted() -> None:
    """Nobody pays for data that show nothing."""
    link = new_link()
    link.estimator.want(1_500_000)
    link.run(30, 100_000_000, send_bps=800_000)

    assert link.probed_bytes < 20_000


def test_a_slow_link_is_not_overfilled() -> None:
    """After a second the estimate is what the link carries, or less."""
    link = new_link()
    link.run(1.5, 500_000)
    link.run(5, 500_000)

    assert 300_000 <= link.estimator.estimate_bps(link.now) <= 550_000
    assert link.free_at_s - link.now < 0.2


def test_silence_slows_down_and_an_outage_stops() -> None:
    """Media trickles, small probes go on, and the first answer is the way back."""
    link = new_link()
    link.run(3, 2_000_000, send_bps=1_500_000)
    estimate_bps = link.estimator.estimate_bps(link.now)

    link.run(0.4, 2_000_000, send_bps=1_500_000, answers=False)
    assert link.estimator.pacing_bps(link.now) <= 0.8 * estimate_bps
    assert not link.estimator.in_outage(link.now)

    link.run(1.0, 2_000_000, send_bps=100_000, answers=False)
    assert link.estimator.in_outage(link.now)
    assert link.estimator.estimate_bps(link.now) == pytest.approx(estimate_bps / 2, rel=0.05)
    assert link.estimator.pacing_bps(link.now) < 100_000
    assert sum(link.estimator.probe_bytes(link.now + step / 100) for step in range(100)) == 10 * 200

    link.run(0.1, 2_000_000, send_bps=100_000)
    assert not link.estimator.in_outage(link.now)
    link.run(1.5, 2_000_000, send_bps=1_000_000)
    assert link.estimator.estimate_bps(link.now) >= 0.8 * estimate_bps


def test_what_is_in_flight_chokes_the_pacer() -> None:
    """More than the way, an interval and 100 ms hold: packets wait here, not there."""
    link = new_link()
    link.run(3, 2_000_000, send_bps=1_500_000)
    before_bps = link.estimator.pacing_bps(link.now)

    link.send(60, 2_000_000)

    assert link.estimator.pacing_bps(link.now) <= 0.25 * before_bps


def test_before_the_first_answer_little_is_sent_blindly() -> None:
    """What 250 ms of the start rate hold, and then a tenth of it: the link may be an EDGE one."""
    link = new_link()
    assert link.estimator.pacing_bps(0.0) == 2.5 * START_BPS

    link.send(25, 100_000)
    left_bytes = 0.25 * START_BPS / 8 - 25 * PACKET_BYTES
    assert link.estimator.pacing_bps(0.0) == pytest.approx(left_bytes * 8 / 0.1)

    link.send(10, 100_000)
    assert link.estimator.pacing_bps(0.1) == START_BPS / 10


def test_after_the_first_answer_as_much_more_may_leave_as_came_through() -> None:
    """Two packets of 35: at 100 kbps the others stand in a queue, which no rate has told of yet."""
    link = new_link()
    link.send(35, 100_000)
    link.now = 0.2
    link.answer()

    assert link.estimator.pacing_bps(0.2) < START_BPS / 4


def test_another_way_to_the_phone_costs_no_rate() -> None:
    """100 ms more each way, once Wi-Fi became LTE, are not taken for a queue."""
    link = new_link()
    link.run(3, 3_000_000, send_bps=1_500_000)
    before_bps = link.estimator.estimate_bps(link.now)

    link.estimator.on_path_change(link.now)
    link.one_way_s += 0.1
    link.run(2, 3_000_000, send_bps=1_500_000)

    assert link.estimator.estimate_bps(link.now) >= 0.9 * before_bps


def block(fraction_lost: float) -> ReceiverReport:
    """A receiver report of one stream."""
    return ReceiverReport(
        sender_ssrc=1,
        blocks=(
            ReportBlock(
                ssrc=2,
                fraction_lost=fraction_lost,
                packets_lost=0,
                highest_sequence_number=0,
                jitter=0,
                last_sender_report=1,
                delay_since_last_sender_report_s=0,
            ),
        ),
    )


def test_without_transport_cc_reports_and_remb_decide() -> None:
    """Loss first; the phone's own estimate when it gives one. No probes: nobody would answer."""
    estimator = BandwidthEstimator(start_bps=START_BPS, transport_cc=False)
    estimator.on_sent(0, [100_000], 0.0)
    estimator.on_receiver_report(block(0.5), 0.08, 1.0)

    assert estimator.estimate_bps(1.0) == pytest.approx(750_000)
    assert estimator.round_trip_s == pytest.approx(0.08)
    assert estimator.probe_bytes(1.0) == 0

    estimator.on_remb(Remb(bitrate_bps=420_000, media_ssrcs=(2,)))
    assert estimator.estimate_bps(2.0) == 420_000


def test_with_transport_cc_reports_and_remb_are_not_heard() -> None:
    """Two masters would be one too many."""
    link = new_link()
    link.run(1, 10_000_000)
    before_bps = link.estimator.estimate_bps(link.now)

    link.estimator.on_remb(Remb(bitrate_bps=50_000, media_ssrcs=(2,)))
    link.estimator.on_receiver_report(block(0.9), 3.0, link.now)

    assert link.estimator.estimate_bps(link.now) == before_bps
    assert link.estimator.round_trip_s < 0.2


def test_feedback_that_was_promised_and_never_comes_is_given_up() -> None:
    """After three seconds the phone's reports are believed instead."""
    link = new_link()
    link.run(4, 50_000_000, send_bps=500_000, answers=False)
    link.estimator.on_remb(Remb(bitrate_bps=700_000, media_ssrcs=(2,)))

    assert link.estimator.estimate_bps(link.now) == 700_000
    assert link.estimator.pacing_bps(link.now) >= 700_000


def test_bounds_hold() -> None:
    """Whatever is measured."""
    link = new_link(min_bps=200_000, max_bps=2_000_000)
    link.run(2, 100_000_000)
    assert link.estimator.estimate_bps(link.now) <= 2_000_000

    link.run(10, 40_000)
    assert link.estimator.estimate_bps(link.now) == 200_000


answers = st.lists(
    st.tuples(
        st.integers(0, 0xFFFF),
        st.lists(st.one_of(st.none(), st.integers(0, 2**40)), max_size=40),
        st.floats(0, 3),
    ),
    max_size=30,
)


@given(answers)
@settings(deadline=None)
def test_no_feedback_breaks_it(feedback: list[tuple[int, list[int | None], float]]) -> None:
    """A hostile phone gets a rate within bounds, and no exception."""
    estimator = BandwidthEstimator(start_bps=START_BPS)
    now = 0.0
    for number in range(0, 3000, 100):
        estimator.on_sent(number, [1000] * 100, now)
    for base, arrivals, pause_s in feedback:
        now += pause_s
        estimator.on_feedback(
            TransportFeedback(
                feedback_count=0, base_sequence_number=base % 3000, arrivals_us=tuple(arrivals)
            ),
            now,
        )
        assert 30_000 <= estimator.estimate_bps(now) <= 30_000_000
        assert estimator.pacing_bps(now) > 0
        assert 0 <= estimator.probe_bytes(now) <= 200_000
