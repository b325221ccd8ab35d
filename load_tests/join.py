"""How long an officer waits: from the tap on *Open cameras* to the first frame, and to every slot's first.

    python -m load_tests.join [--joins 10]

The real client in Chromium on a terminal's screen, which shows all twelve slots; each join is a new device.
The tap comes `--read-s` after the page, as nobody taps before having read it. A frame counts when the
browser presents it, decoded.
"""

import argparse

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from load_tests.browser import launch, phone, required_chromium
from load_tests.report import finish, percentiles
from load_tests.site import Site, fresh_site

SLOTS = 12
SCREEN: ViewportSize = {"width": 1280, "height": 800}
# One glance at a page with one sentence and one button.
READ_S = 1.0
PROMISED_FIRST_MS = 500.0
PROMISED_ALL_MS = 1_500.0

# Notes the tap, and when each video element presents its first frame.
WATCH_FRAMES = """
  window.firstFrames = [];
  const tapped = new Promise((resolve) => {
    document.addEventListener("click", (event) => {
      if (event.target.closest('[data-testid="open-cameras"]')) resolve(event.timeStamp);
    }, true);
  });
  const ask = HTMLVideoElement.prototype.requestVideoFrameCallback;
  const seen = new WeakSet();
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
    return ask.call(this, (now, metadata) => {
      if (!seen.has(this)) {
        seen.add(this);
        const at = performance.now();
        void tapped.then((start) => window.firstFrames.push(at - start));
      }
      callback(now, metadata);
    });
  };
"""


def join(browser: Browser, url: str, read_s: float) -> list[float]:
    """Milliseconds from the tap to each slot's first frame, sorted."""
    context = phone(browser, SCREEN, pixel_ratio=1)
    try:
        page = context.new_page()
        page.add_init_script(WATCH_FRAMES)
        page.goto(url)
        page.get_by_test_id("open-cameras").wait_for()
        page.wait_for_timeout(read_s * 1000)
        page.get_by_test_id("open-cameras").click()
        page.wait_for_function("(count) => window.firstFrames.length >= count", arg=SLOTS, timeout=20_000)
        first_frames: list[float] = page.evaluate("() => window.firstFrames")
        return sorted(first_frames)[:SLOTS]
    finally:
        context.close()


def measure(site: Site, chromium: str, joins: int, read_s: float) -> dict[str, object]:
    issued = site.share("high-school")
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        # The first page load warms the browser, not the service.
        join(browser, issued.url, read_s)
        runs = [join(browser, issued.url, read_s) for _ in range(joins)]
        browser.close()
    return {
        "test": "join",
        "joins": joins,
        "slots": SLOTS,
        "read_s": read_s,
        "first_frame_ms": percentiles([run[0] for run in runs], 50, 95),
        "all_slots_ms": percentiles([run[-1] for run in runs], 50, 95),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--joins", type=int, default=10)
    parser.add_argument("--read-s", type=float, default=READ_S, help="the tap comes so late (1)")
    arguments = parser.parse_args()
    chromium = required_chromium(parser)
    with fresh_site() as site:
        result = measure(site, chromium, arguments.joins, arguments.read_s)
    first, every = result["first_frame_ms"], result["all_slots_ms"]
    assert isinstance(first, dict)
    assert isinstance(every, dict)
    finish(result, holds=first["p95"] <= PROMISED_FIRST_MS and every["p95"] <= PROMISED_ALL_MS)


if __name__ == "__main__":
    main()
