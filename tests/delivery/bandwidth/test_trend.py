"""Growing, shrinking and standing queues."""

from random import Random

import pytest

from responder.delivery.bandwidth.groups import GroupDelta
from responder.delivery.bandwidth.trend import Trend, Usage


def feed(trend: Trend, growth_ms_per_s: float, seconds: float, *, begin_s: float = 0.0) -> list[Usage]:
    """A group each 20 ms over a queue that grows at this pace."""
    verdicts = []
    for step in range(round(seconds / 0.02)):
        arrived_s = 0.02 * (1 + growth_ms_per_s / 1000)
        verdicts.append(trend.add(GroupDelta(0.02, arrived_s, begin_s + (step + 1) * arrived_s)))
    return verdicts


def test_a_standing_queue_is_normal() -> None:
    """However long it stands."""
    assert set(feed(Trend(), 0, 30)) == {Usage.NORMAL}


def test_a_growing_queue_is_overuse_within_half_a_second() -> None:
    """100 ms more of delay every second: a link at 90 % of what is sent."""
    verdicts = feed(Trend(), 100, 1.0)

    assert Usage.OVERUSE in verdicts
    assert verdicts.index(Usage.OVERUSE) * 0.02 <= 0.5


def test_a_draining_queue_is_underuse() -> None:
    """Until it is empty."""
    trend = Trend()
    feed(trend, 0, 1)

    assert Usage.UNDERUSE in feed(trend, -100, 1, begin_s=1)


def test_jitter_without_a_trend_is_normal() -> None:
    """Ten milliseconds of noise either way, for a minute."""
    chance = Random(5)
    trend = Trend()
    before_ms = 0.0
    at_s = 0.0
    verdicts = []
    for _ in range(3000):
        noise_ms = chance.uniform(-10, 10)
        arrived_s = 0.02 + (noise_ms - before_ms) / 1000
        before_ms = noise_ms
        at_s += arrived_s
        verdicts.append(trend.add(GroupDelta(0.02, arrived_s, at_s)))

    assert verdicts.count(Usage.OVERUSE) <= 0.01 * len(verdicts)


def test_overuse_ends_when_the_queue_stands() -> None:
    """A trend is what lies in the window."""
    trend = Trend()
    feed(trend, 200, 1)

    assert feed(trend, 0, 3, begin_s=1.2)[-1] is Usage.NORMAL


@pytest.mark.parametrize("hours", [1, 12])
def test_hours_do_not_blunt_it(hours: float) -> None:
    """Running sums do not drown in rounding errors."""
    trend = Trend()
    feed(trend, 0, 25, begin_s=hours * 3600)

    assert Usage.OVERUSE in feed(trend, 100, 1, begin_s=hours * 3600 + 25)
