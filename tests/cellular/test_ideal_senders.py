"""What a link allows at best, with and without knowing its future."""

import pytest

from load_tests.ideal_senders import INFORMED_SHARE, KNOWN_AFTER_S, informed_arrivals, perfect_arrivals
from load_tests.link import OPPORTUNITY_BYTES, Trace
from load_tests.smoothness import frozen_s

INTERVAL_S = 0.1
MS = 1_000_000


def test_a_perfect_sender_freezes_only_while_nothing_passes() -> None:
    """A link with a gap of 2 s in every 3 s."""
    trace = Trace(tuple(int((2 + step / 100) * 1e9) for step in range(1, 101)), 3_000_000_000)
    arrivals = perfect_arrivals(trace, 6.0, INTERVAL_S, 0.0)

    assert all(at_s % 3 >= 2 or at_s % 3 == 0 for at_s in arrivals)
    assert frozen_s(arrivals, 0.0, 6.0, INTERVAL_S) == pytest.approx(2 * (2.0 - 0.4), abs=0.3)


def test_a_perfect_sender_on_a_fast_link_never_freezes() -> None:
    """Every picture arrives."""
    arrivals = perfect_arrivals(Trace.constant(12), 5.0, INTERVAL_S, 0.02)

    assert len(arrivals) >= 50
    assert frozen_s(arrivals, 0.0, 5.0, INTERVAL_S) == 0


def test_an_informed_sender_on_a_steady_link_never_freezes() -> None:
    """Every picture comes, though most of what it sends is something else."""
    arrivals = informed_arrivals(Trace.constant(1), 5.0, INTERVAL_S, 0.02)

    assert len(arrivals) == 50
    assert frozen_s(arrivals, 0.0, 5.0, INTERVAL_S) == 0


def test_an_informed_sender_does_not_know_that_a_link_will_stop() -> None:
    """1.2 Mbps until 2 s, nothing until 4 s, then a packet each 100 ms: what was on its way comes first."""
    before, after = range(10, 2010, 10), range(4100, 20_000, 100)
    trace = Trace(tuple(ms * MS for ms in (*before, *after)), 20_000 * MS)
    informed = informed_arrivals(trace, 8.0, INTERVAL_S, 0.0)
    perfect = perfect_arrivals(trace, 8.0, INTERVAL_S, 0.0)

    on_the_way_bytes = INFORMED_SHARE * KNOWN_AFTER_S * 1000 / 10 * OPPORTUNITY_BYTES
    stale_s = on_the_way_bytes / OPPORTUNITY_BYTES / 10
    first = next(at_s for at_s in informed if at_s > 4.0)
    assert next(at_s for at_s in perfect if at_s > 4.0) == pytest.approx(4.1)
    assert first <= 4.1 + stale_s
    more_s = frozen_s(informed, 0.0, 8.0, INTERVAL_S) - frozen_s(perfect, 0.0, 8.0, INTERVAL_S)
    assert 0 <= more_s <= stale_s + 2 * INTERVAL_S
