"""An officer with an account sees what a link's phone sees: map, markers and search, and the end of it."""

import re

import pytest
from playwright.sync_api import expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import wait_for_live
from tests.e2e.test_accessibility import assert_accessible
from tests.e2e.test_console import open_page

pytestmark = pytest.mark.browser


def test_an_officer_by_name_has_map_markers_and_search(
    staffed: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """From *Live* one tap leads to the responder's screen; a reload stays there, and the end leads back."""
    opened = staffed.open_incident("high-school", agency="Valley Police")
    assert opened.issued is not None
    staffed.add_account("robin", "--role", "agency_officer", "--agency", "Valley Police")
    page = open_page(open_phone, staffed, "", username="robin")
    page.get_by_test_id("watching-open").tap()
    expect(page.get_by_test_id("viewer")).to_be_visible()
    wait_for_live(page, 1)
    map_ = page.get_by_test_id("map")
    expect(map_).to_have_attribute("data-cameras", re.compile("camera_id"))

    page.get_by_test_id("search-open").tap()
    page.get_by_test_id("search-field").fill("160")
    page.get_by_test_id("search-result").first.tap()
    expect(page.get_by_test_id("seeing").first).to_be_visible()
    page.locator('[data-testid="mark"][data-kind="entry"]').tap()
    expect(page.get_by_test_id("marker")).to_be_visible()
    page.get_by_test_id("panel-close").tap()
    expect(map_).to_have_attribute("data-markers", re.compile("x"))
    assert_accessible(page, "by name")
    screenshot(page, "by-name")
    page.get_by_test_id("markers-open").tap()
    expect(page.get_by_test_id("moment")).to_have_count(2)
    expect(page.get_by_test_id("clear-unit")).to_have_count(0)

    page.reload()
    expect(page.get_by_test_id("marker-count")).to_have_text("1")
    staffed.revoke(opened.issued.link.link_id)
    ended = page.get_by_test_id("access-ended")
    expect(ended).to_have_attribute("data-reason", "link-revoked")
    expect(ended).to_contain_text("no longer shares this incident")
    expect(ended).not_to_contain_text("link")
    screenshot(page, "by-name-ended")
    page.get_by_test_id("way-on").tap()
    expect(page.get_by_test_id("watching-page")).to_contain_text("no open incident")
