"""The whole story, timed: an officer's two taps, the link, a second phone's tap, and live pictures on it.

    python -m load_tests.eyes_on [--trace FILE | --slow-4g] [--read-s 1] [--patience-s 15]

The real console and the real client, each in a Chromium with an empty cache. With `--trace` the second
phone is behind a cellular link that follows a Mahimahi trace, with `--slow-4g` behind one of 1.6 Mbps and
150 ms with a processor of a quarter of this one's speed; both need root and TUN. The page itself comes over
that link, too.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from playwright.sync_api import Locator, Page, TimeoutError, sync_playwright

from load_tests.browser import PHONE, launch, phone, required_chromium, trusting
from load_tests.eyes_on_page import ALL_LIVE, TELL, WATCH, Told
from load_tests.link import Trace, TraceUnreadable
from load_tests.namespace_link import EmulatedLink, Shape, emulated_link
from load_tests.network_namespace import LinkUnavailable, namespace
from load_tests.report import finish
from load_tests.site import FOOTAGE, Site, running_site

BUILDING = "high-school"
# Lighthouse's slow 4G with its mid-range phone.
SLOW_4G = Shape(down_mbps=1.6, up_mbps=0.75, one_way_ms=75)
SLOWDOWN = 4
# One glance at a page with one sentence and one button.
READ_S = 1.0
PROMISED_TAPS = 2
PROMISED_INTERACTION_MS = 200.0
PROMISED_SHIFT = 0.1


class Promise(Struct, frozen=True):
    """Milliseconds from the second phone's tap."""

    picture_ms: float
    frame_ms: float


FAST = Promise(1_000, 1_500)
SLOW = Promise(2_000, 3_000)


class Way(Struct, frozen=True, kw_only=True):
    """How the second phone reaches the service."""

    name: str
    shape: Shape | None = None
    """None is loopback."""
    slowdown: int = 1
    promise: Promise = FAST


class Story:
    """Tells each step as it happens, with the seconds since the officer's first tap."""

    def __init__(self) -> None:
        self.began_s = time.time()

    def tell(self, what: str, at_s: float | None = None) -> None:
        print(f"{(at_s or time.time()) - self.began_s:7.2f} s  {what}", flush=True)


class Shared(Struct, frozen=True, kw_only=True):
    """A link, and what it took to make it."""

    url: str
    taps: int
    took_ms: float


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.origin}/console")
    page.get_by_test_id("username").fill(site.username)
    page.get_by_test_id("password").fill(site.password)
    page.get_by_test_id("sign-in-submit").tap()
    page.get_by_test_id("console").wait_for()


def share(page: Page, story: Story) -> Shared:
    """The officer's taps, until the link is on the console's screen."""
    taps = {
        "the building": page.locator(f'[data-testid="building"][data-building-id="{BUILDING}"]'),
        "Share": page.get_by_test_id("share"),
    }
    story.began_s = time.time()
    for name, target in taps.items():
        target.tap()
        story.tell(f"console: tapped {name}")
    link = page.get_by_test_id("link-url")
    link.wait_for()
    story.tell("console: the link is on the screen")
    return Shared(url=link.input_value(), taps=len(taps), took_ms=(time.time() - story.began_s) * 1000)


def watch(page: Page, url: str, story: Story, arguments: argparse.Namespace) -> tuple[float, Told]:
    """Opens the link and taps: milliseconds until there was a button, and what came on the screen."""
    opened_s = time.time()
    page.goto(url, wait_until="commit")
    page.get_by_test_id("open-cameras").wait_for()
    invited_ms = (time.time() - opened_s) * 1000
    story.tell("phone: the link is open, with one button")
    page.wait_for_timeout(arguments.read_s * 1000)
    page.get_by_test_id("open-cameras").tap(no_wait_after=True)
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(ALL_LIVE, timeout=arguments.patience_s * 1000)
    told = msgspec.convert(page.evaluate(TELL), Told)
    story.tell("phone: tapped Open cameras", told.tapped_ms / 1000)
    for what, at_ms in (
        ("the first photo", told.poster_ms),
        ("the first live frame", told.frame_ms),
        ("every picture on the screen is live", told.all_live_ms),
    ):
        story.tell(f"phone: {what}" if at_ms else f"phone: not yet {what}", at_ms and at_ms / 1000)
    return invited_ms, told


def feel(page: Page) -> Told:
    """What fingers do on the page: a camera, the next one, a level, the search; and how it felt.

    Once the map is drawn: without a graphics chip its shaders are compiled by the processor, for a second.
    """
    page.locator('[data-testid="map"][data-cameras*="camera_id"]').wait_for()
    _tap(page.get_by_test_id("tile").nth(2))
    _tap(page.get_by_test_id("focus-next"))
    _tap(page.get_by_test_id("focus-close"))
    _tap(page.locator('[data-testid="level"][data-ordinal="1"]'))
    _tap(page.get_by_test_id("search-open"))
    page.get_by_test_id("search-field").press_sequentially("gym", delay=120)
    _tap(page.get_by_test_id("search-result").first)
    return msgspec.convert(page.evaluate(TELL), Told)


def _tap(target: Locator) -> None:
    target.tap()
    # An officer looks before the next tap: each has a painting of its own.
    target.page.wait_for_timeout(300)


@contextmanager
def phone_on(way: Way, directory: Path, chromium: str) -> Iterator[tuple[str, str, EmulatedLink | None]]:
    """Where the service is to listen, the second phone's browser, and its link. Raises LinkUnavailable."""
    if way.shape is None:
        yield "localhost", chromium, None
        return
    with namespace() as inside, emulated_link(inside, Shape()) as link:
        yield link.server_address, inside.program(chromium, directory), link


def measure(way: Way, arguments: argparse.Namespace, chromium: str) -> dict[str, object]:
    """The named results of one story. Raises LinkUnavailable."""
    with (
        tempfile.TemporaryDirectory() as directory,
        phone_on(way, Path(directory), chromium) as (host, phones_chromium, link),
        running_site(Path(directory) / "site", footage_dir=FOOTAGE, host=host) as site,
        sync_playwright() as playwright,
    ):
        console_browser = launch(playwright, chromium, trusting(site.origin))
        phone_browser = launch(playwright, phones_chromium, trusting(site.origin))
        try:
            console = phone(console_browser, PHONE).new_page()
            sign_in(console, site)
            page = phone(phone_browser, PHONE).new_page()
            page.add_init_script(WATCH)
            if way.slowdown > 1:
                slow_down(page, way.slowdown)
            story = Story()
            shared = share(console, story)
            if link is not None and way.shape is not None:
                link.shape(way.shape)
            invited_ms, told = watch(page, shared.url, story, arguments)
            felt = feel(page)
        finally:
            phone_browser.close()
            console_browser.close()
    return {
        "share_taps": shared.taps,
        "share_ms": round(shared.took_ms, 1),
        "invitation_ms": round(invited_ms, 1),
        "first_poster_ms": told.since_tap_ms(told.poster_ms),
        "first_picture_ms": told.since_tap_ms(told.picture_ms),
        "first_frame_ms": told.since_tap_ms(told.frame_ms),
        "all_live_ms": told.since_tap_ms(told.all_live_ms),
        "live": sum(it is not None for it in told.live_ms),
        "on_screen": len(told.live_ms),
        "inp_ms": felt.interaction_ms,
        "cls": round(felt.shift, 4),
    }


def slow_down(page: Page, times: int) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})


def holds(result: dict[str, object], promise: Promise) -> bool:
    def within(name: str, most: float) -> bool:
        value = result[name]
        return isinstance(value, int | float) and value <= most

    return (
        within("share_taps", PROMISED_TAPS)
        and within("first_picture_ms", promise.picture_ms)
        and within("first_frame_ms", promise.frame_ms)
        and within("inp_ms", PROMISED_INTERACTION_MS)
        and within("cls", PROMISED_SHIFT)
    )


def way_of(arguments: argparse.Namespace) -> Way:
    """Raises TraceUnreadable."""
    if arguments.slow_4g:
        return Way(name="slow-4g", shape=SLOW_4G, slowdown=SLOWDOWN, promise=SLOW)
    if arguments.trace is None:
        return Way(name="loopback")
    Trace.read(arguments.trace)
    return Way(name=arguments.trace.name, shape=Shape(down_trace=str(arguments.trace)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    link = parser.add_mutually_exclusive_group()
    link.add_argument("--trace", type=Path)
    link.add_argument("--slow-4g", action="store_true")
    parser.add_argument("--read-s", type=float, default=READ_S, help="the tap comes so late (1)")
    parser.add_argument("--patience-s", type=float, default=15.0, help="for the last picture to be live (15)")
    arguments = parser.parse_args()
    chromium = required_chromium(parser)
    # What was begun is ended on SIGTERM, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        way = way_of(arguments)
        result = measure(way, arguments, chromium)
    except (LinkUnavailable, TraceUnreadable) as error:
        sys.exit(f"load_tests.eyes_on: {error}")
    finish(
        {
            "test": "eyes_on",
            "way": way.name,
            "cpu_slowdown": way.slowdown,
            "load_average": round(os.getloadavg()[0], 2),
            **result,
        },
        holds=holds(result, way.promise),
    )


if __name__ == "__main__":
    main()
