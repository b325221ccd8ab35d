"""The main screens look as they did, on a phone upright and on its side, in a vehicle and on a wall."""

import re

import pytest
from playwright.sync_api import Page, expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone
from tests.e2e.kept_looks import Looks
from tests.e2e.screen import live_tiles, open_cameras, wait_for_live

pytestmark = pytest.mark.browser


def test_the_screens_look_as_they_did(site: Site, open_phone: OpenPhone) -> None:
    """From the two ways in over the wall and its map to the large picture and what is behind it."""
    looks = Looks("responder")
    page = open_phone("/")
    expect(page.get_by_test_id("code")).to_be_focused()
    looks.each(page, "code")
    page.goto(site.share("high-school", "athletic-center").url)
    expect(page.get_by_test_id("open-cameras")).to_be_in_viewport(ratio=1)
    looks.each(page, "invitation")
    open_cameras(page)
    drawn(page)
    looks.each(page, "wall")
    live_tiles(page).first.tap()
    expect(page.get_by_test_id("focus-view")).to_have_attribute("data-state", "live")
    # Where the map goes next takes its time; how it looks, the wall has shown.
    page.get_by_test_id("map").evaluate("it => { it.style.visibility = 'hidden'; }")
    looks.each(page, "large-picture")
    page.get_by_test_id("detail-open").tap()
    expect(page.locator(".detail-facts dt")).to_have_count(9)
    looks.each(page, "detail")
    looks.check()


def drawn(page: Page) -> None:
    """Waits for the first pictures and for the map."""
    wait_for_live(page, 2)
    expect(page.get_by_test_id("map")).to_have_attribute("data-cameras", re.compile("camera_id"))
