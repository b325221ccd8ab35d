"""The campus on the console: cameras placed and tried out, and a new map put in place."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from gis.export.imdf import imdf_files, imdf_zip
from load_tests.browser import TERMINAL
from load_tests.site import Site
from responder.demo.camera import Fault
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.test_accessibility import assert_accessible
from tests.e2e.test_console import SMALL, open_page

pytestmark = pytest.mark.browser

CAMERA = "main-lobby"
# Of the small building.
DEAD = "elementary-playground"
# Whether the camera that was picked is in the middle of the map.
HAS_COME = """() => {
  const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
  const [at, wanted] = ["handle-camera", "placing-map"].map((testId) =>
    middle(document.querySelector(`[data-testid="${testId}"]`).getBoundingClientRect()));
  return Math.hypot(at[0] - wanted[0], at[1] - wanted[1]) < 0.5;
}"""


def pick(page: Page, camera_id: str) -> Locator:
    """Taps the camera in the list, and the map comes to it; its editor."""
    page.locator(f'[data-testid="camera-row"][data-camera-id="{camera_id}"]').tap()
    editor = page.get_by_test_id("placing-editor")
    expect(editor).to_have_attribute("data-camera-id", camera_id)
    expect(page.get_by_test_id("placing-says")).to_have_attribute("data-state", "seen")
    page.wait_for_function(HAS_COME)
    return editor


def azimuth(page: Page) -> Locator:
    return page.get_by_test_id("placing-azimuth-text")


def test_a_camera_is_turned_tried_out_and_saved(site: Site, open_phone: OpenPhone) -> None:
    """By its handle and by its slider; the map shows what it would see, and keeps it once it is saved."""
    page = open_page(open_phone, site, "cameras", viewport=TERMINAL)
    expect(page.get_by_test_id("placing-map")).to_have_attribute("data-ready", "true")
    page.locator("canvas").wait_for()
    pick(page, CAMERA)
    assert_accessible(page, "placing")
    page.get_by_test_id("placing-azimuth").fill("90")
    expect(azimuth(page)).to_have_text("90°")
    with page.expect_response(re.compile(f"{CAMERA}/view")) as tried:
        drag(page, page.get_by_test_id("handle-aim"), east_px=-104, south_px=104)
    assert tried.value.status == 200
    expect(azimuth(page)).to_have_text("180°")
    page.get_by_test_id("placing-save").tap()
    expect(page.get_by_test_id("placing-saved")).to_be_visible()
    assert overview(site)["azimuth_deg"] == 180


def drag(page: Page, handle: Locator, *, east_px: int, south_px: int) -> None:
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + east_px, y + south_px, steps=4)
    page.mouse.up()


def overview(site: Site) -> dict[str, float]:
    """The camera as the service knows it."""
    answer = site.http.get("/api/overview").json()
    camera: dict[str, float] = next(it for it in answer["cameras"] if it["camera_id"] == CAMERA)
    return camera


def test_the_keyboard_places_a_camera_where_it_can_be(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Arrows move, brackets turn; off its floor the page says so, and Cancel leaves everything as it was."""
    before = overview(site)
    page = open_page(open_phone, site, "cameras")
    expect(page.get_by_test_id("placing-map")).to_have_attribute("data-ready", "true")
    assert_accessible(page, "cameras")
    pick(page, CAMERA)
    shown = float(azimuth(page).inner_text().removesuffix("°"))
    handle = page.get_by_test_id("handle-camera")
    handle.focus()
    place = handle.get_attribute("style")
    page.keyboard.press("Shift+ArrowRight")
    expect(handle).not_to_have_attribute("style", place or "")
    page.keyboard.press("]")
    expect(azimuth(page)).to_have_text(f"{(shown + 5) % 360:g}°")
    for _ in range(15):
        page.keyboard.press("Shift+ArrowDown")
    says = page.get_by_test_id("placing-says")
    expect(says).to_have_attribute("data-state", "refused")
    refusal = "cannot be placed there: it stands outside First floor of Maple Ridge High School"
    expect(says).to_contain_text(refusal)
    expect(page.get_by_test_id("placing-save")).to_be_disabled()
    screenshot(page, "console-placing-refused")
    page.get_by_test_id("placing-cancel").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("camera-row").first).to_be_visible()
    assert overview(site) | {"status": None} == before | {"status": None}


def test_every_camera_of_a_building_is_started_and_timed(staffed: Site, open_phone: OpenPhone) -> None:
    """Over the media port, as on a phone; the one that refuses stands first, with the reason."""
    page = open_page(open_phone, staffed, "preflight")
    page.get_by_test_id("preflight-building").select_option(SMALL)
    staffed.cameras.inject(DEAD, Fault.REFUSE)
    page.get_by_test_id("preflight-run").tap()
    expect(page.get_by_test_id("preflight-result")).to_have_attribute("data-outcome", "bad")
    staffed.cameras.heal(DEAD)
    rows = page.get_by_test_id("camera-check")
    states = [row.get_attribute("data-state") for row in rows.all()]
    assert states == ["failed"] + ["started"] * (len(states) - 1)
    expect(rows.first).to_have_attribute("data-camera-id", DEAD)
    expect(page.get_by_test_id("preflight-recorded")).to_be_visible()
    assert_accessible(page, "pre-flight")


def test_a_new_map_is_checked_and_put_in_place(staffed: Site, open_phone: OpenPhone, tmp_path: Path) -> None:
    """One with errors shows them and goes no further; a sound one takes two taps more."""
    files = imdf_files(staffed.campus, created="2026-11-22T12:00:00Z")
    sound, broken = tmp_path / "sound.zip", tmp_path / "broken.zip"
    sound.write_bytes(imdf_zip(files))
    broken.write_bytes(imdf_zip(files | {"level.geojson": files["level.geojson"][:-300]}))
    page = open_page(open_phone, staffed, "map", username="admin")
    page.get_by_test_id("map-file").set_input_files(broken)
    result = page.get_by_test_id("map-result")
    expect(result).to_have_attribute("data-usable", "false")
    expect(page.get_by_test_id("map-finding").first).to_have_attribute("data-severity", "error")
    expect(page.get_by_test_id("map-put")).to_have_count(0)
    assert_accessible(page, "findings")
    page.set_viewport_size(TERMINAL)
    page.get_by_test_id("map-file").set_input_files(sound)
    expect(result).to_have_attribute("data-usable", "true")
    assert_accessible(page, "sound map")
    for _ in range(2):
        page.get_by_test_id("map-put").tap()
    expect(page.get_by_test_id("map-in-place")).to_be_visible()
