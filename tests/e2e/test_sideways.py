"""A phone that is held sideways: little height, and everything within reach all the same."""

import re

import pytest
from playwright.sync_api import expect

from load_tests.browser import SIDEWAYS
from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras

pytestmark = pytest.mark.browser


def test_search_and_markers_stay_within_reach_of_a_large_picture(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Beside the head, where nothing covers them; a found camera is the next large picture."""
    page = open_phone(site.share("high-school").url, viewport=SIDEWAYS, video=False)
    open_cameras(page)
    expect(page.get_by_test_id("map")).to_have_attribute("data-cameras", re.compile("camera_id"))
    screenshot(page, "sideways-wall")
    page.get_by_test_id("tile").first.tap()
    focus = page.get_by_test_id("focus-view")
    expect(focus).to_be_visible()
    screenshot(page, "sideways-large")
    for within_reach in ("search-open", "markers-open", "display-open", "focus-next"):
        page.get_by_test_id(within_reach).tap(trial=True)
    page.get_by_test_id("search-open").tap()
    page.get_by_test_id("search-field").fill("cafeteria")
    screenshot(page, "sideways-search")
    page.get_by_test_id("search-result").filter(has_text="Camera").first.tap()
    expect(page.get_by_test_id("search")).to_have_count(0)
    expect(focus).to_be_visible()
