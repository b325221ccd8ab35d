"""Phones without transport-cc feedback."""

import pytest

from responder.delivery.bandwidth.fallback import ReceiverEstimate
from responder.delivery.rtcp import ReceiverReport, ReportBlock


def report(*fractions_lost: float) -> ReceiverReport:
    """One block per stream."""
    return ReceiverReport(
        sender_ssrc=1,
        blocks=tuple(
            ReportBlock(
                ssrc=ssrc,
                fraction_lost=fraction,
                packets_lost=0,
                highest_sequence_number=0,
                jitter=0,
                last_sender_report=0,
                delay_since_last_sender_report_s=0,
            )
            for ssrc, fraction in enumerate(fractions_lost)
        ),
    )


def run(estimate: ReceiverEstimate, seconds: int, lost: float, sent_bps: float, begin_s: int = 0) -> None:
    """A report a second."""
    for second in range(begin_s, begin_s + seconds):
        estimate.on_sent(round(sent_bps / 8))
        estimate.on_report(report(lost), float(second))


def test_it_grows_while_nothing_is_lost() -> None:
    """8 % with each report, as far as what is sent confirms it."""
    estimate = ReceiverEstimate(start_bps=1_000_000)
    run(estimate, 5, 0.0, 1_000_000)
    assert estimate.bps == pytest.approx(1_000_000 * 1.08**5, rel=0.01)

    run(estimate, 60, 0.0, 1_000_000, begin_s=5)
    assert estimate.bps <= 1_500_000 * 1.08


def test_high_loss_lowers_it_and_moderate_loss_holds_it() -> None:
    """By half of the loss."""
    estimate = ReceiverEstimate(start_bps=1_000_000)
    run(estimate, 3, 0.05, 1_000_000)
    assert estimate.bps == 1_000_000

    run(estimate, 1, 0.4, 1_000_000, begin_s=3)
    assert estimate.bps == pytest.approx(800_000)


def test_the_worst_stream_counts_and_one_report_at_a_time() -> None:
    """Reports of several streams that come together are one move."""
    estimate = ReceiverEstimate(start_bps=1_000_000)
    estimate.on_report(report(0.0, 0.2), 1.0)
    estimate.on_report(report(0.2), 1.05)
    estimate.on_report(report(), 3.0)

    assert estimate.bps == pytest.approx(900_000)


def test_the_phones_own_estimate_wins() -> None:
    """It sees the delay, we only the loss."""
    estimate = ReceiverEstimate(start_bps=1_000_000)
    estimate.on_remb(350_000)
    run(estimate, 5, 0.0, 1_000_000)

    assert estimate.bps == 350_000
