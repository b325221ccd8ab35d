"""Several units in one incident see where the others look, and what they mark on the map."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Position, expect

from load_tests.browser import TERMINAL
from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.screen import open_cameras, sign_in, tile, wait_for_live
from tests.e2e.test_accessibility import assert_accessible, open_with_axe

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
    expect(_map(other)).to_have_attribute("data-cameras", re.compile(camera_id))
    screenshot(other, "responder-others")

    one.get_by_test_id("focus-close").tap()
    expect(tile(other, camera_id).get_by_test_id("others")).to_have_count(0)


def test_a_marker_of_one_unit_is_on_every_map(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Held and tapped on a terminal; seen on a phone with author and age; withdrawn, gone from both."""
    issued = site.share("high-school", agency="Police")
    terminal = open_phone(issued.url, viewport=TERMINAL)
    open_cameras(terminal)
    other = open_phone(issued.url)
    open_cameras(other)
    _hold_the_map(terminal)
    expect(terminal.get_by_test_id("seeing").first).to_be_visible()
    screenshot(terminal, "marker-buttons-terminal")

    terminal.get_by_test_id("mark-note").fill("red jacket")
    terminal.locator('[data-testid="mark"][data-kind="suspect"]').tap()
    expect(terminal.get_by_test_id("marker-note")).to_have_text("red jacket")
    news = re.compile("Suspect last seen.*Marked by Police", re.DOTALL)
    expect(other.get_by_test_id("marker-news")).to_have_text(news)
    expect(_map(other)).to_have_attribute("data-markers", re.compile("marker_id"))
    screenshot(terminal, "marker-placed-terminal")
    screenshot(other, "marker-news-phone")

    _map(other).tap(position=_marker_on_map(other))
    expect(other.get_by_test_id("marker")).to_contain_text("Police")
    expect(other.get_by_test_id("marker")).to_contain_text("just now")
    expect(other.get_by_test_id("seeing").first).to_be_visible()
    terminal.get_by_test_id("marker-withdraw").dblclick()
    expect(terminal.get_by_test_id("marker")).to_have_count(0)
    expect(other.get_by_test_id("marker")).to_have_attribute("data-standing", "false")
    expect(_map(other)).to_have_attribute("data-markers", "[]")


def test_markers_and_what_happened_are_read_in_a_list(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """By whoever does not see the map; a unit of another building reads nothing of it."""
    issued = site.share("high-school", agency="Police")
    page = open_phone(issued.url, video=False, has_map=False)
    open_cameras(page)
    elsewhere = open_phone(site.share("athletic-center", agency="Fire").url, video=False, has_map=False)
    open_cameras(elsewhere)
    _mark_by_search(page, "160", "casualty")
    _mark_by_search(page, "107", "note", "Keys are at the front desk, ask for the janitor")
    expect(page.get_by_test_id("marker-count")).to_have_text("2")

    page.get_by_test_id("markers-open").tap()
    rows = page.get_by_test_id("marker-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Keys are at the front desk")
    expect(rows.last).to_contain_text("Casualty")
    expect(page.get_by_test_id("moment")).to_have_count(3)
    expect(page.get_by_test_id("moment").last).to_contain_text("Incident opened")
    screenshot(page, "markers-list")

    elsewhere.get_by_test_id("markers-open").tap()
    expect(elsewhere.get_by_test_id("moment")).to_have_count(1)
    expect(elsewhere.get_by_test_id("marker-row")).to_have_count(0)
    expect(elsewhere.get_by_test_id("marker-count")).to_have_count(0)


def test_a_phone_without_live_video_sees_markers_too(site: Site, open_phone: OpenPhone) -> None:
    """It is told beside its photos, within seconds."""
    issued = site.share("high-school", agency="Police")
    page = open_phone(issued.url, has_map=False)
    open_cameras(page)
    old = open_phone(issued.url, video=False, has_map=False)
    open_cameras(old)
    expect(old.get_by_test_id("banner")).to_contain_text("cannot play live video")
    _mark_by_search(page, "160", "entry")
    expect(old.get_by_test_id("marker-news")).to_contain_text("Entry")
    expect(old.get_by_test_id("marker-count")).to_have_text("1")


def test_a_marker_waits_for_the_network(site: Site, open_phone: OpenPhone) -> None:
    """One tap in a dead corner is enough: it is placed once, as soon as there is a way to the service."""
    page = open_phone(site.share("high-school").url, video=False)
    open_cameras(page)
    _hold_the_map(page)
    page.context.set_offline(True)
    page.locator('[data-testid="mark"][data-kind="casualty"]').tap()
    expect(page.get_by_test_id("mark-state")).to_contain_text("trying again")
    page.context.set_offline(False)
    expect(page.get_by_test_id("marker")).to_contain_text("just now")
    expect(page.get_by_test_id("marker-count")).to_have_text("1")


def test_the_console_reads_the_timeline_and_withdraws_a_marker(
    site: Site, open_phone: OpenPhone, screenshot: Screenshot
) -> None:
    """Everything that happened, and what stands on the map now."""
    opened = site.open_incident("high-school", agency="Police")
    assert opened.issued is not None
    page = open_phone(opened.issued.url, video=False, has_map=False)
    open_cameras(page)
    _mark_by_search(page, "160", "staging", "engines to the north door")
    console = open_with_axe(open_phone, site, "/console", viewport=TERMINAL)
    sign_in(console, site)
    card = console.locator(f'[data-incident-id="{opened.incident.incident_id}"]')
    card.get_by_test_id("timeline-open").tap()
    expect(card.get_by_test_id("moment")).to_have_count(4)
    expect(card.get_by_test_id("moment").first).to_contain_text("Staging · marked")
    assert_accessible(console, "timeline in the console")
    screenshot(console, "console-timeline")

    card.get_by_test_id("console-withdraw").dblclick()
    expect(page.get_by_test_id("marker-count")).to_have_count(0)
    expect(card.get_by_test_id("console-marker")).to_have_count(0)
    expect(card.get_by_test_id("moment").first).to_contain_text("withdrawn")


def test_markers_are_for_everybody(site: Site, open_phone: OpenPhone, screenshot: Screenshot) -> None:
    """Buttons, details, list and timeline by axe, in every theme."""
    page = open_with_axe(open_phone, site, site.share("high-school").url, video=False)
    open_cameras(page)
    for placed, theme in enumerate(("Dark", "Red", "Day"), start=1):
        page.get_by_test_id("display-open").tap()
        page.get_by_test_id("theme").filter(has_text=theme).tap()
        page.get_by_test_id("panel-close").tap()
        _hold_the_map(page)
        expect(page.get_by_test_id("seeing").first).to_be_visible()
        assert_accessible(page, f"buttons, {theme}")
        for button in page.get_by_test_id("mark").all():
            box = button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 64
        page.locator('[data-testid="mark"][data-kind="entry"]').tap()
        expect(page.get_by_test_id("marker")).to_be_visible()
        assert_accessible(page, f"details, {theme}")
        screenshot(page, f"marker-{theme.lower()}")
        page.get_by_test_id("panel-close").tap()
        page.keyboard.press("m")
        expect(page.get_by_test_id("moment")).to_have_count(1 + placed)
        assert_accessible(page, f"list and timeline, {theme}")
        screenshot(page, f"markers-list-{theme.lower()}")
        page.get_by_test_id("panel-close").tap()


def _map(page: Page) -> Locator:
    return page.get_by_test_id("map")


def _hold_the_map(page: Page) -> None:
    """A little beside the middle of the building."""
    expect(_map(page)).to_have_attribute("data-cameras", re.compile("camera_id"))
    box = _map(page).bounding_box()
    assert box is not None
    finger = {"x": box["x"] + box["width"] * 0.45, "y": box["y"] + box["height"] * 0.55}
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    expect(page.get_by_test_id("mark-buttons")).to_be_visible()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    devtools.detach()


def _marker_on_map(page: Page) -> Position:
    """Where the one marker is on the map."""
    (marker,) = json.loads(_map(page).get_attribute("data-markers") or "[]")
    return {"x": marker["x"], "y": marker["y"]}


def _mark_by_search(page: Page, room: str, kind: str, note: str = "") -> None:
    page.get_by_test_id("search-open").tap()
    page.get_by_test_id("search-field").fill(room)
    page.get_by_test_id("search-result").first.tap()
    page.get_by_test_id("mark-note").fill(note)
    page.locator(f'[data-testid="mark"][data-kind="{kind}"]').tap()
    expect(page.get_by_test_id("marker")).to_be_visible()
    page.get_by_test_id("panel-close").tap()
