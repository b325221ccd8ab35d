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
