"""Phones that do not answer."""

import pytest

from responder.delivery.bandwidth.silence import Hearing, Silence

RTT_S = 0.06


def answered(until_s: float, interval_s: float = 0.06) -> Silence:
    """A phone that has answered regularly until a time."""
    silence = Silence()
    for step in range(round(until_s / interval_s) + 1):
        silence.on_feedback(step * interval_s)
    return silence


def test_a_phone_that_never_answered_is_not_called_silent() -> None:
    """It may be connecting, or know nothing of feedback."""
    assert Silence().hearing(0.0, RTT_S, 100.0) is Hearing.WELL


def test_nothing_sent_is_nothing_to_answer() -> None:
    """All slots paused: no packet waits for an answer."""
    assert answered(6.0).hearing(None, RTT_S, 60.0) is Hearing.WELL


def test_an_overdue_answer_is_silence() -> None:
    """Three intervals, or a round trip and 150 ms, after the oldest packet that waits for one."""
    silence = answered(6.0)

    assert silence.hearing(6.01, RTT_S, 6.2) is Hearing.WELL
    assert silence.hearing(6.01, RTT_S, 6.25) is Hearing.SILENT
    assert silence.hearing(6.01, 0.5, 6.25) is Hearing.WELL


def test_a_second_of_silence_is_an_outage_until_the_next_answer() -> None:
    """Even when nothing waits for an answer any more."""
    silence = answered(6.0)
    assert silence.hearing(6.01, RTT_S, 7.02) is Hearing.OUTAGE
    assert silence.hearing(None, RTT_S, 30.0) is Hearing.OUTAGE

    assert silence.on_feedback(30.0)
    assert silence.hearing(None, RTT_S, 30.1) is Hearing.WELL
    assert not silence.on_feedback(30.06)


@pytest.mark.parametrize(("interval_s", "patience_s"), [(0.06, 0.21), (0.25, 0.74)])
def test_patience_follows_the_phones_own_pace(interval_s: float, patience_s: float) -> None:
    """Chromium answers more seldom on a thin link."""
    silence = answered(12.0, interval_s)

    assert silence.hearing(12.0, RTT_S, 12.0 + patience_s - 0.02) is Hearing.WELL
    assert silence.hearing(12.0, RTT_S, 12.0 + patience_s + 0.02) is Hearing.SILENT
