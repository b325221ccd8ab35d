"""Loss as a ceiling."""

import math

import pytest

from responder.delivery.bandwidth.loss import LossCeiling

ESTIMATE_BPS = 1_000_000.0


def run(ceiling: LossCeiling, fraction: float, seconds: float, *, begin_s: float = 0.0) -> None:
    """Feedback about 25 packets ten times a second, of which a part is lost."""
    for step in range(round(seconds * 10)):
        lost = round(25 * fraction)
        ceiling.add(25 - lost, lost, ESTIMATE_BPS, 0.05, begin_s + step / 10)


def test_there_is_no_ceiling_without_high_loss() -> None:
    """Up to 8 % is the radio's."""
    ceiling = LossCeiling()
    run(ceiling, 0.0, 5)
    run(ceiling, 0.08, 5, begin_s=5)

    assert ceiling.bps == math.inf
    assert ceiling.fraction == pytest.approx(0.08)


def test_high_loss_lowers_it_by_half_of_the_loss() -> None:
    """And again while it lasts, but not for every feedback."""
    ceiling = LossCeiling()
    run(ceiling, 0.2, 0.4)
    assert ceiling.bps == pytest.approx(ESTIMATE_BPS * 0.9)

    run(ceiling, 0.2, 2, begin_s=0.4)
    assert ESTIMATE_BPS * 0.9**7 <= ceiling.bps <= ESTIMATE_BPS * 0.9**4


def test_low_loss_raises_it_again() -> None:
    """8 % a second; a probe that got through lifts it at once."""
    ceiling = LossCeiling()
    run(ceiling, 0.4, 1)
    low_bps = ceiling.bps

    run(ceiling, 0.0, 5, begin_s=1)
    assert ceiling.bps == pytest.approx(low_bps * 1.08**5, rel=0.1)

    ceiling.lift(3_000_000)
    ceiling.lift(2_000_000)
    assert ceiling.bps == 3_000_000


def test_a_few_packets_are_no_percentage() -> None:
    """Two of three lost may be chance."""
    ceiling = LossCeiling()
    for step in range(5):
        ceiling.add(1, 2, ESTIMATE_BPS, 0.05, step / 10)

    assert ceiling.bps == math.inf
