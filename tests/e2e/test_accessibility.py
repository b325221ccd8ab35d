"""Every screen keeps to WCAG 2.2 AA as far as axe can tell, and the keyboard alone is enough."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from load_tests.browser import TERMINAL
from load_tests.site import STATIC, Site
from tests.e2e.conftest import OpenPhone
from tests.e2e.screen import live_camera, live_tiles, open_cameras, sign_in, tile, wait_for_live

pytestmark = pytest.mark.browser

AXE = STATIC.parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Without the rule that takes the state on a tile for a part of its label: the name is the label, and a test
# of its own finds it in what is read aloud.
VIOLATIONS = """async (tags) => {
  const { violations } = await window.axe.run(document, {
    runOnly: { type: "tag", values: tags },
    rules: { "label-content-name-mismatch": { enabled: false } },
  });
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(" "))]);
}"""


def assert_accessible(page: Page, screen: str) -> None:
    violations: list[Any] = page.evaluate(VIOLATIONS, TAGS)
    assert violations == [], screen


def open_with_axe(open_phone: OpenPhone, site: Site, url: str, **options: Any) -> Page:
    assert Path(AXE).exists(), "axe is not installed: run `make setup`"
    page = open_phone("about:blank", **options)
    page.add_init_script(path=AXE)
    page.goto(site.origin + url if url.startswith("/") else url)
    return page


def test_every_screen_of_the_responder(site: Site, open_phone: OpenPhone) -> None:
    """From the invitation over wall, map, large picture and every panel to the end."""
    issued = site.share("high-school")
    page = open_with_axe(open_phone, site, issued.url)
    expect(page.get_by_test_id("open-cameras")).to_be_visible()
    assert_accessible(page, "invitation")
    open_cameras(page)
    wait_for_live(page, 4)
    page.locator("canvas").wait_for()
    assert_accessible(page, "wall and map")

    live_tiles(page).first.tap()
    expect(page.get_by_test_id("focus-view")).to_have_attribute("data-state", "live")
    assert_accessible(page, "large picture")
    page.get_by_test_id("detail-open").tap()
    expect(page.get_by_test_id("detail")).to_be_visible()
    assert_accessible(page, "details")
    page.get_by_test_id("panel-close").tap()
    page.get_by_test_id("display-open").tap()
    expect(page.get_by_test_id("display")).to_be_visible()
    assert_accessible(page, "display and data")
    page.get_by_test_id("theme").filter(has_text="Day").tap()
    assert_accessible(page, "display by day")
    page.get_by_test_id("panel-close").tap()
    assert_accessible(page, "large picture by day")
    page.get_by_test_id("search-open").tap()
    page.get_by_test_id("search-field").fill("160")
    expect(page.get_by_test_id("search-result").first).to_be_visible()
    assert_accessible(page, "search")
    page.get_by_test_id("search-result").first.tap()
    expect(page.get_by_test_id("seeing").first).to_be_visible()
    assert_accessible(page, "cameras that see a room")
    page.get_by_test_id("route-open").tap()
    expect(page.get_by_test_id("route-length")).to_be_visible()
    assert_accessible(page, "way")

    site.revoke(issued.link.link_id)
    expect(page.get_by_test_id("access-ended")).to_be_visible()
    assert_accessible(page, "end")


def test_a_tile_is_read_as_it_is_labelled(site: Site, open_phone: OpenPhone) -> None:
    """Its name first, then where it is and how old: whoever says the name to a phone hits the tile."""
    issued = site.share("high-school")
    page = open_phone(issued.url, has_map=False)
    open_cameras(page)
    wait_for_live(page, 2)
    shown = tile(page, live_camera(page))
    name = shown.locator(".tile-name").inner_text()
    spoken = re.compile(rf"{re.escape(name)}, .+, live, \d(\.\d)? seconds old")
    expect(shown).to_have_attribute("aria-label", spoken)


def test_every_screen_of_the_console(site: Site, open_phone: OpenPhone) -> None:
    """Sign-in, buildings and incidents, the share sheet and the new link."""
    page = open_with_axe(open_phone, site, "/console")
    expect(page.get_by_test_id("username")).to_be_visible()
    assert_accessible(page, "sign-in")
    sign_in(page, site)
    expect(page.get_by_test_id("building").first).to_be_visible()
    assert_accessible(page, "console")
    page.get_by_test_id("building").first.tap()
    expect(page.get_by_test_id("share")).to_be_visible()
    assert_accessible(page, "share")
    page.get_by_test_id("share").tap()
    expect(page.get_by_test_id("link-url")).to_be_visible()
    assert_accessible(page, "link")


def test_the_keyboard_is_enough(site: Site, open_phone: OpenPhone) -> None:
    """In a patrol car: enlarge, step, full screen, level, search and back without a finger."""
    issued = site.share("high-school")
    page = open_phone(issued.url, viewport=TERMINAL)
    page.get_by_test_id("open-cameras").focus()
    page.keyboard.press("Enter")
    wait_for_live(page, 2)
    focus = page.get_by_test_id("focus-view")
    first = page.get_by_test_id("tile").first.get_attribute("data-camera-id") or ""

    page.keyboard.press("1")
    expect(focus).to_have_attribute("data-camera-id", first)
    page.keyboard.press("f")
    page.keyboard.press("ArrowRight")
    expect(focus).not_to_have_attribute("data-camera-id", first)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(focus).to_have_count(0)
    page.keyboard.press("l")
    expect(page.locator('[data-testid="level"][data-ordinal="1"]')).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("/")
    expect(page.get_by_test_id("search-field")).to_be_focused()
    page.keyboard.type("cafetria")  # only the service forgives it, a moment after Enter
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("search-field")).to_have_count(0)
