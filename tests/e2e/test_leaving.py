"""A page that is reloaded, hidden, left or lost: who comes back finds the place, who does not is gone."""

import contextlib
import re

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from load_tests.site import Site
from responder.live.presence import GONE_AFTER_S
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import live_camera, moving_picture, open_cameras, sign_in, tile, wait_for_live

pytestmark = pytest.mark.browser

BUILDING = "high-school"
# Well before consent runs out (RFC 7675), even on a busy machine.
NOTICED_MS = 2 * GONE_AFTER_S * 1000
# The map tells where its cameras are once it is drawn.
ANY_CAMERA = re.compile("camera_id")
# Every level of the building is on the device, also those that nobody has looked at.
UNTIL_KEPT = """async () => {
  const levels = async () => {
    const kept = await (await caches.open("campus")).keys();
    return kept.filter(({ url }) => url.includes("/levels/")).length;
  };
  while ((await levels()) < 2) await new Promise((resolve) => setTimeout(resolve, 100));
}"""
# Nothing of the campus is on the device any more.
UNTIL_FORGOTTEN = """async () => {
  const kept = async () => (await (await caches.open("campus")).keys()).length;
  while ((await kept()) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
}"""
# A level under a name of its own, and longer than the worker waits where it has something else.
NOT_KEPT = "/api/campus/levels/high-school-1?late"
LONGER_THAN_PATIENCE_MS = 3_000
# Another app is on the screen, or this one again.
SET_HIDDEN = """(isHidden) => {
  Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_reload_keeps_the_access_and_without_a_network_the_map(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Back at the live pictures without another tap or link; in a dead corner at the map, which says so."""
    issued = site.share(BUILDING)
    page = open_phone(issued.url)
    open_cameras(page)
    wait_for_live(page, 1)
    page.reload()
    expect(page.get_by_test_id("viewer")).to_be_visible()
    wait_for_live(page, 1)

    page.wait_for_function(UNTIL_KEPT)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_test_id("banner")).to_contain_text("No connection")
    map_ = page.get_by_test_id("map")
    expect(map_).to_have_attribute("data-cameras", ANY_CAMERA)
    screenshot(page, "responder-no-network")
    page.locator('[data-testid="level"][data-ordinal="1"]').tap()
    expect(map_).to_have_attribute("data-cameras", re.compile("second-floor-north-hall"))
    page.context.set_offline(False)
    wait_for_live(page, 1)
    site.revoke(issued.link.link_id)
    expect(page.get_by_test_id("access-ended")).to_be_visible()
    page.wait_for_function(UNTIL_FORGOTTEN)


def test_a_slow_network_is_waited_for_where_nothing_is_kept(site: Site, open_phone: OpenPhone) -> None:
    """A part of the map comes when it comes, however long its answer takes to begin."""
    page = open_phone(site.share(BUILDING).url, video=False)
    open_cameras(page)
    page.wait_for_function(UNTIL_KEPT)
    held: list[Route] = []
    page.context.route(f"**{NOT_KEPT}", lambda route: held.append(route))
    page.evaluate("(path) => { window.answered = fetch(path).then(({ status }) => status); }", NOT_KEPT)
    page.wait_for_timeout(LONGER_THAN_PATIENCE_MS)
    held[0].continue_()
    assert page.evaluate("window.answered") == 200


def test_who_leaves_the_page_is_soon_gone(site: Site, open_phone: OpenPhone) -> None:
    """The console, and the record, need not wait until the consent of a closed tab has run out."""
    page, device = _watched_phone(site, open_phone)

    page.goto("about:blank")

    expect(device).to_have_attribute("data-connected", "false", timeout=NOTICED_MS)


def test_a_browser_that_crashes_is_soon_gone(site: Site, open_phone: OpenPhone) -> None:
    """It says nothing any more; its closed channel and its silent path say it."""
    page, device = _watched_phone(site, open_phone)

    with contextlib.suppress(Error):
        page.goto("chrome://crash")

    expect(device).to_have_attribute("data-connected", "false", timeout=NOTICED_MS)


def test_a_page_in_the_background_is_sent_nothing_and_comes_back_live(
    site: Site, open_phone: OpenPhone
) -> None:
    """An app switch: pictures that nobody sees cost no battery, and the way back is short."""
    page, device = _watched_phone(site, open_phone)
    expect(device).not_to_have_attribute("data-watching", "0")

    page.evaluate(SET_HIDDEN, True)
    expect(device).to_have_attribute("data-watching", "0", timeout=NOTICED_MS)

    page.evaluate(SET_HIDDEN, False)
    expect(device).not_to_have_attribute("data-watching", "0")
    camera_id = live_camera(page)
    assert moving_picture(tile(page, camera_id)).camera_number == site.cameras.numbers[camera_id]


def _watched_phone(site: Site, open_phone: OpenPhone) -> tuple[Page, Locator]:
    """A phone with live pictures, and how the console shows it."""
    issued = site.share(BUILDING)
    page = open_phone(issued.url, has_map=False)
    open_cameras(page)
    wait_for_live(page, 1)
    console = open_phone("/console")
    sign_in(console, site)
    link = console.locator(f'[data-testid="link"][data-link-id="{issued.link.link_id}"]')
    device = link.get_by_test_id("device")
    expect(device).to_have_attribute("data-connected", "true")
    return page, device
