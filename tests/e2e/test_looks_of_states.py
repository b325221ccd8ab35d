"""Screens that an officer sees seldom look as they did: other walls, other lights, ways to be kept out."""

import json
import time

import pytest
from playwright.sync_api import Page, expect

from load_tests.browser import COMMAND_POST, PHONE, TERMINAL
from load_tests.site import Site
from tests.e2e.conftest import OpenPhone, Screenshot
from tests.e2e.kept_looks import Looks
from tests.e2e.screen import open_cameras

pytestmark = pytest.mark.browser

EXPIRED = {"type": "link-expired", "title": "The link has expired.", "status": 403, "detail": ""}


def test_walls_and_lights_look_as_they_did(site: Site, open_phone: OpenPhone, screenshot: Screenshot) -> None:
    """Embers at night, ink by day, nine and sixteen pictures, and the end, on one page."""
    issued = site.share("high-school")
    page = open_phone(issued.url, video=False, has_map=False)
    open_cameras(page)
    expect(page.get_by_test_id("banner")).to_contain_text("cannot play")
    expect(page.get_by_text("The map cannot be drawn")).to_be_visible()
    expect(page.locator('[data-testid="tile"][data-state="photo"]')).not_to_have_count(0)
    looks = Looks("responder")
    choose(page, "Red")
    screenshot(page, "wall-red")
    for theme in ("Red", "Day", "Dark"):
        choose(page, theme)
        looks.at(page, f"wall-{theme.lower()}")
    for name, viewport, columns in (("wall-of-nine", TERMINAL, 3), ("command-post", COMMAND_POST, 4)):
        page.set_viewport_size(viewport)
        size = page.get_by_test_id("wall-size").nth(columns - 1)
        size.tap()
        expect(size).to_have_attribute("aria-pressed", "true")
        looks.at(page, name)
    page.set_viewport_size(PHONE)
    site.revoke(issued.link.link_id)
    expect(page.get_by_test_id("access-ended")).to_be_visible()
    looks.each(page, "ended")
    looks.check()


def test_ways_to_be_kept_out_look_as_they_did(site: Site, open_phone: OpenPhone) -> None:
    """Too early, and too late."""
    incident = site.open_incident("high-school").incident
    later = {"agency": "Maple Ridge Police", "begins_at_ms": int((time.time() + 3600) * 1000)}
    issued = site.http.post(f"/api/incidents/{incident.incident_id}/links", json=later)
    issued.raise_for_status()
    page = open_phone(issued.json()["url"], video=False)
    page.get_by_test_id("open-cameras").tap()
    expect(page.get_by_test_id("waiting")).to_be_visible()
    looks = Looks("responder")
    looks.each(page, "upcoming")
    page.route(
        "**/api/redeem",
        lambda route: route.fulfill(
            status=403, body=json.dumps(EXPIRED), content_type="application/problem+json"
        ),
    )
    page.reload()
    page.get_by_test_id("open-cameras").tap()
    expect(page.get_by_test_id("access-ended")).to_have_attribute("data-reason", "link-expired")
    looks.each(page, "expired")
    looks.check()


def choose(page: Page, theme: str) -> None:
    page.get_by_test_id("display-open").tap()
    page.get_by_test_id("theme").filter(has_text=theme).tap()
    expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())
    page.get_by_test_id("panel-close").tap()
    expect(page.get_by_test_id("display")).to_have_count(0)
