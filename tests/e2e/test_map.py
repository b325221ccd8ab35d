"""Where the cameras are: symbols, groups and floors, and a camera that is moved while somebody looks."""

import json
import re

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, Position, expect

from gis.campus import Camera
from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras

pytestmark = pytest.mark.browser

BUILDING = "high-school"
PLACING = ("longitude", "latitude", "level_id", "azimuth_deg", "fov_deg", "range_m", "height_m", "mount")
# The map tells where its cameras are once it is drawn.
ANY_CAMERA = re.compile("camera_id")
# How far from each other the map's cameras lie, in pixels; null while it moves.
SPREAD_PX = """() => {
  const cameras = JSON.parse(document.querySelector('[data-testid="map"]').dataset.cameras);
  const spread = (places) => Math.max(...places) - Math.min(...places);
  const [xs, ys] = [cameras.map(({ x }) => x), cameras.map(({ y }) => y)];
  return cameras.length > 1 ? Math.max(spread(xs), spread(ys)) : null;
}"""
# Whether the map rests and that is within bounds.
LIES_WITHIN = f"""([least, most]) => {{
  const px = ({SPREAD_PX})();
  return px !== null && px >= least && px <= most;
}}"""
# Where cameras are this near to each other, a finger cannot tell them apart.
TAP_PX = 48
# Three metres or so: a corridor is longer.
SOME_METRES_DEG = 3e-5
# Whether the map rests and shows a camera at another height than this.
IS_ELSEWHERE = """([cameraId, y]) => {
  const cameras = JSON.parse(document.querySelector('[data-testid="map"]').dataset.cameras);
  return cameras.some((camera) => camera.camera_id === cameraId && camera.y !== y);
}"""


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

    camera_id, at = min(_cameras_on_map(page).items())
    map_.tap(position=at)
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
    page.wait_for_function(IS_ELSEWHERE, arg=[hangs.camera_id, shown[hangs.camera_id]["y"]])
    moved = _cameras_on_map(page)
    assert {**moved, hangs.camera_id: shown[hangs.camera_id]} == shown
    _place(site, hangs)
    page.wait_for_function(IS_ELSEWHERE, arg=[hangs.camera_id, moved[hangs.camera_id]["y"]])

    _zoom_out(page)
    map_.tap(position=_cameras_on_map(page)[hangs.camera_id])
    page.wait_for_function(LIES_WITHIN, arg=[TAP_PX + 1, 10_000])
    expect(page.get_by_test_id("focus-view")).to_have_count(0)


def _zoom_out(page: Page) -> None:
    """Until the building is no larger than a finger, and the map rests."""
    page.get_by_test_id("map").hover()
    while (before_px := page.evaluate(SPREAD_PX)) > TAP_PX:
        page.mouse.wheel(0, 1_000)
        page.wait_for_function(LIES_WITHIN, arg=[0, before_px - 1])


def _place(site: Site, camera: Camera) -> None:
    """From now on the camera hangs there, on every map."""
    placing = {key: getattr(camera, key) for key in PLACING}
    site.http.put(f"/api/campus/cameras/{camera.camera_id}/placing", json=placing).raise_for_status()


def _cameras_on_map(page: Page) -> dict[str, Position]:
    """Where the cameras' symbols are on the map, by camera id."""
    shown = page.get_by_test_id("map").get_attribute("data-cameras")
    return {it["camera_id"]: {"x": it["x"], "y": it["y"]} for it in json.loads(shown or "[]")}
