"""A detector names a camera, and that is what a phone shows first."""

import re

import pytest
from playwright.sync_api import expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras, tile

pytestmark = pytest.mark.browser


def test_the_alerted_camera_comes_first_and_says_so(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Last in place order, it fills the first slot of the tap and the first tile, live and labelled."""
    camera_id = "loading-dock"
    issued = site.share_incident(site.alert("high-school", camera_ids=[camera_id], room="101"))
    page = open_phone(issued.url)
    with page.expect_response("**/api/redeem") as opened:
        open_cameras(page)
    slots = opened.value.json()["live"]["slots"]
    assert slots[0]["camera_id"] == camera_id

    first = page.locator('[data-testid="tile-now"], [data-testid="tile"]').first
    expect(first).to_have_attribute("data-camera-id", camera_id)
    expect(first.get_by_test_id("alert-here")).to_have_text("Alert here")
    expect(first).to_have_accessible_name(re.compile("Loading dock, Alert here"))
    expect(first).to_have_attribute("data-state", "live")
    expect(page.get_by_test_id("alert-place")).to_contain_text("101")
    near = page.get_by_test_id("tile-now").nth(1).get_attribute("data-camera-id") or ""
    assert site.campus.camera_by_id[near].level_id == "high-school-1"
    expect(tile(page, camera_id).get_by_test_id("alert-here")).to_be_attached()
    screenshot(page, "responder-alert")
