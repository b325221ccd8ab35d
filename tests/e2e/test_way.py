"""From a room number on the radio to the cameras along the way there."""

import re

import pytest
from playwright.sync_api import Page, expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras

pytestmark = pytest.mark.browser

BUILDING = "high-school"

# Whether the map rests, and its cameras are not where they were, or where they were.
SHOWS_ANOTHER_PART = """(before) => {
  const { cameras } = document.querySelector('[data-testid="map"]').dataset;
  return cameras !== "[]" && cameras !== before;
}"""
SHOWS_THE_SAME = """(before) => {
  const shown = JSON.parse(document.querySelector('[data-testid="map"]').dataset.cameras);
  const then = new Map(JSON.parse(before).map((it) => [it.camera_id, it]));
  const isNear = (it) => Math.hypot(it.x - then.get(it.camera_id).x, it.y - then.get(it.camera_id).y) < 3;
  return shown.length > 0 && shown.every(isNear);
}"""


@pytest.fixture
def viewer(site: Site, open_phone: OpenPhone, video: bool) -> Page:
    """A phone that watches the high school and has its map."""
    issued = site.share(BUILDING)
    page = open_phone(issued.url, video=video)
    open_cameras(page)
    expect(page.get_by_test_id("map")).to_have_attribute("data-cameras", re.compile("camera_id"))
    return page


@pytest.mark.parametrize("video", [True])
def test_a_room_is_found_with_its_cameras_and_the_way_to_it(viewer: Page, screenshot: Screenshot) -> None:
    """Search, cameras that see the room, the way from a door, and from camera to camera along it."""
    viewer.get_by_test_id("search-open").tap()
    viewer.get_by_test_id("search-field").fill("cafetria")
    viewer.get_by_test_id("search-result").filter(has_text="160").tap()
    expect(viewer.get_by_test_id("seeing").first).to_be_visible()
    expect(viewer.locator(".seeing-note").first).to_contain_text("Sees")
    screenshot(viewer, "responder-spot")

    viewer.get_by_test_id("route-open").tap()
    expect(viewer.get_by_test_id("route-start").first).to_have_attribute("aria-pressed", "true")
    from_the_first_door = viewer.get_by_test_id("route-length").inner_text()
    viewer.get_by_test_id("route-from").tap()
    viewer.get_by_test_id("route-start").last.tap()
    expect(viewer.get_by_test_id("route-start").last).to_be_hidden()
    expect(viewer.get_by_test_id("route-length")).not_to_have_text(from_the_first_door)
    screenshot(viewer, "responder-route")
    along = [it.get_attribute("data-camera-id") for it in viewer.get_by_test_id("route-camera").all()]
    assert len(along) >= 2
    for camera_id in along[:2]:
        viewer.get_by_test_id("route-next").tap()
        expect(viewer.get_by_test_id("focus-view")).to_have_attribute("data-camera-id", camera_id or "")
    screenshot(viewer, "responder-route-focus")


@pytest.mark.parametrize("video", [False])
def test_a_grid_square_is_found(viewer: Page) -> None:
    """What the radio calls C4 is on the map."""
    viewer.get_by_test_id("search-open").tap()
    viewer.get_by_test_id("search-field").fill("c4")
    viewer.get_by_test_id("search-result").filter(has_text="Grid square").tap()
    expect(viewer.get_by_test_id("spot")).to_be_visible()


@pytest.mark.parametrize("video", [False])
def test_the_map_comes_back_from_a_camera(viewer: Page) -> None:
    """Closing the large picture leads back to the part of the map that the officer had chosen."""
    before = viewer.get_by_test_id("map").get_attribute("data-cameras")
    viewer.get_by_test_id("tile").nth(3).tap()
    expect(viewer.get_by_test_id("focus-view")).to_be_visible()
    viewer.wait_for_function(SHOWS_ANOTHER_PART, arg=before)
    viewer.get_by_test_id("focus-close").tap()
    viewer.wait_for_function(SHOWS_THE_SAME, arg=before)


def test_my_position_is_shown_on_request_only(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """The phone is asked at the first tap, map and way begin where it is, and the second tap forgets it."""
    issued = site.share(BUILDING)
    page = open_phone(issued.url, video=False)
    camera = site.campus.cameras_of(BUILDING)[0]
    page.context.set_geolocation({"longitude": camera.longitude, "latitude": camera.latitude, "accuracy": 12})
    page.context.grant_permissions(["geolocation"])
    open_cameras(page)
    button = page.get_by_test_id("my-position")
    expect(button).to_have_attribute("data-state", "off")
    button.tap()
    expect(button).to_have_attribute("data-state", "on")
    screenshot(page, "responder-position")
    page.get_by_test_id("search-open").tap()
    page.get_by_test_id("search-field").fill("160")
    page.get_by_test_id("search-result").first.tap()
    page.get_by_test_id("route-open").tap()
    expect(page.get_by_test_id("route-from")).to_have_text("From: My position")
    expect(page.get_by_test_id("route-length")).to_be_visible()
    page.get_by_test_id("panel-close").tap()
    button.tap()
    expect(button).to_have_attribute("data-state", "off")
