"""What an officer sees behind a cellular link: the real client, one large picture and eight small ones.

    python -m load_tests.cellular --trace FILE|--kbps N [--queue-bytes N] [--seconds 60] [--baseline fixed]

Chromium runs in a network namespace behind a link that follows a Mahimahi trace (root, TUN). The page is
loaded over a clear link; the trace begins with the tap on *Open cameras*. Every presented frame tells its
camera and its number in its pixels. `--baseline` runs the same again without adaptation, or with the phone's
own estimates; `--debug` keeps a line per second of what link and service did.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Any

from load_tests.browser import required_chromium
from load_tests.cellular_numbers import numbers
from load_tests.cellular_run import Seen, watch
from load_tests.cellular_seconds import write_seconds
from load_tests.link import Trace, TraceUnreadable
from load_tests.measured_service import Choice
from load_tests.namespace_link import Shape
from load_tests.network_namespace import LinkUnavailable
from load_tests.report import finish


def holds(result: dict[str, Any], trace: str, queue_bytes: int) -> bool:
    """Whether the promises for this kind of trace are kept; slow ones are judged beside the baseline."""
    if not any(trace.startswith(kind) for kind in ("lte", "5g")):
        fixed = result.get("baseline_freeze_ratio")
        is_calm = fixed is None or result["freeze_ratio"] <= fixed / 5
        return bool(is_calm and result["oldest_picture_s"] <= 10)
    used = result["utilisation"]
    return bool(
        result["p95_delay_ms"] <= (600 if queue_bytes >= 1_000_000 else 400)
        and result["freeze_ratio"] <= result["unavoidable_freeze_ratio"] + 0.01
        and (used is None or used >= 0.7)
        and result["first_frame_ms"] is not None
        and result["first_frame_ms"] <= 1000
    )


def measure(arguments: argparse.Namespace, chromium: str) -> dict[str, Any]:
    """The results of a run, and of its baseline if there is one. Raises LinkUnavailable, TraceUnreadable."""
    queue_bytes, one_way_ms = arguments.queue_bytes, arguments.one_way_ms
    if arguments.trace is None:
        shape = Shape(down_mbps=arguments.kbps / 1000, queue_bytes=queue_bytes, one_way_ms=one_way_ms)
    else:
        Trace.read(arguments.trace)
        shape = Shape(down_trace=str(arguments.trace), queue_bytes=queue_bytes, one_way_ms=one_way_ms)

    def seen_by(choice: Choice) -> Seen:
        seconds, ratio = arguments.seconds, arguments.pixel_ratio
        return watch(choice, shape, seconds, chromium=chromium, pixel_ratio=ratio)

    seen = seen_by(Choice.OWN)
    if arguments.debug:
        write_seconds(seen, arguments.debug)
    result = numbers(seen, shape)
    if arguments.baseline:
        other = numbers(seen_by(arguments.baseline), shape)
        result |= {"baseline": arguments.baseline}
        result |= {f"baseline_{name}": value for name, value in other.items()}
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    link = parser.add_mutually_exclusive_group(required=True)
    link.add_argument("--trace", type=Path, help="a Mahimahi trace")
    link.add_argument("--kbps", type=float, help="a steady link")
    parser.add_argument("--queue-bytes", type=int, default=150_000)
    parser.add_argument("--one-way-ms", type=float, default=25.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pixel-ratio", type=float, default=2.0)
    parser.add_argument("--baseline", type=Choice, choices=[Choice.FIXED, Choice.REMB])
    parser.add_argument("--debug", type=Path, help="a CSV with a line per second")
    arguments = parser.parse_args()
    name = f"steady-{arguments.kbps:g}-kbps" if arguments.trace is None else arguments.trace.name
    chromium = required_chromium(parser)
    # What was begun is ended on SIGTERM, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        result = measure(arguments, chromium)
    except (LinkUnavailable, TraceUnreadable) as error:
        sys.exit(f"load_tests.cellular: {error}")
    finish(
        {
            "test": "cellular",
            "trace": name,
            "queue_bytes": arguments.queue_bytes,
            "seconds": arguments.seconds,
            "load_average": round(os.getloadavg()[0], 2),
            **result,
        },
        holds=holds(result, name, arguments.queue_bytes),
    )


if __name__ == "__main__":
    main()
