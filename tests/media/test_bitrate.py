"""The measured bitrate is that of the last seconds."""

import pytest

from responder.media.bitrate import BitrateMeter


def test_measures_a_steady_stream() -> None:
    """2500 bytes 20 times a second are 400 kbps."""
    meter = BitrateMeter()
    for n in range(200):
        meter.add(2500, n / 20)
    assert meter.rate_bps() == pytest.approx(400_000)


def test_follows_a_change_within_its_window() -> None:
    """4 s after a change nothing of the old rate is left."""
    meter = BitrateMeter()
    for n in range(100):
        meter.add(10_000, n / 20)
    for n in range(100, 182):
        meter.add(2500, n / 20)
    assert meter.rate_bps() == pytest.approx(400_000)


def test_says_nothing_before_it_knows() -> None:
    """A first key frame alone is no measurement."""
    meter = BitrateMeter()
    assert meter.rate_bps() is None
    meter.add(50_000, 0)
    assert meter.rate_bps() is None
    meter.add(1000, 1)
    assert meter.rate_bps() is None


def test_forgets_another_session() -> None:
    """After clear() it begins again."""
    meter = BitrateMeter()
    for n in range(100):
        meter.add(10_000, n / 20)
    meter.clear()
    assert meter.rate_bps() is None
