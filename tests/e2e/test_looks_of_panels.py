"""What opens over map and wall looks as it did, in every size of screen.

On a phone that shows photos and whose map cannot be drawn: that is a screen of its own, and rests.
"""

import pytest
from playwright.sync_api import Page, expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone
from tests.e2e.kept_looks import Looks
from tests.e2e.screen import open_cameras

pytestmark = pytest.mark.browser


def test_the_panels_look_as_they_did(site: Site, open_phone: OpenPhone) -> None:
    """Photos, their large picture, display and data, search, a room, the way there, a marker, all markers."""
    looks = Looks("responder")
    page = open_phone(site.share("high-school").url, video=False, has_map=False)
    open_cameras(page)
    expect(page.get_by_test_id("banner")).to_contain_text("cannot play live video")
    expect(page.get_by_text("The map cannot be drawn")).to_be_visible()
    looks.each(page, "photos")
    page.get_by_test_id("tile").first.tap()
    expect(page.get_by_test_id("focus-view")).to_be_visible()
    looks.each(page, "photos-large")
    page.get_by_test_id("focus-close").tap()
    page.get_by_test_id("display-open").tap()
    expect(page.get_by_test_id("display")).to_be_visible()
    looks.each(page, "display")
    page.get_by_test_id("panel-close").tap()

    find(page, "1")
    looks.each(page, "search")
    page.get_by_test_id("search-field").fill("160")
    page.get_by_test_id("search-result").filter(has_text="160").first.tap()
    expect(page.get_by_test_id("seeing").first).to_be_visible()
    looks.each(page, "room")
    page.get_by_test_id("route-open").tap()
    expect(page.get_by_test_id("route-camera")).not_to_have_count(0)
    looks.each(page, "way")
    page.get_by_test_id("panel-close").tap()

    mark(page, "160", "casualty")
    page.get_by_test_id("panel-close").tap()
    mark(page, "107", "suspect", "red jacket")
    looks.each(page, "marker")
    page.get_by_test_id("panel-close").tap()
    page.get_by_test_id("markers-open").tap()
    expect(page.get_by_test_id("marker-row")).to_have_count(2)
    expect(page.get_by_test_id("moment")).to_have_count(3)
    looks.each(page, "markers")
    looks.check()


def find(page: Page, what: str) -> None:
    page.get_by_test_id("search-open").tap()
    page.get_by_test_id("search-field").fill(what)
    expect(page.get_by_test_id("search-result").first).to_be_visible()


def mark(page: Page, room: str, kind: str, note: str = "") -> None:
    find(page, room)
    page.get_by_test_id("search-result").first.tap()
    page.get_by_test_id("mark-note").fill(note)
    page.locator(f'[data-testid="mark"][data-kind="{kind}"]').tap()
    expect(page.get_by_test_id("marker")).to_be_visible()
    expect(page.get_by_test_id("seeing").first).to_be_visible()
