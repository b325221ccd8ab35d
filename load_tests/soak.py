"""An hour of looking from camera to camera: what it leaves behind in the phone's memory.

    python -m load_tests.soak [--switches 200] [--rest-s 0.3]

The real client in Chromium on a vehicle terminal, among more cameras than there are video windows. The heap
is measured after everything that can be let go was let go, before and after the switches.
"""

import argparse

from playwright.sync_api import CDPSession, Page, sync_playwright

from load_tests.browser import TERMINAL, launch, phone, required_chromium
from load_tests.report import finish
from load_tests.site import Site, fresh_site

# Every camera of the building more than twice: caches and compiled code are there before it counts.
WARM_UP = 28
PROMISED_GROWTH = 1.10
# A tile at a time may be between two pictures.
LIVE_AFTERWARDS = 6

# Goes to the next camera so many times, each time once the large picture is another camera's.
SWITCH = """async ({ count, restMs }) => {
  const shown = () => document.querySelector('[data-testid="focus-view"]').dataset.cameraId;
  const seen = new Set();
  for (let done = 0; done < count; done += 1) {
    const before = shown();
    document.querySelector('[data-testid="focus-next"]').click();
    while (shown() === before) await new Promise(requestAnimationFrame);
    seen.add(shown());
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
  return seen.size;
}"""


def heap_bytes(session: CDPSession) -> int:
    """What is in use; objects with finalizers need a second and third collection."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    return int(session.send("Runtime.getHeapUsage")["usedSize"])


def nodes(session: CDPSession) -> int:
    """How many nodes the page's document has, those that only scripts still hold included."""
    return int(session.send("Memory.getDOMCounters")["nodes"])


def open_large_picture(page: Page, site: Site) -> None:
    page.goto(site.share("high-school").url)
    page.get_by_test_id("open-cameras").tap()
    tile = page.locator('[data-testid="tile"][data-state="live"]')
    tile.nth(LIVE_AFTERWARDS - 1).wait_for()
    tile.first.tap()
    page.get_by_test_id("focus-view").wait_for()


def measure(site: Site, chromium: str, switches: int, rest_s: float) -> dict[str, object]:
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        page = phone(browser, TERMINAL).new_page()
        open_large_picture(page, site)
        session = page.context.new_cdp_session(page)
        page.evaluate(SWITCH, {"count": WARM_UP, "restMs": rest_s * 1000})
        heap_before, nodes_before = heap_bytes(session), nodes(session)
        cameras = page.evaluate(SWITCH, {"count": switches, "restMs": rest_s * 1000})
        heap_after, nodes_after = heap_bytes(session), nodes(session)
        page.locator('[data-testid="focus-view"][data-state="live"]').wait_for()
        browser.close()
    return {
        "test": "soak",
        "switches": switches,
        "cameras": cameras,
        "heap_mb": [round(heap_before / 1e6, 2), round(heap_after / 1e6, 2)],
        "heap_growth": round(heap_after / heap_before, 3),
        "nodes": [nodes_before, nodes_after],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--switches", type=int, default=200)
    parser.add_argument("--rest-s", type=float, default=0.3, help="a look at a camera takes so long (0.3)")
    arguments = parser.parse_args()
    chromium = required_chromium(parser)
    with fresh_site() as site:
        result = measure(site, chromium, arguments.switches, arguments.rest_s)
    growth = result["heap_growth"]
    assert isinstance(growth, float)
    finish(result, holds=growth < PROMISED_GROWTH)


if __name__ == "__main__":
    main()
