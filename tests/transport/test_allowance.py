"""Work that others can ask for is bounded over any second."""

from hypothesis import given, settings
from hypothesis import strategies as st

from responder.transport.allowance import Allowance


@settings(deadline=None)  # other work on the machine is not the code's time
@given(st.lists(st.floats(0, 0.5), max_size=400))
def test_never_more_than_a_burst_and_the_rate(pauses: list[float]) -> None:
    """Over any time: a second's worth at once, then the rate."""
    allowance, now, taken = Allowance(20), 0.0, 0
    for pause in pauses:
        now += pause
        taken += allowance.take(now)
    assert taken <= 20 + 20 * now + 1


def test_what_was_too_much_is_paid_back() -> None:
    """After a charge of two seconds' worth nothing is allowed for a second."""
    allowance = Allowance(10)
    assert allowance.take(0.0)
    allowance.charge(19)
    assert not allowance.take(1.0)
    assert allowance.take(1.2)
