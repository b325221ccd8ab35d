"""A node that cannot keep up sends everybody less."""

import math
from collections.abc import Callable

from responder.live.overload import EARLY_WINDOWS, LEAST_BPS, LEAST_TOTAL_BPS, WINDOW_S, Overload

PHONES = 100
WISH_BPS = 2_000_000.0
SAMPLE_S = 0.1


class Node:
    """Phones that are sent what they may, at most what they wish; its loop is late in proportion to that."""

    def __init__(self, lag_s: Callable[[float], float]) -> None:
        self.overload = Overload()
        self.now = 50.0
        self._lag_s = lag_s
        self._sent_bytes = 0.0

    @property
    def sent_bps(self) -> float:
        return PHONES * min(WISH_BPS, self.overload.share_bps(PHONES))

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / SAMPLE_S)):
            self.now += SAMPLE_S
            self._sent_bytes += self.sent_bps * SAMPLE_S / 8
            self.overload.sample(self._lag_s(self.sent_bps), lambda: int(self._sent_bytes), self.now)


def test_who_keeps_up_limits_nobody() -> None:
    """Whatever is sent."""
    node = Node(lambda _: 0.001)
    node.run(10)

    assert node.overload.share_bps(PHONES) == math.inf


def test_a_moment_without_time_is_no_overload() -> None:
    """A key frame for a hundred phones, a burst of taps: within each window the loop was in time."""
    lags_s = iter([0.3, 0.0] * 100)
    node = Node(lambda _: next(lags_s))
    node.run(10)

    assert node.overload.share_bps(PHONES) == math.inf


def test_everybody_is_sent_less_until_the_loop_is_in_time() -> None:
    """It carries 80 of the 200 Mbps that are wished for: soon no more is sent, and not much less."""
    node = Node(lambda sent_bps: 0.2 if sent_bps > 80e6 else 0.0)
    node.run(4)
    sent: list[float] = []
    for _ in range(60):
        node.run(WINDOW_S)
        sent.append(node.sent_bps)

    assert max(sent) < 1.2 * 80e6
    assert min(sent) > 0.6 * 80e6


def test_nobody_is_left_without_a_picture() -> None:
    """However late it is, the large picture and stills are sent; and few phones are not to blame."""
    node = Node(lambda _: 1.0)
    node.run(30)

    assert node.overload.share_bps(4) == LEAST_TOTAL_BPS / 4
    assert node.overload.share_bps(1000) == LEAST_BPS


def test_when_the_crowd_has_gone_nobody_is_limited() -> None:
    """The loop has time for more and more, until the limit lies far above what is sent."""
    is_late = True
    node = Node(lambda _: 0.2 if is_late else 0.0)
    node.run(5)
    is_late = False
    node.run(60)

    assert node.overload.share_bps(PHONES) == math.inf
    assert EARLY_WINDOWS * WINDOW_S < 5
