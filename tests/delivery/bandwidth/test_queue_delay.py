"""The queue on the way, from one-way delays."""

import pytest

from responder.delivery.bandwidth.queue_delay import QueueDelay
from tests.delivery.bandwidth.packets import arrival


def test_the_queue_is_what_is_above_the_least() -> None:
    """Whatever the two clocks show."""
    queue = QueueDelay()
    queue.add([arrival(1.0, -499.0), arrival(1.1, -498.86)])
    queue.add([arrival(1.2, -498.7)])

    assert queue.standing_s == pytest.approx(0.1)


def test_a_queue_that_never_empties_is_not_taken_for_the_way() -> None:
    """Half a second of it for 12 s: in doubt since the first window, until little was sent and it drained."""
    queue = QueueDelay()
    queue.add([arrival(0.0, 0.02)])
    now_s = 0.0
    while not queue.in_doubt:
        now_s += 0.1
        queue.add([arrival(now_s, now_s + 0.52)])
    assert 10 < now_s < 11
    assert queue.standing_s == pytest.approx(0.5)

    doubts = []
    for later_s, delay_s in ((0.3, 0.22), (0.6, 0.03), (1.0, 0.12)):
        queue.add([arrival(now_s + later_s, now_s + later_s + delay_s)])
        doubts.append(queue.in_doubt)
    assert doubts == [True, False, False]
    assert queue.standing_s == pytest.approx(0.1)


def test_a_way_that_is_longer_stays_so_when_little_is_sent() -> None:
    """What leaves after the queue must have drained meets none, and still takes half a second more."""
    queue = QueueDelay()
    queue.add([arrival(0.0, 0.02)])
    doubts_s = []
    for step in range(1, 200):
        queue.add([arrival(step / 10, step / 10 + 0.52)])
        doubts_s += [step / 10] * queue.in_doubt

    assert 10 < doubts_s[0] < doubts_s[-1] < doubts_s[0] + 1
    assert queue.standing_s == pytest.approx(0.0)


def test_the_least_of_long_ago_is_forgotten() -> None:
    """The way got longer: after ten seconds that is how long it is."""
    queue = QueueDelay()
    queue.add([arrival(0.0, 0.02)])
    for step in range(125):
        queue.add([arrival(step / 10, step / 10 + 0.08)])
        if step == 40:
            assert queue.standing_s == pytest.approx(0.06)

    assert queue.standing_s == pytest.approx(0.0)


def test_a_burst_that_waits_for_its_own_end_is_no_queue() -> None:
    """The first of its packets met none."""
    queue = QueueDelay()
    queue.add([arrival(0.0, 0.02)])
    queue.add([arrival(1.0, 1.02 + place / 100) for place in range(8)])

    assert queue.standing_s == pytest.approx(0.0)
