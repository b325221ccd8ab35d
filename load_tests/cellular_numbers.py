"""What a run behind a cellular link is judged by, as numbers with names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from statistics import median

from load_tests.cellular_run import FIRST_FRAME_S, FOCUSED, Seen
from load_tests.ideal_senders import perfect_arrivals
from load_tests.link import Trace
from load_tests.namespace_link import Shape
from load_tests.presented import SlotReport
from load_tests.report import percentiles
from load_tests.smoothness import frozen_s, oldest_s, utilisation
from responder.delivery.hysteresis import HEADROOM
from responder.demo.scene import FRAMES_PER_S

INTERVAL_S = 1 / FRAMES_PER_S


def numbers(seen: Seen, shape: Shape) -> dict[str, object]:
    """The named results of one run."""
    frames = seen.focused_frames
    since_s, until_s = seen.begin_s, seen.ended_at_s
    delays_ms = [it.delay_s * 1000 for it in frames if it.at_s >= since_s] or [float("inf")]
    delay = percentiles(delays_ms, 50, 95)
    used = utilisation(seen.link, lambda at_s: _demand_bps(seen, at_s), since_s, until_s)
    frozen = frozen_s([it.at_s for it in frames], since_s, until_s, INTERVAL_S)
    return {
        "p50_delay_ms": delay["p50"],
        "p95_delay_ms": delay["p95"],
        "freeze_ratio": round(frozen / (until_s - since_s), 4),
        "unavoidable_freeze_ratio": round(_unavoidable(seen, shape), 4),
        "utilisation": None if used is None else round(used, 3),
        "demand_kbps": round(median(_demand_bps(seen, it.at_s) for it in seen.link) / 1000),
        "focused_kbps": round(seen.focused_bytes * 8 / (until_s - seen.tapped_at_s) / 1000),
        "switches_per_min": _switches_per_min(seen, lambda it: it.camera_id == FOCUSED),
        "wall_switches_per_min": _switches_per_min(seen, lambda it: it.camera_id != FOCUSED),
        "first_frame_ms": _first_ms(seen, [it.at_s for it in seen.presented.frames]),
        "focused_first_frame_ms": _first_ms(seen, [it.at_s for it in frames]),
        "first_poster_ms": _first_ms(seen, [it.at_s for it in seen.presented.posters]),
        "oldest_picture_s": round(max(_oldest_s(seen).values()), 2),
        "wall_live_ratio": _live_ratio(seen),
    }


def _demand_bps(seen: Seen, at_s: float) -> float:
    """What the phone could make use of then: the bitrates of pictures are measured, and change."""
    place = bisect_right(seen.estimates, at_s, key=attrgetter("at_s"))
    return seen.estimates[place - 1].wanted_bps / HEADROOM if place else 0.0


def _unavoidable(seen: Seen, shape: Shape) -> float:
    """The frozen share for a perfect sender over the same part of the trace."""
    trace = Trace.read(Path(shape.down_trace)) if shape.down_trace else Trace.constant(shape.down_mbps)
    since_s, until_s = FIRST_FRAME_S, seen.ended_at_s - seen.tapped_at_s
    arrivals = perfect_arrivals(trace, until_s, INTERVAL_S, shape.one_way_ms / 1000)
    return frozen_s(arrivals, since_s, until_s, INTERVAL_S) / (until_s - since_s)


def _first_ms(seen: Seen, times_s: Sequence[float]) -> float | None:
    return round((min(times_s) - seen.tapped_at_s) * 1000, 1) if times_s else None


def _switches_per_min(seen: Seen, is_meant: Callable[[SlotReport], bool]) -> float:
    """Changes of what a slot gets after its first picture: another rung, live or poster."""
    given: dict[int, list[tuple[str, str | None]]] = {}
    for report in filter(is_meant, seen.presented.reports):
        if report.delivery in ("live", "stills", "poster"):
            given.setdefault(report.slot, []).append((report.delivery, report.rung))
    changes = sum(before != after for each in given.values() for before, after in pairwise(each))
    return round(changes / (seen.ended_at_s - seen.tapped_at_s) * 60, 1)


def _oldest_s(seen: Seen) -> dict[str, float]:
    """By camera: the greatest age of what the screen showed of it, moving or still."""
    taken: dict[str, list[tuple[float, float]]] = {}
    asked = {it.camera_id for it in seen.presented.reports if it.camera_id is not None}
    for frame in seen.presented.frames:
        taken.setdefault(frame.camera_id, []).append((frame.at_s, frame.sent_at_s))
    for poster in seen.presented.posters:
        taken.setdefault(poster.camera_id, []).append((poster.at_s, poster.captured_at_s))
    return {
        camera_id: oldest_s(taken.get(camera_id, []), seen.begin_s, seen.ended_at_s) for camera_id in asked
    }


def _live_ratio(seen: Seen) -> float:
    """Which share of the small pictures' time they were sent live."""
    live_s = total_s = 0.0
    by_slot: dict[int, list[SlotReport]] = {}
    for report in seen.presented.reports:
        if report.camera_id not in (None, FOCUSED):
            by_slot.setdefault(report.slot, []).append(report)
    for reports in by_slot.values():
        ends_s = [it.at_s for it in reports[1:]] + [seen.ended_at_s]
        total_s += seen.ended_at_s - reports[0].at_s
        live_s += sum(
            end_s - it.at_s for it, end_s in zip(reports, ends_s, strict=True) if it.delivery == "live"
        )
    return round(live_s / total_s, 3) if total_s else 0.0
