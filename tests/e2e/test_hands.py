"""Fingers on the large picture, and what stands in their way: a sign-in page, a phone that saves power."""

import pytest
from playwright.sync_api import Page, expect

from load_tests.browser import PHONE
from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras, wait_for_live

pytestmark = pytest.mark.browser

# Notes how wide a large picture the page asks the service for.
NOTE_WIDTHS = """
  window.widthsPx = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    const { slots = [] } = JSON.parse(text);
    window.widthsPx.push(...slots.filter(({ focused }) => focused).map(({ width_px }) => width_px));
    return send.call(this, text);
  };
"""
HAS_ASKED_FOR = "(widthPx) => Math.max(...window.widthsPx) >= widthPx"

# Videos play only from a tap, as on a phone in Low Power Mode.
LOW_POWER = """
  const play = HTMLVideoElement.prototype.play;
  let hasTapped = false;
  addEventListener("click", ({ target }) => {
    hasTapped ||= target.closest('[data-testid="play"]') !== null;
  }, true);
  HTMLVideoElement.prototype.play = function () {
    return hasTapped ? play.call(this) : Promise.reject(new DOMException("low power", "NotAllowedError"));
  };
"""
# What the page has asked the device to keep on.
NOTE_WAKE_LOCKS = """
  window.wakeLocks = [];
  const request = WakeLock.prototype.request;
  WakeLock.prototype.request = function (type) {
    window.wakeLocks.push(type);
    return request.call(this, type);
  };
"""
SIGN_IN_PAGE = "<!doctype html><title>Hotel</title><p>Please sign in to use this network."


def test_a_swipe_is_the_next_camera_and_a_pinch_a_sharper_picture(site: Site, open_phone: OpenPhone) -> None:
    """In place order, and back; two fingers apart ask the service for more pixels, motion or none."""
    page = open_phone("about:blank", has_map=False)
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(NOTE_WIDTHS)
    page.goto(site.share("high-school").url)
    open_cameras(page)
    wait_for_live(page, 2)
    tiles = page.get_by_test_id("tile")
    first, second = (tiles.nth(place).get_attribute("data-camera-id") or "" for place in (0, 1))
    tiles.first.tap()
    focus = page.get_by_test_id("focus-view")
    expect(focus).to_have_attribute("data-camera-id", first)
    _drag(page, [(-120, 0)])
    expect(focus).to_have_attribute("data-camera-id", second)
    _drag(page, [(120, 0)])
    expect(focus).to_have_attribute("data-camera-id", first)

    page.wait_for_function(HAS_ASKED_FOR, arg=1)
    whole_px = page.evaluate("() => Math.max(...window.widthsPx)")
    _drag(page, [(-60, 0), (60, 0)])
    page.wait_for_function(HAS_ASKED_FOR, arg=2 * whole_px)


def test_the_screen_is_shared_as_the_thumb_wants(site: Site, open_phone: OpenPhone) -> None:
    """More map, more pictures, a picture alone by two taps on it; and the screen stays on all the while."""
    page = open_phone("about:blank", video=False)
    page.add_init_script(NOTE_WAKE_LOCKS)
    page.goto(site.share("high-school").url)
    open_cameras(page)
    viewer, map_, up, down = (page.get_by_test_id(it) for it in ("viewer", "map", "sheet-up", "sheet-down"))
    expect(viewer).to_have_attribute("data-stop", "half")
    up.tap()
    expect(viewer).to_have_attribute("data-stop", "wall")
    expect(up).to_be_disabled()
    down.tap()
    down.tap()
    expect(viewer).to_have_attribute("data-stop", "map")
    whole = map_.bounding_box()
    up.tap()
    expect(viewer).to_have_attribute("data-stop", "half")
    half = map_.bounding_box()
    assert whole is not None
    assert half is not None
    assert whole["height"] > 1.3 * half["height"]

    page.get_by_test_id("tile").first.tap()
    page.locator(".focus-picture").dblclick()
    expect(page.get_by_test_id("focus-full")).to_have_attribute("aria-label", "Leave full screen")
    assert page.get_by_test_id("focus-view").bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert page.evaluate("window.wakeLocks") == ["screen"]


def test_a_sign_in_page_and_low_power_are_told_and_passed(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """A network that answers in the service's place is named; where videos are held back is a button."""
    page = open_phone("about:blank", has_map=False)
    page.add_init_script(LOW_POWER)
    page.goto(site.share("high-school").url)
    page.route("**/api/**", lambda route: route.fulfill(body=SIGN_IN_PAGE, content_type="text/html"))
    page.get_by_test_id("open-cameras").tap()
    expect(page.get_by_test_id("notice")).to_contain_text("asks you to sign in")
    screenshot(page, "responder-captive-portal")

    page.unroute_all()
    button = page.get_by_test_id("play")
    expect(button).to_be_visible()
    screenshot(page, "responder-low-power")
    button.tap()
    expect(button).to_have_count(0)
    wait_for_live(page, 2)


def _drag(page: Page, ways: list[tuple[int, int]]) -> None:
    """A finger for each way, from beside the middle of the large picture; positions in CSS pixels."""
    box = page.locator(".focus-picture").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def at(share: float) -> list[dict[str, float]]:
        # Two fingers do not begin in one point.
        return [
            {"x": middle[0] + x * (0.2 + share), "y": middle[1] + y * (0.2 + share), "id": finger}
            for finger, (x, y) in enumerate(ways)
        ]

    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at(0)})
    for share in (0.3, 0.6, 1.0):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at(share)})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()
