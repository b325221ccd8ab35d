"""How old a picture on the screen is: from the camera sending a frame to its decoded pixels in Chromium.

    python -m load_tests.latency [--seconds 20]

The frame's number is read from the pixels of the focused picture; the camera knows when it sent that frame.
"""

import argparse
import base64
import time
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from load_tests.browser import launch, phone, required_chromium
from load_tests.report import finish, percentiles
from load_tests.site import Site, fresh_site
from responder.demo.strip import read_strip

PROMISED_P50_MS = 150.0
PROMISED_P95_MS = 250.0
# Shorter than the footage's loop, so that a frame number means one moment.
COLLECT_EVERY_S = 1.0

# Keeps the top rows of every presented frame with the Unix time at which script could see it.
COLLECT = """(video) => {
  window.frames_ = [];
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const next = () => video.requestVideoFrameCallback((now) => {
    canvas.width = video.videoWidth;
    canvas.height = Math.ceil(video.videoWidth / 40);
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let grey = "";
    for (let i = 0; i < data.length; i += 4) grey += String.fromCharCode(data[i + 1]);
    window.frames_.push({
      at_ms: performance.timeOrigin + now, width: canvas.width, height: canvas.height, grey: btoa(grey),
    });
    next();
  });
  next();
}"""
TAKE = "() => window.frames_.splice(0)"


def measure(site: Site, chromium: str, seconds: float) -> dict[str, object]:
    issued = site.share("high-school")
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        page = phone(browser).new_page()
        page.goto(issued.url)
        page.get_by_test_id("open-cameras").tap()
        page.locator('[data-testid="tile"][data-state="live"]').first.tap()
        focus = page.get_by_test_id("focus-view")
        expect(focus).to_have_attribute("data-state", "live", timeout=20_000)
        camera_id = focus.get_attribute("data-camera-id") or ""
        focus.locator("video").evaluate(COLLECT)
        delays_ms = _collect(page, site, camera_id, seconds)
        browser.close()
    result = percentiles(delays_ms, 50, 95)
    return {"test": "latency", "frames": len(delays_ms), "p50_ms": result["p50"], "p95_ms": result["p95"]}


def _collect(page: Page, site: Site, camera_id: str, seconds: float) -> list[float]:
    delays_ms: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.wait_for_timeout(COLLECT_EVERY_S * 1000)
        for frame in page.evaluate(TAKE):
            delay_ms = _delay_ms(frame, site, camera_id)
            if delay_ms is not None:
                delays_ms.append(delay_ms)
    return delays_ms


def _delay_ms(frame: dict[str, Any], site: Site, camera_id: str) -> float | None:
    """None for a frame without a readable strip, and for one of the camera that was focused before."""
    luma = np.frombuffer(base64.b64decode(frame["grey"]), np.uint8)
    reading = read_strip(luma.reshape(frame["height"], frame["width"]))
    if reading is None or reading.camera_number != site.cameras.numbers[camera_id]:
        return None
    stream = "main" if frame["width"] >= 1280 else "sub"
    sent_at_s = site.cameras.sent_at_s(camera_id, stream, reading.counter)
    return None if sent_at_s is None else float(frame["at_ms"]) - sent_at_s * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    chromium = required_chromium(parser)
    with fresh_site() as site:
        result = measure(site, chromium, arguments.seconds)
    p50_ms, p95_ms = float(str(result["p50_ms"])), float(str(result["p95_ms"]))
    finish(result, holds=p50_ms <= PROMISED_P50_MS and p95_ms <= PROMISED_P95_MS)


if __name__ == "__main__":
    main()
