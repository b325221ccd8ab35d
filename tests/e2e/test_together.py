"""Several units in one incident see where the others look."""

import pytest
from playwright.sync_api import expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras, tile, wait_for_live

pytestmark = pytest.mark.browser


def test_a_unit_sees_what_another_has_large(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """The camera that one phone has large carries the agency's name on the other; it goes with the look."""
    issued = site.share("high-school", agency="Fire")
    one = open_phone(issued.url)
    open_cameras(one)
    other = open_phone(issued.url)
    open_cameras(other)
    wait_for_live(one, 2)
    camera_id = one.get_by_test_id("tile").first.get_attribute("data-camera-id") or ""

    tile(one, camera_id).tap()
    expect(tile(other, camera_id).get_by_test_id("others")).to_have_text("Fire")
    assert tile(one, camera_id).get_by_test_id("others").count() == 0
    screenshot(other, "responder-others")

    one.get_by_test_id("focus-close").tap()
    expect(tile(other, camera_id).get_by_test_id("others")).to_have_count(0)
