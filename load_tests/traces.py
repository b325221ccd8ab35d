"""Every measured link of a folder through the simulation: hours of cellular network in a minute of computing.

    python -m load_tests.traces --traces DIRECTORY [--queue-bytes 150000] [--seconds 60] [--seeds 2]

One large picture and eight small ones over each Mahimahi trace, with the real cores, real RTP and RTCP bytes
and virtual time (`tests/simulation`). It compares estimators, not machines: any prints the same.
`cellular` measures the same with a real browser.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
from msgspec import Struct, structs

from load_tests.ideal_senders import informed_arrivals, perfect_arrivals
from load_tests.link import OPPORTUNITY_BYTES, Trace, TraceUnreadable
from load_tests.report import finish
from load_tests.smoothness import frozen_s, oldest_s
from responder.delivery.bandwidth.start import START_BPS
from responder.delivery.hysteresis import HEADROOM
from tests.simulation.camera import FPS
from tests.simulation.link import Conditions
from tests.simulation.run import Run, Side

# Cameras run before the phone joins, as they do on a site.
JOIN_S = 3.0
# The promise for the first frame: from then on a missing picture is a frozen one.
FIRST_FRAME_S = 1.0
ONE_WAY_S = 0.025
# Pictures that come late come together; a browser decodes them one after the other, and shows them all that
# an interval of its screen does not overtake.
DECODING_S = 0.008
SCREEN_INTERVAL_S = 1 / 60


class Row(Struct, frozen=True, kw_only=True):
    """One link, mean of the seeds; times since the phone joined."""

    trace: str
    p50_delay_ms: float
    p95_delay_ms: float
    freeze_ratio: float
    unavoidable_freeze_ratio: float
    """Of a sender that knows the trace and sends nothing else."""
    informed_freeze_ratio: float
    """Of one that knows it up to a moment ago and fills three quarters of it (see `ideal_senders`)."""
    utilisation: float | None
    """None when the link always carried all that was wanted."""
    focused_changes: float
    wall_changes: float
    wall_live_ratio: float
    probe_bytes: float
    first_frame_ms: float
    oldest_picture_s: float
    """The greatest age that the picture of any camera reached."""

    @property
    def holds(self) -> bool:
        """What is promised on LTE and 5G."""
        return (
            self.p95_delay_ms <= 400
            and self.freeze_ratio <= self.unavoidable_freeze_ratio + 0.01
            and (self.utilisation is None or self.utilisation >= 0.7)
        )


def conditions(trace: Trace, seconds: float, queue_bytes: int) -> Conditions:
    """The trace as a rate for each millisecond, from `JOIN_S` on."""
    count = trace.opportunities_before(int(seconds * 1e9))
    chances = Counter(trace.opportunity_ns(number) // 1_000_000 for number in range(count))
    rate = [(0.0, 1e9)]
    for ms in range(int(seconds * 1000)):
        bps = chances[ms] * OPPORTUNITY_BYTES * 8 * 1000.0
        if bps != rate[-1][1]:
            rate.append((JOIN_S + ms / 1000, bps))
    return Conditions(rate=rate, one_way_s=ONE_WAY_S, queue_bytes=queue_bytes)


def measure(path: Path, queue_bytes: int, seconds: float, seed: int) -> Row:
    """One run."""
    trace = Trace.read(path)
    run = Run(
        conditions(trace, seconds + 1, queue_bytes),
        seconds=JOIN_S + seconds,
        seed=seed,
        start_bps=START_BPS,
        join_s=JOIN_S,
    )
    side = run.side
    shown = _presented(side)
    delays_ms = [(at_s - taken_s) * 1000 for at_s, taken_s in shown if at_s > FIRST_FRAME_S] or [float("inf")]
    times_s = [at_s for at_s, _ in shown]
    perfect, informed = (
        arrivals(trace, seconds, 1 / FPS, ONE_WAY_S) for arrivals in (perfect_arrivals, informed_arrivals)
    )
    return Row(
        trace=path.stem,
        p50_delay_ms=float(np.percentile(delays_ms, 50)),
        p95_delay_ms=float(np.percentile(delays_ms, 95)),
        freeze_ratio=_frozen(times_s, seconds),
        unavoidable_freeze_ratio=_frozen(perfect, seconds),
        informed_freeze_ratio=_frozen(informed, seconds),
        utilisation=_utilisation(run, trace, seconds),
        focused_changes=_changes(side, range(1)),
        wall_changes=_changes(side, range(1, 9)),
        wall_live_ratio=float(
            np.mean([it.rung is not None for s in side.samples for it in s.allocations[1:]])
        ),
        probe_bytes=side.service.probe_bytes,
        first_frame_ms=times_s[0] * 1000 if times_s else float("inf"),
        oldest_picture_s=max(
            _oldest(side, slot, seconds) for slot in range(len(side.samples[0].allocations))
        ),
    )


def _presented(side: Side) -> list[tuple[float, float]]:
    """(shown at, taken at) of the large picture."""
    decoded: list[tuple[float, float]] = []
    for picture in side.phone.pictures:
        if picture.slot == 0:
            free_at_s = decoded[-1][0] + DECODING_S if decoded else 0.0
            decoded.append((max(picture.shown_at_s - JOIN_S, free_at_s), picture.captured_at_s - JOIN_S))
    # Of several pictures within one interval of the screen the last one is seen.
    shown = {int(decoded_at_s / SCREEN_INTERVAL_S): taken_at_s for decoded_at_s, taken_at_s in decoded}
    return [((interval + 1) * SCREEN_INTERVAL_S, taken_at_s) for interval, taken_at_s in shown.items()]


def _oldest(side: Side, slot: int, seconds: float) -> float:
    pictures = [(it.shown_at_s, it.captured_at_s) for it in side.phone.pictures if it.slot == slot]
    return oldest_s(pictures, JOIN_S + FIRST_FRAME_S, JOIN_S + seconds)


def _frozen(times_s: list[float], seconds: float) -> float:
    return frozen_s(times_s, FIRST_FRAME_S, seconds, 1 / FPS) / (seconds - FIRST_FRAME_S)


def _utilisation(run: Run, trace: Trace, seconds: float) -> float | None:
    """Carried of what could be, over the seconds in which less could be than was wanted."""
    wanted_bytes = max(it.wanted_bps for it in run.side.samples) / HEADROOM / 8
    carried: Counter[int] = Counter()
    for at_s, size_bytes in run.link.carried:
        carried[int(at_s - JOIN_S)] += size_bytes
    used = possible = 0
    for second in range(int(FIRST_FRAME_S), int(seconds)):
        begin, end = (trace.opportunities_before((second + more) * 1_000_000_000) for more in (0, 1))
        if (end - begin) * OPPORTUNITY_BYTES < wanted_bytes:
            used += carried[second]
            possible += (end - begin) * OPPORTUNITY_BYTES
    return min(1.0, used / possible) if possible else None


def _changes(side: Side, slots: range) -> int:
    return sum(
        before.allocations[slot].rung is not after.allocations[slot].rung
        for before, after in pairwise(side.samples)
        for slot in slots
    )


def mean(rows: list[Row]) -> Row:
    """Of the same link."""
    names = [name for name in Row.__struct_fields__ if name != "trace"]
    columns = {name: [value for row in rows if (value := getattr(row, name)) is not None] for name in names}
    return structs.replace(
        rows[0],
        **{name: round(float(np.mean(values)), 3) for name, values in columns.items() if values},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--traces", type=Path, required=True, help="a folder of Mahimahi traces (*.down)")
    parser.add_argument("--queue-bytes", type=int, default=150_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=2)
    arguments = parser.parse_args()
    paths = sorted(arguments.traces.glob("*.down"))
    if not paths:
        parser.error(f"no traces in {arguments.traces}")
    cases = [(path, seed) for path in paths for seed in range(1, arguments.seeds + 1)]
    try:
        with ProcessPoolExecutor() as pool:
            runs = [
                pool.submit(measure, path, arguments.queue_bytes, arguments.seconds, seed)
                for path, seed in cases
            ]
            rows = [run.result() for run in runs]
    except TraceUnreadable as error:
        sys.exit(f"load_tests.traces: {error}")
    table = [mean([row for row in rows if row.trace == path.stem]) for path in paths]
    for row in table:
        print(row)
    fast = [row for row in table if row.trace.startswith(("lte", "5g"))]
    finish(
        {
            "test": "traces",
            "queue_bytes": arguments.queue_bytes,
            "seconds": arguments.seconds,
            "seeds": arguments.seeds,
            "links": [structs.asdict(row) for row in table],
            "kept_on": [row.trace for row in fast if row.holds],
        },
        holds=all(row.holds for row in fast),
    )


if __name__ == "__main__":
    main()
