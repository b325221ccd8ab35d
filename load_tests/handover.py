"""How long a moving phone is without a picture: Wi-Fi to LTE, radio gaps, a NAT that forgets.

    python -m load_tests.handover [--runs 5]

The real client in Chromium in a network namespace with two emulated links (root, TUN). `interface_removed`:
LTE comes up and Wi-Fi is gone. `black_hole`: LTE comes up and becomes the way to everywhere, Wi-Fi keeps its
address but passes nothing. `radio_gap`: nothing passes for 5 s, counted from their end. `nat_rebinding`: the
phone's packets come from another port. The picture is back with the first frame that the camera sent after
the event.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from playwright.sync_api import Browser, sync_playwright

from load_tests.browser import launch, phone, required_chromium, trusting
from load_tests.namespace_link import EmulatedLink, Rules, Shape, emulated_link
from load_tests.network_namespace import LinkUnavailable, Namespace, loopback_address, namespace
from load_tests.presented import WATCH, Watcher
from load_tests.report import finish, percentiles
from load_tests.site import FOOTAGE, Site, running_site

BUILDING = "high-school"
WIFI = Shape(down_mbps=20, up_mbps=10, one_way_ms=10)
LTE = Shape(down_mbps=8, up_mbps=4, one_way_ms=30)
GAP_S = 5.0
# Long enough that the estimate and the pictures have settled.
SETTLE_S = 4.0
GIVE_UP_S = 30.0
PROMISED_HANDOVER_MS = 3_000.0
PROMISED_GAP_MS = 2_000.0


class PictureLost(RuntimeError):
    """No picture came back."""


class Moving(Struct, frozen=True):
    """A phone and its two networks."""

    inside: Namespace
    wifi: EmulatedLink
    lte: EmulatedLink

    def reset(self) -> None:
        """On Wi-Fi, with LTE down, as before every event."""
        self.inside.ip("link", "set", self.lte.phone_device, "down")
        self.inside.ip("link", "set", self.wifi.phone_device, "up")
        self.inside.ip("route", "replace", "default", "via", self.wifi.server_address, "metric", "100")
        self.wifi.rules(Rules())

    def lte_up(self) -> None:
        """LTE is the way to everywhere, whatever becomes of Wi-Fi."""
        self.inside.ip("link", "set", self.lte.phone_device, "up")
        self.inside.ip("route", "replace", "default", "via", self.lte.server_address, "metric", "50")

    def interface_removed(self) -> float:
        since_s = time.time()
        self.lte_up()
        self.inside.ip("link", "set", self.wifi.phone_device, "down")
        return since_s

    def black_hole(self) -> float:
        since_s = self.wifi.rules(Rules(closed=True))
        self.lte_up()
        return since_s

    def radio_gap(self) -> float:
        self.wifi.rules(Rules(closed=True))
        time.sleep(GAP_S)
        return self.wifi.rules(Rules())

    def nat_rebinding(self) -> float:
        return self.wifi.rules(Rules(port_shift=1000))


@contextmanager
def moving_phone() -> Iterator[tuple[Moving, str]]:
    """A phone, and the address at which it reaches this machine over either link. Raises LinkUnavailable."""
    with (
        namespace() as inside,
        emulated_link(inside, WIFI) as wifi,
        emulated_link(inside, LTE) as lte,
        loopback_address() as address,
    ):
        yield Moving(inside, wifi, lte), address


def without_picture_ms(
    browser: Browser, site: Site, reset: Callable[[], None], event: Callable[[], float]
) -> float:
    """Milliseconds from the Unix time that `event` returns to the first picture taken after it."""
    reset()
    issued = site.share(BUILDING)
    context = phone(browser)
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(issued.url)
        page.get_by_test_id("open-cameras").tap()
        page.locator('[data-testid="tile"][data-state="live"]').first.tap()
        page.locator('[data-testid="focus-view"][data-state="live"]').wait_for(timeout=20_000)
        watcher = Watcher(page, site)
        page.wait_for_timeout(SETTLE_S * 1000)
        watcher.collect()
        since_s = event()
        return (_back_at_s(watcher, since_s) - since_s) * 1000
    finally:
        context.close()


def _back_at_s(watcher: Watcher, since_s: float) -> float:
    while time.time() < since_s + GIVE_UP_S:
        watcher.collect()
        back = [it.at_s for it in watcher.presented.frames if it.focused and it.sent_at_s >= since_s]
        if back:
            return back[0]
        time.sleep(0.1)
    raise PictureLost(f"no picture within {GIVE_UP_S:.0f} s")


def measure(chromium: str, runs: int) -> dict[str, dict[str, float]]:
    """Percentiles by event. Raises LinkUnavailable, PictureLost."""
    with (
        tempfile.TemporaryDirectory() as directory,
        moving_phone() as (moving, address),
        running_site(Path(directory) / "site", footage_dir=FOOTAGE, host=address) as site,
        sync_playwright() as playwright,
    ):
        inside = moving.inside.program(chromium, Path(directory))
        browser = launch(playwright, inside, trusting(site.origin))
        try:
            events = (moving.interface_removed, moving.black_hole, moving.radio_gap, moving.nat_rebinding)
            return {
                f"{event.__name__}_ms": percentiles(
                    [without_picture_ms(browser, site, moving.reset, event) for _ in range(runs)], 50, 95
                )
                for event in events
            }
        finally:
            browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    chromium = required_chromium(parser)
    # What was begun is ended on SIGTERM, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        result = measure(chromium, arguments.runs)
    except (LinkUnavailable, PictureLost) as error:
        sys.exit(f"load_tests.handover: {error}")
    finish(
        {
            "test": "handover",
            "runs": arguments.runs,
            "load_average": round(os.getloadavg()[0], 2),
            **result,
        },
        holds=result["interface_removed_ms"]["p95"] <= PROMISED_HANDOVER_MS
        and result["black_hole_ms"]["p95"] <= PROMISED_HANDOVER_MS
        and result["radio_gap_ms"]["p95"] <= PROMISED_GAP_MS,
    )


if __name__ == "__main__":
    main()
