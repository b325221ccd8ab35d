"""How soon the app on the home screen shows the last map, where there is no network.

    python -m load_tests.last_map [--times 10]

The real client in Chromium watches once; then its page is closed and the service stops. Each time a new page
opens the app with what the first left on the device.

* `last_map_ms`: the building with its rooms and cameras can be seen, and tapped; this is what is promised.
  That the map's own pixels have the colours of both is looked at every time.
* `whole_ms`: words and signs, which come after it, are drawn, too.
* `silent_*`: the same where the network lets a connection through and then says nothing: the page waits a
  little before it believes it.

Without a GPU the map is drawn in software, which takes most of the time.
"""

import argparse
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import BrowserContext, sync_playwright

from load_tests.browser import launch, phone, required_chromium
from load_tests.report import finish, percentiles
from load_tests.site import fresh_site

BUILDING = "high-school"
APP = "/e"
PROMISED_P95_MS = 1_000.0
# Drawn in software, four times the pixels would be four times the work.
PIXEL_RATIO = 1
# Far longer than is promised: what comes so late is a failure to be seen, not a measurement.
OPENS_WITHIN_MS = 30_000

# Every level of the building is on the device, and the page itself.
UNTIL_KEPT = """async () => {
  const count = async (cache, part) =>
    (await (await caches.open(cache)).keys()).filter(({ url }) => url.includes(part)).length;
  while ((await count("campus", "/levels/")) < 2 || (await count("shell", "campus-map")) < 2) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""
# Since the navigation began, in the frame after: when the page says that it remembers, when rooms and cameras
# are drawn, and when the map is whole. The canvas can be read only in the task that drew on it.
NOTE = """
  window.shownMs = {};
  window.colours = null;
  const hasCameras = (map) => (map?.dataset.cameras ?? "").includes("camera_id");
  const look = () => {
    const { shownMs } = window;
    const map = document.querySelector('[data-testid="map"]');
    if (document.querySelector('[data-testid="banner"]') !== null) shownMs.banner ??= performance.now();
    if (hasCameras(map)) shownMs.seen ??= performance.now();
    if (hasCameras(map) && map.dataset.drawn === "true") shownMs.whole ??= performance.now();
    else requestAnimationFrame(look);
  };
  look();
  const observer = new MutationObserver(([{ target }]) => {
    if (!hasCameras(target)) return;
    observer.disconnect();
    const canvas = target.querySelector("canvas");
    const context = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    window.colours = [...new Set(new Uint32Array(data.buffer))];
  });
  observer.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-cameras"] });
"""
# Of a classroom's floor and of a camera's ring, as `static/src/map/` has them; read as little-endian RGBA.
ROOM, CAMERA = 0xFF48392B, 0xFFF5EEE6


class Shown(msgspec.Struct, frozen=True):
    """Milliseconds from opening the app."""

    banner: float
    seen: float
    whole: float


def watch_once(context: BrowserContext) -> str:
    """As an officer does at the scene; the address of the service that is then gone."""
    with fresh_site() as site:
        page = context.new_page()
        page.goto(site.share(BUILDING).url)
        page.get_by_test_id("open-cameras").tap()
        page.locator('[data-testid="tile"][data-state="live"]').first.wait_for()
        page.wait_for_function(UNTIL_KEPT)
        page.close()
        return site.origin


def shown(context: BrowserContext, url: str) -> Shown:
    """From opening the app to what can be seen of it."""
    page = context.new_page()
    page.add_init_script(NOTE)
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.shownMs.whole !== undefined", timeout=OPENS_WITHIN_MS, polling=100)
    if not {ROOM, CAMERA} <= set(page.evaluate("window.colours")):
        raise RuntimeError("the map told of its cameras before rooms and cameras were drawn")
    answer = msgspec.convert(page.evaluate("window.shownMs"), Shown)
    page.close()
    return answer


@contextmanager
def silence(origin: str) -> Iterator[None]:
    """A network that takes connections to this address, and never answers."""
    address = urlsplit(origin)
    assert address.port is not None
    with socket.create_server((address.hostname or "", address.port), backlog=64):
        yield


def measure(chromium: str, times: int) -> dict[str, object]:
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        context = phone(browser, pixel_ratio=PIXEL_RATIO)
        url = watch_once(context) + APP
        without_network = [shown(context, url) for _ in range(times)]
        with silence(url):
            without_answer = [shown(context, url) for _ in range(times)]
        browser.close()
    return {
        "test": "last_map",
        "times": times,
        "says_so_ms": percentiles([it.banner for it in without_network], 50, 95),
        "last_map_ms": percentiles([it.seen for it in without_network], 50, 95),
        "whole_ms": percentiles([it.whole for it in without_network], 50, 95),
        "silent_last_map_ms": percentiles([it.seen for it in without_answer], 50, 95),
        "silent_whole_ms": percentiles([it.whole for it in without_answer], 50, 95),
        "load_average": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    arguments = parser.parse_args()
    chromium = required_chromium(parser)
    result = measure(chromium, arguments.times)
    last_map = result["last_map_ms"]
    assert isinstance(last_map, dict)
    finish(result, holds=last_map["p95"] <= PROMISED_P95_MS)


if __name__ == "__main__":
    main()
