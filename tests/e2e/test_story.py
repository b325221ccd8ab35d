"""The story that must work: a safety officer shares a building, an officer watches, the link is revoked."""

import contextlib
import json
import re

import pytest
from msgspec.structs import replace
from playwright.sync_api import Error, Locator, Page, expect

from gis.campus import Camera
from load_tests.browser import TERMINAL
from load_tests.site import Site
from responder.live.presence import GONE_AFTER_S
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import (
    live_cameras,
    live_tiles,
    moving_picture,
    open_cameras,
    sign_in,
    tile,
    wait_for_live,
)

pytestmark = pytest.mark.browser

BUILDING = "high-school"
PLACING = ("longitude", "latitude", "level_id", "azimuth_deg", "fov_deg", "range_m", "height_m", "mount")
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
# Whether the map rests and its cameras lie this far from each other.
LIE_WITHIN = """([least, most]) => {
  const cameras = JSON.parse(document.querySelector('[data-testid="map"]').dataset.cameras);
  const spread = (places) => Math.max(...places) - Math.min(...places);
  const px = Math.max(spread(cameras.map(({ x }) => x)), spread(cameras.map(({ y }) => y)));
  return cameras.length > 1 && px > least && px <= most;
}"""
# Where cameras are this near to each other, a finger cannot tell them apart.
TAP_PX = 48
# Three metres or so: a corridor is longer.
SOME_METRES_DEG = 3e-5
# Whether the map rests and shows a camera at another height than this.
IS_ELSEWHERE = """([cameraId, y]) => {
  const cameras = JSON.parse(document.querySelector('[data-testid="map"]').dataset.cameras);
  return cameras.some((camera) => camera.camera_id === cameraId && camera.y !== y);
}"""
# What the page has asked for, in this order, and how much of it has moved without a tap (Layout Instability).
NOTED = """() => new Promise((resolve) => {
  const paths = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  let shift = 0;
  const add = (entry) => { if (!entry.hadRecentInput) shift += entry.value; };
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(add));
  observer.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => {
    observer.takeRecords().forEach(add);
    resolve({ paths, shift });
  });
})"""
# The shorter side of the smallest thing on the screen that a finger is meant for.
SMALLEST_TARGET_PX = """() => {
  const targets = [...document.querySelectorAll("button, a, input, summary")];
  const sides = targets.map((it) => it.getBoundingClientRect()).map((box) => Math.min(box.width, box.height));
  return Math.min(...sides.filter((px) => px > 0));
}"""
TILES_IN_A_ROW = """() => {
  const tiles = [...document.querySelectorAll('[data-testid="tile"]')];
  const tops = tiles.map((it) => it.getBoundingClientRect().top);
  return tops.filter((top) => top === tops[0]).length;
}"""
# With gloves on, and in a moving car.
PHONE_TARGET_PX, TERMINAL_TARGET_PX = 56, 64
FIRST_VIEW = {"/assets/first", "/assets/index", "/favicon.svg", "/manifest.webmanifest", "/icon"}
# "Good", after web.dev/cls; of the whole visit, which is stricter.
CUMULATIVE_LAYOUT_SHIFT = 0.1
UNTIL_FORGOTTEN = """async () => {
  while (await caches.has("campus")) await new Promise((resolve) => setTimeout(resolve, 100));
}"""


def test_an_officer_sees_the_shared_building_live_until_the_link_is_revoked(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Two taps share, one tap opens; pictures move until the revocation, and then the page says why."""
    console = open_phone("/console")
    screenshot(console, "console-sign-in")
    sign_in(console, site)
    screenshot(console, "console")
    url = _share(console, screenshot)

    responder = open_phone(url)
    expect(responder.get_by_test_id("open-cameras")).to_be_visible()
    screenshot(responder, "responder-invitation")
    open_cameras(responder)
    wait_for_live(responder, 6)
    screenshot(responder, "responder-wall")
    assert responder.evaluate(SMALLEST_TARGET_PX) >= PHONE_TARGET_PX
    _check_every_live_picture(responder, site)

    first = live_tiles(responder).first
    camera_id = first.get_attribute("data-camera-id") or ""
    first.tap()
    focus = responder.get_by_test_id("focus-view")
    expect(focus).to_have_attribute("data-camera-id", camera_id)
    expect(focus).to_have_attribute("data-state", "live")
    assert moving_picture(focus).camera_number == site.cameras.numbers[camera_id]
    screenshot(responder, "responder-focus")

    _check_first_view(responder)
    console.get_by_test_id("link-done").tap()
    expect(console.get_by_test_id("device").first).to_have_attribute("data-connected", "true")
    screenshot(console, "console-watching")
    _revoke(console)
    ended = responder.get_by_test_id("access-ended")
    expect(ended).to_be_visible()
    expect(ended).to_have_attribute("data-reason", "link-revoked")
    assert responder.locator("video").count() == 0
    screenshot(responder, "responder-revoked")


def test_the_map_shows_the_cameras_and_a_tap_on_one_focuses_it(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """A tap on a symbol opens its camera, on a group's its cameras; floors change; a moved camera moves."""
    issued = site.share(BUILDING)
    page = open_phone(issued.url)
    open_cameras(page)
    map_ = page.get_by_test_id("map")
    expect(map_).to_have_attribute("data-cameras", ANY_CAMERA)
    screenshot(page, "responder-map")

    camera_id, (x, y) = min(_cameras_on_map(page).items())
    page.touchscreen.tap(x, y)
    expect(page.get_by_test_id("focus-view")).to_have_attribute("data-camera-id", camera_id)

    page.get_by_test_id("focus-close").tap()
    page.locator('[data-testid="level"][data-ordinal="1"]').tap()
    expect(map_).to_have_attribute("data-cameras", re.compile("second-floor-north-hall"))
    screenshot(page, "responder-level-2")
    upstairs = {it.camera_id for it in site.campus.cameras_on("high-school-2")}
    downstairs = {it.camera_id for it in site.campus.cameras_on("high-school-1")}
    shown = _cameras_on_map(page)
    assert upstairs <= set(shown)
    assert not downstairs & set(shown)

    hangs = site.campus.camera_by_id["second-floor-north-hall"]
    _place(site, replace(hangs, latitude=hangs.latitude + SOME_METRES_DEG))
    page.wait_for_function(IS_ELSEWHERE, arg=[hangs.camera_id, shown[hangs.camera_id][1]])
    assert {**_cameras_on_map(page), hangs.camera_id: shown[hangs.camera_id]} == shown
    _place(site, hangs)

    _zoom_out(page)
    x, y = _cameras_on_map(page)[hangs.camera_id]
    page.touchscreen.tap(x, y)
    page.wait_for_function(LIE_WITHIN, arg=[TAP_PX, 10_000])
    expect(page.get_by_test_id("focus-view")).to_have_count(0)


def test_a_vehicle_terminal_shows_map_and_wall_side_by_side(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Map on the left, live wall on the right in any of four sizes; every target is 64 pixels and more."""
    issued = site.share(BUILDING)
    page = open_phone(issued.url, viewport=TERMINAL)
    open_cameras(page)
    wait_for_live(page, 6)
    expect(page.get_by_test_id("map")).to_have_attribute("data-cameras", ANY_CAMERA)
    screenshot(page, "terminal")

    map_box = page.get_by_test_id("map").bounding_box()
    wall_box = live_tiles(page).first.bounding_box()
    assert map_box is not None
    assert wall_box is not None
    assert map_box["x"] + map_box["width"] <= wall_box["x"] + 1
    assert page.evaluate(SMALLEST_TARGET_PX) >= TERMINAL_TARGET_PX

    for in_a_row, size in enumerate(page.get_by_test_id("wall-size").all(), start=1):
        size.tap()
        expect(size).to_have_attribute("aria-pressed", "true")
        assert page.evaluate(TILES_IN_A_ROW) == in_a_row


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

    page.evaluate(UNTIL_KEPT)
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
    page.evaluate(UNTIL_FORGOTTEN)


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


def _watched_phone(site: Site, open_phone: OpenPhone) -> tuple[Page, Locator]:
    """A phone with live pictures, and how the console shows it."""
    issued = site.share(BUILDING)
    page = open_phone(issued.url)
    open_cameras(page)
    wait_for_live(page, 1)
    console = open_phone("/console")
    sign_in(console, site)
    link = console.locator(f'[data-testid="link"][data-link-id="{issued.link.link_id}"]')
    device = link.get_by_test_id("device")
    expect(device).to_have_attribute("data-connected", "true")
    return page, device


def _share(console: Page, screenshot: Screenshot) -> str:
    """Two taps: the building, then Share."""
    console.locator(f'[data-testid="building"][data-building-id="{BUILDING}"]').tap()
    screenshot(console, "console-share")
    console.get_by_test_id("share").tap()
    link_url = console.get_by_test_id("link-url")
    expect(link_url).to_be_visible()
    screenshot(console, "console-link")
    shown = link_url.input_value() if link_url.evaluate("it => 'value' in it") else link_url.inner_text()
    assert "/e#" in shown
    return shown.strip()


def _check_every_live_picture(page: Page, site: Site) -> None:
    """Six live tiles at least, and each shows moving pictures of its own camera."""
    for camera_id in live_cameras(page, 6):
        assert moving_picture(tile(page, camera_id)).camera_number == site.cameras.numbers[camera_id]


def _check_first_view(page: Page) -> None:
    """Whatever the line, it is waited for as seldom as can be, and nothing jumps under the finger."""
    noted = page.evaluate(NOTED)
    tap = noted["paths"].index("/api/redeem")
    # Before the tap the page itself, after it nothing that a picture would have to wait for.
    assert {path.split("-")[0] for path in noted["paths"][:tap]} <= FIRST_VIEW
    assert re.match("/api/(posters|live|markers)", noted["paths"][tap + 1])
    first_poster, first_of_map = (_first(noted["paths"], part) for part in ("/api/posters/", "campus-map"))
    assert tap < first_poster < first_of_map
    assert noted["shift"] <= CUMULATIVE_LAYOUT_SHIFT


def _first(paths: list[str], part: str) -> int:
    return next(index for index, path in enumerate(paths) if part in path)


def _revoke(console: Page) -> None:
    """A second tap confirms."""
    button = console.get_by_test_id("revoke").first
    button.tap()
    button.tap()


def _zoom_out(page: Page) -> None:
    """Until the building is no larger than a finger."""
    map_ = page.get_by_test_id("map").bounding_box()
    assert map_ is not None
    page.mouse.move(map_["x"] + map_["width"] / 2, map_["y"] + map_["height"] / 2)
    for most_px in (300, 200, 130, 90, 60, TAP_PX):
        page.mouse.wheel(0, 1_000)
        page.wait_for_function(LIE_WITHIN, arg=[0, most_px])


def _place(site: Site, camera: Camera) -> None:
    """From now on the camera hangs there, on every map."""
    placing = {key: getattr(camera, key) for key in PLACING}
    site.http.put(f"/api/campus/cameras/{camera.camera_id}/placing", json=placing).raise_for_status()


def _cameras_on_map(page: Page) -> dict[str, tuple[float, float]]:
    """Page coordinates of the cameras' symbols, by camera id."""
    positions = page.get_by_test_id("map").get_attribute("data-cameras")
    return {it["camera_id"]: (it["x"], it["y"]) for it in json.loads(positions or "[]")}
