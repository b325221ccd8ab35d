"""Where no link can be sent, five words over the radio open the cameras."""

import pytest
from playwright.sync_api import expect

from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import wait_for_live
from tests.e2e.test_accessibility import assert_accessible, open_with_axe

pytestmark = pytest.mark.browser


def test_a_spoken_code_opens_the_cameras(site: Site, open_phone: OpenPhone, screenshot: Screenshot) -> None:
    """Misheard words are told at once and helped with; wrong ones are refused; a reload needs no code."""
    issued = site.share("high-school")
    words = site.spoken_code(issued.link.link_id).split()
    page = open_with_axe(open_phone, site, "/", has_map=False)
    field = page.get_by_test_id("code")
    expect(field).to_be_focused()
    assert_accessible(page, "code")

    field.press_sequentially("acorn elefant")
    expect(page.get_by_test_id("code-word").nth(1)).to_have_attribute("data-state", "unknown")
    expect(page.get_by_test_id("code-open")).to_be_disabled()
    assert_accessible(page, "code with a misheard word")
    screenshot(page, "responder-code-misheard")
    page.get_by_test_id("code-suggestion").filter(has_text="elephant").tap()
    expect(field).to_have_value("acorn elephant ")
    field.fill("acorn elephant acorn elephant acorn")
    page.get_by_test_id("code-open").tap()
    expect(page.get_by_test_id("notice")).to_contain_text("said again")

    field.fill(", ".join(word[:4].upper() for word in words))
    screenshot(page, "responder-code")
    field.press("Enter")
    wait_for_live(page, 1)
    page.reload()
    wait_for_live(page, 1)
