"""What a phone sees on which WebRTC fails altogether: how soon the first photo comes, and how often the next.

    python -m load_tests.floor [--seconds 10]

The real client in a Chromium without `RTCPeerConnection`, on loopback.
"""

import argparse

import numpy as np
from playwright.sync_api import sync_playwright

from load_tests.browser import launch, phone, required_chromium
from load_tests.report import finish
from load_tests.site import Site, fresh_site

NO_WEBRTC = "delete window.RTCPeerConnection"
PROMISED_FIRST_MS = 3_000.0
PROMISED_PER_S = 1.0

# The tap, and the first photo that is drawn on any tile, in milliseconds of one clock.
FIRST_PHOTO_MS = """() => new Promise((resolve) => {
  const began = performance.now();
  document.querySelector('[data-testid="open-cameras"]').click();
  const look = () => {
    const photos = [...document.querySelectorAll('[data-testid="tile"] img')];
    if (photos.some((it) => it.complete && it.naturalWidth > 0)) resolve(performance.now() - began);
    else requestAnimationFrame(look);
  };
  look();
})"""
# How many different pictures each tile shows within a time.
PHOTOS = """async (ms) => {
  const tiles = [...document.querySelectorAll('[data-testid="tile"][data-state="photo"]')];
  const shown = tiles.map(() => new Set());
  const until = performance.now() + ms;
  while (performance.now() < until) {
    tiles.forEach((tile, place) => shown[place].add(tile.querySelector("img")?.src));
    await new Promise(requestAnimationFrame);
  }
  return shown.map((each) => each.size - 1);
}"""


def measure(site: Site, chromium: str, seconds: float) -> dict[str, object]:
    issued = site.share("high-school")
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        page = phone(browser).new_page()
        page.add_init_script(NO_WEBRTC)
        page.goto(issued.url)
        page.get_by_test_id("open-cameras").wait_for()
        first_ms: float = page.evaluate(FIRST_PHOTO_MS)
        page.locator('[data-testid="tile"][data-state="photo"]').first.wait_for()
        photos: list[int] = page.evaluate(PHOTOS, seconds * 1000)
        browser.close()
    return {
        "test": "floor",
        "seconds": seconds,
        "tiles": len(photos),
        "first_photo_ms": round(first_ms, 1),
        "photos_per_s": round(float(np.median(photos)) / seconds, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0)
    arguments = parser.parse_args()
    chromium = required_chromium(parser)
    with fresh_site() as site:
        result = measure(site, chromium, arguments.seconds)
    first_ms, per_s = result["first_photo_ms"], result["photos_per_s"]
    assert isinstance(first_ms, float)
    assert isinstance(per_s, float)
    finish(result, holds=first_ms <= PROMISED_FIRST_MS and per_s >= PROMISED_PER_S)


if __name__ == "__main__":
    main()
