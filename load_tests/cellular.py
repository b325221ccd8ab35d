"""What an officer sees behind a cellular link: the real client, one large picture and eight small ones.

    python -m load_tests.cellular --trace FILE [--queue-bytes N] [--seconds 60] [--baseline fixed|remb]

Chromium runs in a network namespace behind a link that follows a Mahimahi trace (root, TUN). The page is
loaded over a clear link; the trace begins with the tap on *Open cameras*. Every presented frame tells its
camera and its number in its pixels. `--baseline` runs the same again without adaptation, or with the phone's
own estimates; `--debug` keeps a line per second of what link and service did.
"""

from __future__ import annotations

import argparse
import csv
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from playwright.sync_api import Page, ViewportSize, sync_playwright

from load_tests import measured_service, namespace_link
from load_tests.browser import find_chromium, launch, phone
from load_tests.link import Trace, TraceUnreadable
from load_tests.measured_service import Choice, EstimatorSample
from load_tests.namespace_link import LinkSample, Shape, emulated_link
from load_tests.network_namespace import LinkUnavailable, namespace
from load_tests.presented import WATCH, Frame, Presented, SlotReport, Watcher
from load_tests.report import finish, percentiles
from load_tests.site import FOOTAGE, Site, running_site
from load_tests.smoothness import frozen_s, oldest_s, perfect_arrivals, utilisation
from responder.delivery.hysteresis import HEADROOM
from responder.demo.scene import FRAMES_PER_S

BUILDING = "high-school"
VISIBLE = 8
# A tall phone: below the large picture it shows the tiles of nine cameras, one of them the large one's.
FOCUSED = "second-floor-north-hall"
SCREEN: ViewportSize = {"width": 412, "height": 1015}
# The promise for the first frame: from then on a missing picture is a frozen one.
FIRST_FRAME_S = 1.0
COLLECT_EVERY_MS = 500
INTERVAL_S = 1 / FRAMES_PER_S

# The phone that REMB was made for: transport-wide feedback is missing in its own offer, wherever that goes.
WITHOUT_TRANSPORT_CC = """
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    get localDescription() {
      const offer = super.localDescription;
      const lines = offer?.sdp.split("\\r\\n").filter((line) => !/transport-(wide-)?cc/.test(line));
      return lines ? { type: offer.type, sdp: lines.join("\\r\\n") } : null;
    }
  };
"""
KEEP_PEERS = """
  window.peers = [];
  const NativePeer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativePeer {
    constructor(...given) { super(...given); window.peers.push(this); }
  };
"""
FOCUSED_BYTES = """async () => {
  const video = document.querySelector('[data-testid="focus-view"] video');
  const track = video?.srcObject?.getVideoTracks()[0]?.id;
  let bytes = 0;
  for (const peer of window.peers) {
    for (const it of (await peer.getStats()).values()) {
      if (it.type === "inbound-rtp" && it.trackIdentifier === track) bytes += it.bytesReceived;
    }
  }
  return bytes;
}"""


class Seen(Struct, frozen=True, kw_only=True):
    """One run: what came on the screen, and what the link and the service noted meanwhile. Unix seconds."""

    tapped_at_s: float
    ended_at_s: float
    presented: Presented
    focused_bytes: int
    link: list[LinkSample]
    estimates: list[EstimatorSample]

    @property
    def begin_s(self) -> float:
        """From here on pictures are expected."""
        return self.tapped_at_s + FIRST_FRAME_S

    @property
    def focused_frames(self) -> list[Frame]:
        """Of the focused camera in the large view."""
        return [it for it in self.presented.frames if it.focused and it.camera_id == FOCUSED]


def watch(choice: Choice, shape: Shape, seconds: float, *, chromium: str, pixel_ratio: float = 2) -> Seen:
    """One site, one phone, one run. Raises LinkUnavailable, ServiceFailed, LayoutChanged, FeedbackOffered."""
    with tempfile.TemporaryDirectory() as directory, namespace() as inside:
        data = Path(directory)
        link_log, estimator_log = data / "link.csv", data / "estimator.csv"
        service = (sys.executable, "-m", "load_tests.measured_service")
        program = (*service, "--estimator", choice, "--log", str(estimator_log))
        with (
            emulated_link(inside, Shape(), link_log) as link,
            running_site(
                data / "site", footage_dir=FOOTAGE, host=link.server_address, program=program
            ) as site,
            sync_playwright() as playwright,
        ):
            browser = launch(playwright, inside.program(chromium, data), *_trusting(site))
            try:
                page = phone(browser, SCREEN, pixel_ratio).new_page()
                _prepare(page, site, choice)
                watcher = Watcher(page, site)
                link.shape(shape)
                page.get_by_test_id("open-cameras").tap(no_wait_after=True)
                ended_at_s = _look_on(page, watcher, seconds)
                _check_screen(watcher.presented)
                focused_bytes = page.evaluate(FOCUSED_BYTES)
            finally:
                browser.close()
        assert watcher.presented.tapped_at_s is not None
        estimates = measured_service.read_log(estimator_log)
        if choice is Choice.REMB and any(it.transport_cc for it in estimates):
            raise FeedbackOffered("the phone without transport-wide feedback offered it")
        return Seen(
            tapped_at_s=watcher.presented.tapped_at_s,
            ended_at_s=ended_at_s,
            presented=watcher.presented,
            focused_bytes=focused_bytes,
            link=namespace_link.read_log(link_log),
            estimates=estimates,
        )


def _trusting(site: Site) -> tuple[str, ...]:
    """Web features that browsers keep for HTTPS work for this address as they do for localhost."""
    return (f"--unsafely-treat-insecure-origin-as-secure={site.origin}",)


def _prepare(page: Page, site: Site, choice: Choice) -> None:
    """Opens the link up to the tap, with a camera focused as after a reload."""
    opened = site.share(BUILDING)
    assert opened.issued is not None
    page.add_init_script(KEEP_PEERS)
    if choice is Choice.REMB:
        page.add_init_script(WITHOUT_TRANSPORT_CC)
    page.add_init_script(WATCH)
    place = msgspec.json.encode({"focused": FOCUSED}).decode()
    page.add_init_script(f"sessionStorage.setItem('place', {msgspec.json.encode(place).decode()})")
    page.goto(opened.issued.url)
    page.get_by_test_id("open-cameras").wait_for()
    # The map's library comes with the page's idle time, if it comes early at all.
    page.wait_for_load_state("networkidle")


def _look_on(page: Page, watcher: Watcher, seconds: float) -> float:
    """Collects for so long after the tap; returns the Unix time at its end."""
    while True:
        page.wait_for_timeout(COLLECT_EVERY_MS)
        watcher.collect()
        tapped_at_s = watcher.presented.tapped_at_s
        now_s = float(page.evaluate("() => (performance.timeOrigin + performance.now()) / 1000"))
        if tapped_at_s is not None and now_s >= tapped_at_s + seconds:
            return now_s


class LayoutChanged(RuntimeError):
    """The screen shows another number of pictures than this test is about."""


class FeedbackOffered(RuntimeError):
    """A run with the phone's own estimates was one with the service's."""


def _check_screen(presented: Presented) -> None:
    asked = {it.camera_id for it in presented.reports if it.camera_id is not None}
    if FOCUSED not in asked or len(asked) != VISIBLE + 1:
        raise LayoutChanged(f"asked for {sorted(asked)}, not for {FOCUSED} and {VISIBLE} more")


def numbers(seen: Seen, shape: Shape) -> dict[str, object]:
    """The named results of one run."""
    frames = seen.focused_frames
    since_s, until_s = seen.begin_s, seen.ended_at_s
    delays_ms = [it.delay_s * 1000 for it in frames if it.at_s >= since_s] or [float("inf")]
    delay = percentiles(delays_ms, 50, 95)
    demand_bps = max((it.wanted_bps for it in seen.estimates), default=0.0) / HEADROOM
    used = utilisation(seen.link, demand_bps, since_s, until_s)
    frozen = frozen_s([it.at_s for it in frames], since_s, until_s, INTERVAL_S)
    return {
        "p50_delay_ms": delay["p50"],
        "p95_delay_ms": delay["p95"],
        "freeze_ratio": round(frozen / (until_s - since_s), 4),
        "unavoidable_freeze_ratio": round(_unavoidable(seen, shape), 4),
        "utilisation": None if used is None else round(used, 3),
        "demand_kbps": round(demand_bps / 1000),
        "focused_kbps": round(seen.focused_bytes * 8 / (until_s - seen.tapped_at_s) / 1000),
        "switches_per_min": _switches_per_min(seen, lambda it: it.camera_id == FOCUSED),
        "wall_switches_per_min": _switches_per_min(seen, lambda it: it.camera_id != FOCUSED),
        "first_frame_ms": _first_ms(seen, [it.at_s for it in seen.presented.frames]),
        "focused_first_frame_ms": _first_ms(seen, [it.at_s for it in frames]),
        "first_poster_ms": _first_ms(seen, [it.at_s for it in seen.presented.posters]),
        "oldest_picture_s": round(max(_oldest_s(seen).values()), 2),
        "wall_live_ratio": _live_ratio(seen),
    }


def _unavoidable(seen: Seen, shape: Shape) -> float:
    """The frozen share for a perfect sender over the same part of the trace."""
    trace = Trace.read(Path(shape.down_trace)) if shape.down_trace else Trace.constant(shape.down_mbps)
    since_s, until_s = FIRST_FRAME_S, seen.ended_at_s - seen.tapped_at_s
    arrivals = perfect_arrivals(trace, until_s, INTERVAL_S, shape.one_way_ms / 1000)
    return frozen_s(arrivals, since_s, until_s, INTERVAL_S) / (until_s - since_s)


def _first_ms(seen: Seen, times_s: Sequence[float]) -> float | None:
    return round((min(times_s) - seen.tapped_at_s) * 1000, 1) if times_s else None


def _switches_per_min(seen: Seen, is_meant: Any) -> float:
    """Changes of what a slot gets after its first picture: another rung, live or poster."""
    given: dict[int, list[tuple[str, str | None]]] = {}
    for report in filter(is_meant, seen.presented.reports):
        if report.delivery in ("live", "poster"):
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


DEBUG_FIELDS = (
    "second",
    "capacity_kbps",
    "delivered_kbps",
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


def write_debug(seen: Seen, path: Path) -> None:
    """A line per second since the tap."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(DEBUG_FIELDS)
        for second in range(int(seen.ended_at_s - seen.tapped_at_s)):
            writer.writerow(_debug_row(seen, second))


def _debug_row(seen: Seen, second: int) -> list[object]:
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--trace", type=Path, required=True)
    parser.add_argument("--queue-bytes", type=int, default=150_000)
    parser.add_argument("--one-way-ms", type=float, default=25.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pixel-ratio", type=float, default=2.0)
    parser.add_argument("--baseline", type=Choice, choices=[Choice.FIXED, Choice.REMB])
    parser.add_argument("--debug", type=Path, help="a CSV with a line per second")
    arguments = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        parser.error("no Chromium found: install one, or set CHROMIUM")
    # What was begun is ended on SIGTERM, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shape = Shape(
        down_trace=str(arguments.trace),
        queue_bytes=arguments.queue_bytes,
        one_way_ms=arguments.one_way_ms,
    )
    try:
        Trace.read(arguments.trace)
        seen = watch(
            Choice.OWN, shape, arguments.seconds, chromium=chromium, pixel_ratio=arguments.pixel_ratio
        )
        if arguments.debug:
            write_debug(seen, arguments.debug)
        result = numbers(seen, shape)
        if arguments.baseline:
            other = watch(
                arguments.baseline,
                shape,
                arguments.seconds,
                chromium=chromium,
                pixel_ratio=arguments.pixel_ratio,
            )
            result |= {"baseline": arguments.baseline}
            result |= {f"baseline_{name}": value for name, value in numbers(other, shape).items()}
    except (LinkUnavailable, TraceUnreadable) as error:
        sys.exit(f"load_tests.cellular: {error}")
    finish(
        {
            "test": "cellular",
            "trace": arguments.trace.name,
            "queue_bytes": arguments.queue_bytes,
            "seconds": arguments.seconds,
            "load_average": round(os.getloadavg()[0], 2),
            **result,
        },
        holds=holds(result, arguments.trace.name, arguments.queue_bytes),
    )


if __name__ == "__main__":
    main()
