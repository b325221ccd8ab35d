"""Twenty seconds of the real client behind a link that gets much slower and recovers."""

from pathlib import Path

import pytest

from load_tests.cellular_numbers import numbers
from load_tests.cellular_run import watch
from load_tests.measured_service import Choice
from load_tests.namespace_link import Shape

pytestmark = pytest.mark.browser

# Mbps, for so many seconds each.
PARTS = ((4.0, 6), (0.6, 7), (4.0, 7))
SECONDS = sum(seconds for _, seconds in PARTS)
PACKET_BITS = 12_000


def write_trace(path: Path) -> None:
    """Evenly spaced opportunities at each part's rate."""
    at_ms, lines = 0.0, []
    for mbps, seconds in PARTS:
        end_ms = at_ms + seconds * 1000
        while at_ms < end_ms:
            at_ms += PACKET_BITS / mbps / 1000
            lines.append(f"{round(at_ms)}\n")
    path.write_text("".join(lines))


@pytest.mark.usefixtures("footage_dir")
def test_the_large_picture_lives_through_a_slow_time(links: None, chromium: str, tmp_path: Path) -> None:
    """It moves in every part; while the link is slow the pictures take less than it carries."""
    trace = tmp_path / "step.down"
    write_trace(trace)
    shape = Shape(down_trace=str(trace))

    seen = watch(Choice.OWN, shape, SECONDS, chromium=chromium)

    begin_s = seen.tapped_at_s
    for _, seconds in PARTS:
        assert [it for it in seen.focused_frames if begin_s <= it.at_s < begin_s + seconds]
        begin_s += seconds
    slow_since_s = seen.tapped_at_s + PARTS[0][1]
    settled = [it for it in seen.estimates if slow_since_s + 3 < it.at_s < slow_since_s + PARTS[1][1]]
    assert settled
    assert min(it.estimate_bps for it in settled) < 1e6
    result = numbers(seen, shape)
    assert result["unavoidable_freeze_ratio"] == 0
    assert result["first_frame_ms"] is not None
    assert result["first_poster_ms"] is not None
