"""How long the connection took to make tells the first guess at a link."""

import pytest

from responder.delivery.bandwidth.start import START_BPS, USUAL_HANDSHAKE_S, first_guess_bps


@pytest.mark.parametrize("handshake_s", [0.0, 0.05, 0.15, 0.35])
def test_a_usual_handshake_tells_nothing(handshake_s: float) -> None:
    """From loopback to a slow LTE link and a slow phone."""
    assert first_guess_bps(handshake_s) == START_BPS


def test_twice_as_long_is_a_quarter_of_the_rate() -> None:
    """A second on measured 3G and EV-DO links, where 0.25 s of the guess are then 6 KB instead of 47."""
    assert first_guess_bps(2 * USUAL_HANDSHAKE_S) == START_BPS / 4
    assert first_guess_bps(4 * USUAL_HANDSHAKE_S) == START_BPS / 16
