"""A run behind a cellular link, second by second: a table for whoever asks why."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from load_tests.cellular_run import FOCUSED, Seen

FIELDS = (
    "second",
    "capacity_kbps",
    "delivered_kbps",
    "media_kbps",
    "queued_bytes",
    "dropped",
    "estimate_kbps",
    "pacing_kbps",
    "wanted_kbps",
    "round_trip_ms",
    "loss",
    "outage",
    "focused",
    "wall",
    "focused_frames",
    "focused_delay_ms",
    "longest_gap_ms",
    "posters",
)


def write_seconds(seen: Seen, path: Path) -> None:
    """A line per second since the tap."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for second in range(int(seen.ended_at_s - seen.tapped_at_s)):
            writer.writerow(_row(seen, second))


def _row(seen: Seen, second: int) -> list[object]:
    begin_s = seen.tapped_at_s + second

    def within(items: Sequence[Any]) -> list[Any]:
        return [it for it in items if begin_s <= it.at_s < begin_s + 1]

    link, estimates, frames = within(seen.link), within(seen.estimates), within(seen.focused_frames)
    last = estimates[-1] if estimates else None
    shown = [begin_s, *(it.at_s for it in frames), begin_s + 1]
    given = {it.slot: it for it in seen.presented.reports if it.at_s < begin_s + 1}
    focused = next((it for it in given.values() if it.camera_id == FOCUSED), None)
    wall = [it.rung or it.delivery for it in given.values() if it.camera_id not in (None, FOCUSED)]
    return [
        second,
        round(sum(it.down_capacity_bytes for it in link) * 8 / 1000),
        round(sum(it.down_out_bytes for it in link) * 8 / 1000),
        round((estimates[-1].sent_bytes - estimates[0].sent_bytes) * 8 / 1000) if estimates else "",
        max((it.down_queued_bytes for it in link), default=0),
        sum(it.down_dropped for it in link),
        *(
            (
                round(last.estimate_bps / 1000),
                round(last.pacing_bps / 1000),
                round(last.wanted_bps / 1000),
                round(last.round_trip_s * 1000),
                round(last.loss, 3),
                any(it.in_outage for it in estimates),
            )
            if last
            else ("",) * 6
        ),
        (focused.rung or focused.delivery) if focused else "",
        " ".join(f"{wall.count(each)}x{each}" for each in sorted(set(wall))),
        len(frames),
        round(max((it.delay_s for it in frames), default=0) * 1000),
        round(max(later - earlier for earlier, later in pairwise(shown)) * 1000),
        len(within(seen.presented.posters)),
    ]
