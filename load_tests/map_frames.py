"""What the map costs a phone: repaints while nothing changes, and the work per frame while a finger pans it.

    python -m load_tests.map_frames [--cameras 150] [--idle-s 20] [--pans 16] [--pixel-ratio 3]

The real client in Chromium, one building shared, and copies of its cameras on the map until there are so
many. Without a graphics chip pixels are filled in software, so frames per second would tell of this machine;
what tells of the client is its own work on the page's main thread, in CPU time, for each frame that it drew:
at 60 frames per second there are 16.7 ms for everything.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

import msgspec
from playwright.sync_api import CDPSession, Page, Route, sync_playwright

from load_tests.browser import PHONE, launch, phone, required_chromium
from load_tests.report import finish
from load_tests.site import Site, fresh_site

BUILDING = "high-school"
# Below the edge of the wall on a phone: a copy has no video, and must not ask for any.
LEVEL = "high-school-2"
LEVEL_ORDINAL = 1

# Three map updates a minute are none: what the phone's chip sleeps through.
PROMISED_REPAINTS_PER_S = 0.05
# Half of a frame's time at 60 per second: the other half is the browser's and the videos'.
PROMISED_PAN_MS = 8.0

# Notes each drawn map frame by its time.
COUNT = """
(() => {
  window.mapFrames = new Set();
  for (const name of ["drawElements", "drawArrays"]) {
    const native = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
      window.mapFrames.add(document.timeline.currentTime);
      return native.apply(this, given);
    };
  }
})();
"""
TAKE = """() => {
  const { size } = window.mapFrames;
  window.mapFrames.clear();
  return size;
}"""
CANVAS_RATIO = """() => {
  const canvas = document.querySelector('[data-testid="map"] canvas');
  return canvas.width / canvas.clientWidth;
}"""


class Work(msgspec.Struct, frozen=True):
    """What the page did within a time: frames of its map, and CPU seconds of script on its main thread."""

    lasted_s: float
    frames: int
    script_s: float


class Meter:
    """Measures a page that has `COUNT`."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self._page = page
        self._session = session
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def during(self, act: Callable[[], None]) -> Work:
        self._page.evaluate(TAKE)
        began_s, before_s = time.monotonic(), self._script_s()
        act()
        script_s, lasted_s = self._script_s() - before_s, time.monotonic() - began_s
        return Work(lasted_s, self._page.evaluate(TAKE), script_s)

    def _script_s(self) -> float:
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(it["value"] for it in metrics if it["name"] == "ScriptDuration"))


def crowded(route: Route, cameras: int) -> None:
    """Answers the tap with more cameras than there are."""
    answer = route.fetch()
    view: dict[str, Any] = answer.json()
    real = [it for it in view["cameras"] if it["level_id"] is not None]
    copies = [
        {
            **real[number % len(real)],
            "camera_id": f"copy-{number}",
            "level_id": LEVEL,
            # Beside each other, not on top: a step of about four metres.
            "longitude": real[number % len(real)]["longitude"] + 5e-5 * (number // len(real)),
        }
        for number in range(cameras - len(view["cameras"]))
    ]
    route.fulfill(response=answer, json={**view, "cameras": view["cameras"] + copies})


def open_map(page: Page, site: Site, cameras: int) -> None:
    page.add_init_script(COUNT)
    page.route("**/api/redeem", lambda route: crowded(route, cameras))
    page.goto(site.share(BUILDING).url)
    page.get_by_test_id("open-cameras").tap()
    page.locator('[data-testid="map"][data-cameras*="camera_id"]').wait_for()
    page.locator(f'[data-testid="level"][data-ordinal="{LEVEL_ORDINAL}"]').tap()
    page.locator('[data-testid="map"][data-cameras*="copy-0"]').wait_for()


def pan(page: Page, session: CDPSession, pans: int) -> None:
    """A finger draws the map to and fro."""
    box = page.get_by_test_id("map").bounding_box()
    assert box is not None
    for turn in range(pans):
        session.send(
            "Input.synthesizeScrollGesture",
            {
                "x": box["x"] + box["width"] / 2,
                "y": box["y"] + box["height"] / 2,
                "xDistance": 120 if turn % 2 else -120,
                "speed": 240,
                "gestureSourceType": "touch",
                "preventFling": True,
            },
        )


def measure(site: Site, chromium: str, arguments: argparse.Namespace) -> dict[str, object]:
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        page = phone(browser, PHONE, arguments.pixel_ratio).new_page()
        open_map(page, site, arguments.cameras)
        session = page.context.new_cdp_session(page)
        meter = Meter(page, session)
        # What the level's change has set off is over.
        page.wait_for_timeout(3_000)
        idle = meter.during(lambda: page.wait_for_timeout(arguments.idle_s * 1000))
        panned = meter.during(lambda: pan(page, session, arguments.pans))
        ratio = page.evaluate(CANVAS_RATIO)
        browser.close()
    # The pictures beside the map go on meanwhile, and are not the map's work.
    others_s = idle.script_s / idle.lasted_s * panned.lasted_s
    return {
        "test": "map_frames",
        "cameras": arguments.cameras,
        "pixel_ratio": arguments.pixel_ratio,
        "map_pixel_ratio": round(ratio, 2),
        "idle_repaints_per_s": round(idle.frames / idle.lasted_s, 3),
        "idle_script_ratio": round(idle.script_s / idle.lasted_s, 4),
        "pan_frames": panned.frames,
        "pan_script_ms_per_frame": round((panned.script_s - others_s) * 1000 / panned.frames, 2),
        "load_average": round(os.getloadavg()[0], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cameras", type=int, default=150)
    parser.add_argument("--idle-s", type=float, default=20.0)
    parser.add_argument("--pans", type=int, default=16)
    parser.add_argument("--pixel-ratio", type=float, default=3.0)
    arguments = parser.parse_args()
    chromium = required_chromium(parser)
    with fresh_site() as site:
        result = measure(site, chromium, arguments)
    repaints, work_ms = result["idle_repaints_per_s"], result["pan_script_ms_per_frame"]
    assert isinstance(repaints, float)
    assert isinstance(work_ms, float)
    finish(result, holds=repaints <= PROMISED_REPAINTS_PER_S and work_ms <= PROMISED_PAN_MS)


if __name__ == "__main__":
    main()
