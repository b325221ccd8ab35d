"""The phone tells the truth about its link, and uses no more of it than its owner allows."""

import re

import pytest
from playwright.sync_api import Page, expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import live_tiles, moving_picture, open_cameras, tile, wait_for_live

pytestmark = pytest.mark.browser

BEHIND_THE_PICTURE = ("Size", "Pictures", "Arriving", "Lost on the way", "The link carries about", "Path")


def test_the_numbers_behind_the_picture(site: Site, open_phone: OpenPhone, screenshot: Screenshot) -> None:
    """The badge of the large picture opens what was measured of it and of the link."""
    issued = site.share("high-school")
    page = open_phone(issued.url, has_map=False)
    open_cameras(page)
    wait_for_live(page, 6)
    live_tiles(page).first.tap()
    page.get_by_test_id("detail-open").tap()

    detail = page.get_by_test_id("detail")
    for name in BEHIND_THE_PICTURE:
        expect(detail.get_by_text(name, exact=True)).to_be_visible()
    expect(detail).to_contain_text(re.compile(r"\d+ × \d+"))
    expect(page.get_by_test_id("detail-rung")).to_be_visible()
    screenshot(page, "responder-detail")


def test_a_data_saver_is_a_hard_cap(site: Site, open_phone: OpenPhone, screenshot: Screenshot) -> None:
    """Set, fewer tiles are live and the head says so; taken back, they come back. A reload keeps it."""
    issued = site.share("high-school")
    page = open_phone(issued.url, has_map=False)
    open_cameras(page)
    wait_for_live(page, 6)

    page.get_by_test_id("display-open").tap()
    page.get_by_test_id("data-cap").filter(has_text="300 kbps").tap()
    screenshot(page, "responder-data")
    page.get_by_test_id("panel-close").tap()
    page.wait_for_function(
        """() => document.querySelectorAll('[data-testid="tile"][data-state="photo"]').length >= 2"""
    )
    expect(page.locator(".head")).to_contain_text("saver")
    _renewed_singly(page, site)
    page.reload()
    expect(page.locator(".head")).to_contain_text("saver")

    page.get_by_test_id("display-open").tap()
    page.get_by_test_id("data-cap").filter(has_text="No limit").tap()
    page.get_by_test_id("panel-close").tap()
    wait_for_live(page, 6)


def _renewed_singly(page: Page, site: Site) -> None:
    """A tile that is not live any more is renewed all the same, in its slot: no photo is fetched for it."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    photo = page.locator('[data-testid="tile"][data-state="photo"]:has([data-shows="video"])').first
    camera_id = photo.get_attribute("data-camera-id")
    assert camera_id is not None

    assert moving_picture(tile(page, camera_id)).camera_number == site.cameras.numbers[camera_id]
    assert not [url for url in fetched if url.endswith(f"/api/posters/{camera_id}")]
